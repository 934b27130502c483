/** Reasons of the channel's status, for the people at the office. */
const PAIR_AGAIN =
  'Untuk menautkan lagi: hentikan layanan, hapus whatsapp.db di folder data (salinannya disimpan), lalu jalankan lagi.'

export const STATUS = {
  scanQr: 'Menunggu kode QR dipindai dengan ponsel kantor.',
  enterCode: 'Menunggu kode penautan dimasukkan di ponsel kantor.',
  lost: 'Sambungan ke WhatsApp terputus; sedang dicoba lagi.',
  loop: 'Sambungan ke WhatsApp berulang kali terputus; dicoba lagi setelah jeda.',
  replacedPause:
    'WhatsApp ini dibuka oleh program lain dengan sesi yang sama; dicoba lagi setelah jeda.',
  replaced:
    'WhatsApp ini terus dibuka oleh program lain dengan sesi yang sama. Hentikan program itu, lalu jalankan ulang layanan.',
  mismatch: 'Nomor WhatsApp kantor belum mendukung perangkat tertaut.',
  'logged-out': `Ponsel kantor telah mengeluarkan perangkat ini dari WhatsApp. ${PAIR_AGAIN}`,
  banned: `WhatsApp menolak nomor ini (mungkin diblokir). Periksa WhatsApp di ponsel kantor. ${PAIR_AGAIN}`,
  unreadable:
    'Data sesi WhatsApp (whatsapp.db) tidak dapat dibaca. Pulihkan dari cadangan; tidak ada yang dibuat ulang otomatis.',
} as const
