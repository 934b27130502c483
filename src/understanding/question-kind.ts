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
  'person',
] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

/** Words of each kind, after the lexicon; a phrase counts when its words follow one another. */
const SIGNS: Readonly<Partial<Record<QuestionKind, readonly string[]>>> = {
  when: [
    'kapan',
    'tanggal',
    'tenggat',
    'batas akhir',
    'batas waktu',
    'terakhir',
    'jadwal',
    'sampai kapan',
    'timeline',
    'masih ada waktu',
    'masih bisa',
    'masih sempat',
    'terlambat',
    'telat',
    'lewat',
    'kelewat',
    'terlewat',
    'ditutup',
    'diperpanjang',
    'perpanjangan',
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

/** A person and something to do together make a wish to talk: "bicara dengan petugas". */
const PEOPLE = new Set(
  'petugas orang manusia seseorang staf pegawai admin operator bapak ibu kantor helpdesk'.split(
    ' ',
  ),
)
const TALK = new Set(
  'bicara berbicara ngobrol chat sambungkan hubungkan disambungkan dihubungkan telepon ditelepon balas membalas dibalas jawab menjawab dijawab bertemu ketemu melayani dilayani konsultasi langsung'.split(
    ' ',
  ),
)

interface Sign {
  readonly kind: QuestionKind
  readonly words: readonly string[]
}

/** Signs by their first word. */
const BY_WORD = new Map<string, Sign[]>()
for (const kind of QUESTION_KINDS) {
  for (const sign of SIGNS[kind] ?? []) {
    const words = sign.split(' ')
    const first = words[0] as string
    BY_WORD.set(first, [...(BY_WORD.get(first) ?? []), { kind, words }])
  }
}

/** The kinds whose signs stand in the text, each once. */
export function questionKinds(words: readonly string[]): QuestionKind[] {
  const kinds = new Set<QuestionKind>()
  for (let at = 0; at < words.length; at += 1) {
    for (const sign of BY_WORD.get(words[at] as string) ?? []) {
      if (sign.words.every((word, offset) => words[at + offset] === word)) kinds.add(sign.kind)
    }
  }
  const wish = words.some((word) => PEOPLE.has(word)) && words.some((word) => TALK.has(word))
  if (wish) kinds.add('person')
  return [...kinds]
}
