/**
 * Error texts as they come out of a picture of a screen: cut, misread, with all that stands around them.
 * Made with a fixed seed, for fitting alone: no teacher types so, but every screenshot reads so.
 */
import type { MeaningClass } from './examples.js'
import { generator } from './random.js'

/** What stands on such screens, as pieces of text. */
const AROUND = [
  '10.24 4G 61%',
  'kinerja.bkn.go.id',
  'e-Kinerja Badan Kepegawaian Negara',
  'Beranda',
  'Dasbor',
  'Menu Utama',
  'SKP',
  'Matriks Peran Hasil',
  'Data Pegawai',
  'Nama NIP Jabatan Unit Kerja',
  'Periode 1 Januari 2025 sampai 31 Desember 2025',
  'Status Aksi',
  'Tampilkan 25 data per halaman',
  'Sebelumnya Berikutnya',
  'Cari',
  'Tutup',
  'Oke',
  'Kembali',
  'Keluar',
  'Ruang GTK Pengelolaan Kinerja',
  'Perencanaan Pelaksanaan Penilaian',
  'Pemberitahuan',
  'Hak Cipta Badan Kepegawaian Negara',
  'Bantuan',
  'Unduh PDF',
  'Tambah Rencana Hasil Kerja',
  'WhatsApp Kamera Galeri',
  'Terakhir masuk kemarin',
] as const
/** What letters are misread as. */
const MISREAD: Readonly<Record<string, string>> = {
  o: '0',
  l: '1',
  i: 'l',
  e: 'c',
  s: '5',
  a: 'o',
  m: 'rn',
  u: 'v',
  t: 'f',
  g: '9',
}
const SEED = 41
/** Pictures made of each error text: of each, one is whole and clean, the others cut or misread. */
const PICTURES = 8
/** Share of a cut text that is left, at least. */
const LEAST_LEFT = 0.45
/** Share of letters that are misread, at most. */
const MOST_MISREAD = 0.09
/** Pieces around the text, at most. */
const MOST_AROUND = 20

export interface Screen {
  readonly text: string
  /** Index of the class whose error it shows. */
  readonly owner: number
}

export function screensOf(classes: readonly MeaningClass[]): Screen[] {
  const random = generator(SEED)
  return classes.flatMap(({ messages }, owner) =>
    messages.flatMap((message) =>
      Array.from({ length: PICTURES }, (_, at) => ({
        owner,
        text: misread(
          surrounded(cut(message, at, random), random),
          at === 0 ? 0 : random(),
          random,
        ),
      })),
    ),
  )
}

/** Every third whole, every third without its end, every third without its beginning. */
function cut(message: string, at: number, random: () => number): string {
  const left = Math.ceil(message.length * (LEAST_LEFT + random() * (1 - LEAST_LEFT)))
  if (at % 3 === 0) return message
  return at % 3 === 1 ? message.slice(0, left) : message.slice(message.length - left)
}

function surrounded(message: string, random: () => number): string {
  const pieces = Array.from(
    { length: Math.floor(random() * MOST_AROUND) },
    () => AROUND[Math.floor(random() * AROUND.length)] as string,
  )
  const before = Math.floor(random() * (pieces.length + 1))
  return [...pieces.slice(0, before), message, ...pieces.slice(before)].join('\n')
}

function misread(text: string, share: number, random: () => number): string {
  return [...text]
    .map((letter) => {
      if (random() >= share * MOST_MISREAD) return letter
      return random() < 0.3 ? '' : (MISREAD[letter.toLowerCase()] ?? letter)
    })
    .join('')
}
