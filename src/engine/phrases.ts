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
  whatIsShown:
    'Apa yang terlihat di layar? Mohon salin tulisannya apa adanya, sebagian juga boleh. Atau pilih yang paling mirip; ketik "petugas" untuk bicara dengan orang.',
  clarify:
    'Yang mana yang Bapak/Ibu maksud? Tidak ada yang cocok? Ketik "bukan", atau "petugas" untuk bicara dengan orang.',
  pasteError:
    'Mohon salin atau ketik tulisan error di layar apa adanya, sebagian juga boleh. Nomor saja belum cukup karena daftar nomornya pernah berubah.',
  tellMore:
    'Mohon ceritakan sedikit lebih lengkap, atau salin tulisan di layar apa adanya. Ketik "menu" untuk melihat pilihan, atau "petugas" untuk bicara dengan orang.',
  numberAlone:
    'Angka saja belum cukup, karena daftar nomor error pernah berubah. Mohon tulis beberapa kata dari pesan errornya.',
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
  roleQuestion: 'Supaya langkahnya tepat: Bapak/Ibu sebagai apa?',
  notThisAskAgain:
    'Baik, berarti bukan itu. Mohon salin tulisan error di layar atau ceritakan dengan kata lain.',
  rejectedTwice: 'Maaf, dua kali saya keliru. Lebih baik petugas yang melihat. Mau saya teruskan?',
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
