/**
 * The bot's own sentences: greetings, questions, promises, apologies. Nothing here is a fact about
 * Pengelolaan Kinerja; facts live in `knowledge/`.
 */
import type { Role } from './model.js'

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  guru: 'guru',
  'kepala-sekolah': 'kepala sekolah',
  plt: 'guru sebagai Plt. kepala sekolah',
  'admin-instansi': 'Admin Instansi',
}

export const LABELS = {
  fullSteps: 'Langkah lengkap',
  notThis: 'Bukan ini',
  human: 'Tanya petugas',
  menu: 'Menu',
  errorHelp: 'Ada pesan error sinkro',
  deadline: 'Tenggat terdekat',
  role: 'Ganti peran',
  keepPicture: 'Tunjukkan gambar ke petugas',
  dropPicture: 'Tidak usah',
} as const

export const PHRASES = {
  maskedNotice: {
    nip: 'NIP di pesan Bapak/Ibu sudah saya samarkan dan tidak disimpan. Jangan kirim NIP, sandi, atau OTP di sini.',
    nik: 'NIK di pesan Bapak/Ibu sudah saya samarkan dan tidak disimpan. Jangan kirim NIK, sandi, atau OTP di sini.',
    secret:
      'Sandi/OTP di pesan Bapak/Ibu sudah saya samarkan dan tidak disimpan. Jangan beri sandi atau OTP kepada siapa pun.',
  },
  noOfficialAnswer: 'Belum ada keterangan resmi yang saya punya tentang ini.',
  unknown:
    'Maaf, saya belum tahu jawabannya. Saya hanya paham soal Pengelolaan Kinerja (PMM/Ruang GTK) dan sinkro ke e-Kinerja. Bapak/Ibu bisa memilih menu atau bertanya kepada petugas.',
  unknownAgain:
    'Maaf, saya masih belum paham. Boleh ditulis dengan kata lain, atau salin tulisan di layar apa adanya? Kalau lebih mudah, petugas siap membantu.',
  splitHelp:
    'Pilih yang paling mirip, salin tulisannya, atau kirim fotonya. Tidak ada yang cocok? Ketik "lainnya". Bicara dengan orang? Ketik "petugas".',
  whichText:
    'Yang mana tulisan di layar Bapak/Ibu? Tidak ada yang cocok? Ketik "bukan", atau "petugas" untuk bicara dengan orang.',
  clarify:
    'Yang mana yang Bapak/Ibu maksud? Tidak ada yang cocok? Ketik "bukan", atau "petugas" untuk bicara dengan orang.',
  whichFirst: 'Ada beberapa hal sekaligus. Yang mana yang mau dibahas dulu?',
  pasteError:
    'Mohon salin atau ketik tulisan error di layar apa adanya, sebagian juga boleh. Nomor saja belum cukup karena daftar nomornya pernah berubah.',
  tellMore:
    'Mohon ceritakan sedikit lebih lengkap, atau salin tulisan di layar apa adanya. Ketik "menu" untuk melihat pilihan, atau "petugas" untuk bicara dengan orang.',
  numberAlone:
    'Angka saja belum cukup, karena daftar nomor error pernah berubah. Mohon tulis beberapa kata dari pesan errornya.',
  iRead: 'Saya membaca:',
  iReadTwo: 'Ada lebih dari satu pesan di gambar. Yang mana yang mau dibahas dulu?',
  pictureUnknown:
    'Maaf, saya belum tahu jawaban untuk tulisan di gambar ini. Bapak/Ibu bisa mengetik pertanyaannya, mengirim ulang gambar yang lebih dekat ke pesannya, atau bertanya kepada petugas.',
  pictureUnreadable:
    'Maaf, tulisan di gambar ini belum bisa saya baca. Mohon kirim ulang yang lebih dekat dan tajam, atau ketik tulisannya. Gambar ini juga bisa saya tunjukkan kepada petugas. NIP atau sandi di dalamnya tidak bisa saya samarkan.',
  pictureUnreadableToo: 'Gambarnya sendiri belum bisa saya baca.',
  pictureKept: 'Gambarnya saya tunjukkan kepada petugas.',
  pictureGone:
    'Gambar yang belum terbaca hanya saya simpan 15 menit. Bila petugas memerlukannya, mohon kirim sekali lagi.',
  pictureForStaff: 'Gambar tadi juga boleh saya tunjukkan kepada petugas?',
  pictureDropped:
    'Baik, gambarnya saya hapus. Mohon ketik tulisan di layar, atau kirim ulang gambar yang lebih dekat dan tajam.',
  pictureTrouble: {
    'no-text':
      'Saya tidak melihat tulisan di gambar ini. Saya hanya bisa membantu soal Pengelolaan Kinerja dan sinkro ke e-Kinerja. Mohon kirim tangkapan layar pesannya, ketik pertanyaannya, atau tanya petugas.',
    'too-large':
      'Gambarnya terlalu besar untuk saya baca. Mohon kirim tangkapan layar biasa atau potong bagian pesannya saja, atau ketik tulisannya. Ketik "petugas" bila perlu bantuan orang.',
    broken:
      'Berkas gambarnya rusak atau bukan gambar yang bisa saya buka. Mohon kirim ulang sebagai tangkapan layar biasa, atau ketik tulisannya. Ketik "petugas" bila perlu bantuan orang.',
    unavailable:
      'Gambarnya belum berhasil saya ambil. Mohon kirim sekali lagi, atau ketik tulisan di layar. Ketik "petugas" bila perlu bantuan orang.',
  },
  pictureUnread:
    'Gambar sudah saya terima, tetapi saya belum bisa membacanya. Mohon ketik atau salin tulisan error di layar, sebagian juga boleh. Ketik "petugas" bila perlu bantuan orang.',
  unreadable: {
    sticker: 'Stikernya lucu 🙂 Saya hanya bisa membaca tulisan. Silakan ketik pertanyaannya.',
    voice:
      'Maaf, saya belum bisa mendengar pesan suara. Mohon ketik pertanyaannya, singkat saja boleh.',
    other:
      'Maaf, kiriman seperti ini belum bisa saya baca. Mohon ketik pertanyaannya, singkat saja boleh.',
    empty:
      'Pesannya kosong di sisi saya. Mohon ketik lagi pertanyaannya, atau "petugas" untuk bicara dengan orang.',
  },
  thanks: 'Sama-sama, Bapak/Ibu. Kalau ada yang lain, silakan tulis saja di sini.',
  solved: 'Syukurlah sudah bisa. Kalau ada yang lain, silakan tulis saja di sini.',
  roleQuestion: 'Supaya langkahnya tepat: Bapak/Ibu sebagai apa?',
  notThisAskAgain:
    'Baik, berarti bukan itu. Mohon salin tulisan di layar, kirim fotonya, atau ceritakan dengan kata lain.',
  rejectedTwice: 'Maaf, dua kali saya keliru. Lebih baik petugas yang melihat. Mau saya teruskan?',
  sameForAll: 'Panduannya tidak membedakan peran.',
  nobodyNamed: 'Panduannya tidak menyebut siapa yang harus dihubungi. Petugas bisa membantu.',
  noWaitNamed: 'Waktu tunggunya tidak disebut dalam panduan.',
  stillTellThem:
    'Kalau sudah ditunggu atau dicoba dan tetap sama, sampaikan kepada yang bertindak.',
  stillFails: 'Tetap belum bisa? Ketik "petugas", nanti orang yang membantu.',
  stillUnclear:
    'Maaf, saya belum menangkapnya. Mungkin lebih mudah kalau petugas yang melihat. Mau saya teruskan?',
  nothingToExpand:
    'Langkah apa yang Bapak/Ibu cari? Tulis pertanyaannya, salin pesan errornya, atau ketik "menu".',
  acceptWithoutQuestion: 'Baik. Silakan tulis pertanyaannya, atau ketik "menu".',
  askPrivately: 'Saya jawab lewat chat pribadi saja supaya jelas.',
  backToBot: 'Baik, saya (bot) membantu lagi.',
  backToBotWithCase: 'Baik, saya (bot) membantu lagi. Kasusnya tetap terbuka untuk petugas.',
  alreadyBot: 'Saya (bot) memang sedang membantu. Silakan tulis pertanyaannya.',
  staffTook:
    'Petugas sekarang membaca chat ini dan akan membalas langsung. Bot diam dulu; ketik "kembali ke bot" bila perlu saya lagi.',
  forwarded: 'Pesan ini saya teruskan ke petugas.',
} as const

/** The line that tells how old a guide is, in the words fixed by the project. */
export function eraLine(year: number): string {
  return `Panduan ini dari ${year}; nama menu bisa berbeda di Ruang GTK.`
}
