/** Which 120 pictures there are: what each shows, in which style, and in which half it stands. */
import { seeded, shuffled } from '../../../src/evaluation/random.js'

export const PICTURE_STYLES = [
  'browser',
  'phone',
  'chat',
  'chat-picture',
  'dark',
  'narrow',
  'cropped',
  'cut',
  'tilted',
  'photo',
  'compressed',
  'large',
  'turned',
] as const
export type PictureStyle = (typeof PICTURE_STYLES)[number]

/** What the screen says for each error, by entry; the states without a message as people write them. */
export const SCREEN_TEXTS: Readonly<Record<string, string>> = {
  'sync-01': 'Tombol sinkron PMM tidak muncul di e-Kinerja',
  'sync-01-dukcapil': 'Data tidak sesuai dengan Dukcapil',
  'sync-01-nip-updated':
    'Belum ada tombol Sinkro PMM di e-Kinerja BKN, namun sudah berhasil melakukan pembaruan NIP di Verval PTK',
  'sync-02': 'Pegawai belum membuat SKP di PMM',
  'sync-03': 'Data Unit Kerja Pegawai tidak terdaftar di Referensi Unit Kerja',
  'sync-04': 'Nama Sekolah atau Nama Unor tidak sama dengan data PMM',
  'sync-05': 'Unit Kerja atasan tidak ditemukan',
  'sync-06': 'xApiKey does not exists in whitelist',
  'sync-07': 'Data status kepegawaian di PMM tidak terdaftar sebagai ASN',
  'sync-08': 'Unexpected period value',
  'sync-09': 'Request failed with status code 500',
  'sync-10': 'Data PNS ID belum padan antara SIASN dengan PMM',
  'sync-11':
    "JavaScript Error: Type Error : cannot read properties of undefined(reading 'unor_id')",
  'sync-12': 'SKP yang ada memiliki Unor yang berbeda dengan Pegawai saat ini',
  'sync-13':
    'Pengguna PMM tidak dapat menambah SKP setelah tahun 2023, silahkan buat SKP di PMM/sinkro data PMM',
  'sync-14': 'Tidak ada RHK yang terdeteksi di PMM',
  'sync-15': 'Data SKP Organisasi belum dibuat oleh atasan',
  'sync-16': 'Atasan Pegawai tidak sama dengan data PMM',
  'sync-17': 'Tidak ada RHK yang bisa dikaitkan',
  'sync-18': 'Pegawai tidak memiliki SKP sebagai Plt. Kepala Sekolah di PMM.',
  'sync-19': 'Pegawai tidak terdaftar sebagai Plt. kepala Sekolah di e-Kinerja',
  'sync-20':
    'Jumlah SKP sebagai Plt. Kepala Sekolah di PMM tidak sesuai dengan data Plt.Kepala Sekolah di E-kinerja.',
}

/** States that no screen names: people show the help page or a chat about them. */
export const WITHOUT_MESSAGE: ReadonlySet<string> = new Set(['sync-01', 'sync-01-nip-updated'])

/** Pictures of each style in a half; photographs of a monitor are what teachers send most. */
const STYLE_COUNTS: Readonly<Record<PictureStyle, number>> = {
  browser: 3,
  phone: 4,
  chat: 3,
  'chat-picture': 3,
  dark: 4,
  narrow: 4,
  cropped: 3,
  cut: 4,
  tilted: 4,
  photo: 7,
  compressed: 4,
  large: 3,
  turned: 2,
}

/** Errors met most often get a third pair of pictures. */
const FREQUENT = ['sync-02', 'sync-04', 'sync-15', 'sync-16']

/** Pairs that a log of several attempts can show at once. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['sync-04', 'sync-16'],
  ['sync-02', 'sync-15'],
  ['sync-09', 'sync-12'],
  ['sync-03', 'sync-05'],
  ['sync-14', 'sync-17'],
  ['sync-06', 'sync-08'],
  ['sync-18', 'sync-19'],
  ['sync-07', 'sync-10'],
]

export const OTHER_SUBJECTS = [
  'timetable',
  'landscape',
  'menu',
  'face',
  'chat-arisan',
  'receipt',
  'sunset',
  'weather',
  'worksheet',
  'chat-futsal',
] as const
export type OtherSubject = (typeof OTHER_SUBJECTS)[number]

export const UNREADABLE_WAYS = ['blurred', 'black', 'tiny', 'shaken', 'overexposed', 'far'] as const
export type UnreadableWay = (typeof UNREADABLE_WAYS)[number]

export type Split = 'train' | 'test'

export type PicturePlan =
  | {
      readonly show: 'error'
      readonly id: string
      readonly style: PictureStyle
      readonly split: Split
    }
  | {
      readonly show: 'two-errors'
      readonly ids: readonly [string, string]
      readonly way: 'log' | 'chat'
      readonly split: Split
    }
  | { readonly show: 'other'; readonly subject: OtherSubject; readonly split: Split }
  | {
      readonly show: 'unreadable'
      readonly id: string
      readonly way: UnreadableWay
      readonly split: Split
    }

export function picturePlan(): PicturePlan[] {
  const alternate = (at: number): Split => (at % 2 === 0 ? 'train' : 'test')
  const ids = Object.keys(SCREEN_TEXTS)
  return [
    ...errorPlans('train'),
    ...errorPlans('test'),
    ...PAIRS.map((pair, at): PicturePlan => {
      const way = at % 4 < 2 ? 'log' : 'chat'
      return { show: 'two-errors', ids: pair, way, split: alternate(at) }
    }),
    ...OTHER_SUBJECTS.map(
      (subject, at): PicturePlan => ({ show: 'other', subject, split: alternate(at) }),
    ),
    ...UNREADABLE_WAYS.map((way, at): PicturePlan => {
      const id = ids[(at * 5 + 3) % ids.length] ?? ''
      return { show: 'unreadable', id, way, split: alternate(at) }
    }),
  ]
}

/** Every entry twice and the frequent ones three times, no entry twice in a style. */
function errorPlans(split: Split): PicturePlan[] {
  const random = seeded(split === 'train' ? 101 : 202)
  const styles = Object.entries(STYLE_COUNTS).flatMap(([style, count]) =>
    Array.from({ length: count }, () => style as PictureStyle),
  )
  const all = Object.keys(SCREEN_TEXTS)
  const ids = [...all, ...all, ...FREQUENT]
  for (;;) {
    const order = shuffled(styles, random)
    const pairs = new Set(ids.map((id, at) => `${id} ${order[at]}`))
    if (pairs.size !== ids.length) continue
    return ids.map((id, at) => ({
      show: 'error',
      id,
      style: order[at] as PictureStyle,
      split,
    }))
  }
}
