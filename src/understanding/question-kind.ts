/** What kind of answer a question wants: it tells "siapa" from "kapan" where all other words agree. */
export const QUESTION_KINDS = [
  'when',
  'how-long',
  'who',
  'where',
  'how',
  'why',
  'must',
  'may',
  'how-many',
  'what-is',
  'contact',
] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** Words of each kind, after the lexicon; a phrase counts when its words follow one another. */
const SIGNS: Readonly<Record<QuestionKind, readonly string[]>> = {
  when: [
    'kapan',
    'tanggal',
    'tenggat',
    'batas akhir',
    'batas waktu',
    'terakhir',
    'jadwal',
    'sampai kapan',
  ],
  'how-long': ['berapa lama', 'berapa hari', 'lama nya', 'nunggu', 'menunggu', 'berapa minggu'],
  who: ['siapa', 'sapa', 'oleh siapa'],
  where: ['dimana', 'di mana', 'kemana', 'ke mana', 'lewat mana', 'alamat', 'menu apa'],
  how: ['bagaimana', 'cara', 'caranya', 'langkah', 'panduan', 'tutorial', 'solusi', 'solusinya'],
  why: ['kenapa', 'mengapa', 'sebab', 'penyebab', 'alasan', 'kok'],
  must: ['wajib', 'harus', 'perlu', 'diwajibkan', 'perlukah', 'wajibkah', 'haruskah'],
  may: ['boleh', 'bolehkah', 'bisakah', 'apakah bisa', 'apa bisa', 'bisa tidak', 'boleh tidak'],
  'how-many': ['berapa', 'berapa kali', 'jumlah', 'lebih dari satu'],
  'what-is': [
    'apa itu',
    'itu apa',
    'apa arti',
    'artinya',
    'maksudnya',
    'apa maksud',
    'kepanjangan',
    'pengertian',
    'apa yang dimaksud',
  ],
  contact: ['nomor', 'kontak', 'hubungi', 'telepon', 'whatsapp', 'email', 'lapor', 'menghubungi'],
}

const BY_KIND = Object.entries(SIGNS).map(
  ([kind, signs]) => [kind as QuestionKind, signs.map((sign) => ` ${sign} `)] as const,
)

/** The kinds whose signs stand in the text, in the order of {@link QUESTION_KINDS}. */
export function questionKinds(words: readonly string[]): QuestionKind[] {
  const text = ` ${words.join(' ')} `
  return BY_KIND.filter(([, signs]) => signs.some((sign) => text.includes(sign))).map(
    ([kind]) => kind,
  )
}
