/**
 * Which elliptic question some words are: "berapa lama?", "siapa itu?", "kalau kepala sekolah?". Only
 * words that say nothing by themselves are taken; one word about the subject makes a new question.
 */
import type { Role } from './model.js'

export type FollowUp =
  /** It works now. */
  | { readonly type: 'solved' }
  /** Waited or tried, and it still does not work. */
  | { readonly type: 'still' }
  | { readonly type: 'how-long' }
  /** Who acts, and how to reach them. */
  | { readonly type: 'who' }
  | { readonly type: 'steps' }
  | { readonly type: 'step'; readonly number: number }
  | { readonly type: 'why' }
  /** In which menu, on which page. */
  | { readonly type: 'where' }
  /** The same for somebody else; the user's own role stays. */
  | { readonly type: 'role'; readonly role: Role }

/** Longer texts say something by themselves. */
const WORDS_MAX = 10

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words that any of the questions may hold, and none needs. */
const FILLERS = set(
  'terus lalu nah oh ok oke jadi dan tapi tetapi itu ini tadi tersebut begitu ya yah kah ka sih dong deh nya ' +
    'admin min pak bapak bu ibu kak kaka bang saya sa kami kita yang di ke untuk buat dari dengan tolong mohon izin ' +
    'maaf kalau jika bila apakah apa adalah bagaimana harus mesti bisa boleh tanya bertanya mau juga lagi kira kiranya',
)

interface Pattern {
  readonly type: Exclude<FollowUp['type'], 'step' | 'role'>
  /** One of them makes the question; several words must follow one another. */
  readonly needs: readonly string[]
  /** May stand beside it. */
  readonly allows: ReadonlySet<string>
}

const TIME =
  'hari minggu seminggu bulan sebulan jam lama besok kemarin sehari semalam pekan sepekan'

/** The order decides where the words fit two of them. */
const PATTERNS: readonly Pattern[] = [
  {
    type: 'solved',
    needs: [
      'sudah bisa',
      'sudah berhasil',
      'sudah muncul',
      'sudah jadi',
      'sudah beres',
      'berhasil',
      'beres',
    ],
    allows: set(
      'sudah muncul sekarang alhamdulillah puji tuhan syukur akhirnya tombol tombolnya sinkro sinkronya lancar',
    ),
  },
  {
    type: 'how-long',
    needs: [
      ...'lama lamanya menunggu nunggu nunggunya tunggunya'.split(' '),
      ...TIME.split(' ').map((time) => `berapa ${time}`),
    ],
    allows: set(`berapa sampai kapan waktu waktunya ${TIME}`),
  },
  {
    type: 'still',
    needs: `masih tetap belum gagal ${TIME} sama`.split(' '),
    allows: set(
      'sudah saja coba dicoba mencoba muncul berhasil jadi terus lewat lebih tunggu menunggu ditunggu nunggu ' +
        'tidak ada hasil hasilnya perubahan berubah satu dua tiga empat lima setelah sesudah begini kenapa',
    ),
  },
  {
    type: 'who',
    needs:
      'siapa nomor nomornya kontak kontaknya hubungi menghubungi dihubungi kemana lapor melapor dia beliau orangnya'.split(
        ' ',
      ),
    allows: set(
      'berapa mana hp wa telepon ada kasih minta punya namanya bertindak ditanya ditanyai tanggung jawab kepada pada',
    ),
  },
  {
    type: 'where',
    needs: [
      'di mana',
      'dimana',
      'menu mana',
      'menu apa',
      'menunya',
      'halaman mana',
      'sebelah mana',
      'bagian mana',
    ],
    allows: set(
      'mana menu letak letaknya posisi posisinya halaman bagian sebelah buka dibuka cari dicari klik lewat adanya ada',
    ),
  },
  {
    type: 'why',
    needs: [
      ...'kenapa mengapa maksudnya maksud artinya arti penyebab penyebabnya sebab sebabnya'.split(
        ' ',
      ),
      'apa itu',
      'itu apa',
    ],
    allows: set('terjadi muncul penjelasan jelaskan'),
  },
  {
    type: 'steps',
    needs:
      'langkah langkahnya cara caranya urutan urutannya tahap tahapnya bagaimana terus lalu setelah selanjutnya berikutnya'.split(
        ' ',
      ),
    allows: set('lengkap lengkapnya saja semua semuanya urut minta'),
  },
]

const ROLE_NAMES: readonly (readonly [string, Role])[] = [
  ['plt kepala sekolah', 'plt'],
  ['kepala sekolah', 'kepala-sekolah'],
  ['admin instansi', 'admin-instansi'],
  ['guru', 'guru'],
  ['plt', 'plt'],
]
/** "Saya kepala sekolah" states a role; only a "kalau" asks about one. */
const SUPPOSES = set('kalau jika bila bagaimana untuk buat')

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  pertama: 1,
  satu: 1,
  kedua: 2,
  dua: 2,
  ketiga: 3,
  tiga: 3,
  keempat: 4,
  empat: 4,
  kelima: 5,
  lima: 5,
}
/** "Langkah 2", "nomor 2 maksudnya?"; a bare number is left to the open question. */
const STEP =
  /\b(?:langkah|step|poin|point|tahap|nomor|no|nmr|yang)\s*(?:yang|nomor|no|ke)?[\s.-]*(\d{1,2}|[a-z]+)\b/

/**
 * @param words of the message, after the lexicon.
 * @param text the message itself: the lexicon drops the numbers that people give to things.
 */
export function followUpIn(words: readonly string[], text: string): FollowUp | undefined {
  if (words.length === 0 || words.length > WORDS_MAX) return undefined
  const role = roleAskedFor(words)
  if (role !== undefined) return { type: 'role', role }
  const number = stepAskedFor(text)
  if (number !== undefined) return { type: 'step', number }
  const all = ` ${words.join(' ')} `
  const telling = words.filter((word) => !/^\d+$/.test(word))
  const asks = text.includes('?')
  for (const { type, needs, allows } of PATTERNS) {
    if (type === 'solved' && asks) continue
    const isOnlyThis = telling.every(
      (word) => allows.has(word) || FILLERS.has(word) || needs.includes(word),
    )
    if (isOnlyThis && needs.some((need) => all.includes(` ${need} `))) return { type }
  }
  return undefined
}

function roleAskedFor(words: readonly string[]): Role | undefined {
  if (!words.some((word) => SUPPOSES.has(word))) return undefined
  let rest = ` ${words.join(' ')} `
  let found: Role | undefined
  for (const [name, role] of ROLE_NAMES) {
    if (!rest.includes(` ${name} `)) continue
    if (found !== undefined) return undefined
    found = role
    rest = rest.replace(` ${name} `, ' ')
  }
  const isAllElse = rest
    .trim()
    .split(' ')
    .every((word) => word === '' || FILLERS.has(word))
  return isAllElse ? found : undefined
}

function stepAskedFor(text: string): number | undefined {
  const plain = text.normalize('NFKC').toLowerCase()
  const match = STEP.exec(plain)
  if (match?.[1] === undefined) return undefined
  const around = plain.replace(match[0], ' ').split(/[^\p{L}\p{N}]+/u)
  const isElliptic = around.every(
    (word) => word === '' || FILLERS.has(word) || STEP_AROUND.has(word),
  )
  if (!isElliptic) return undefined
  return /^\d/.test(match[1]) ? Number(match[1]) : NUMBER_WORDS[match[1]]
}

const STEP_AROUND = set(
  'maksudnya gimana gmn bgmn caranya jelaskan itu apa yg klo kalo trs langkah',
)
