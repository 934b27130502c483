import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const PLAIN_STYLES = [
  'verbatim',
  'cut',
  'typo',
  'caps',
  'paraphrase',
  'slang',
  'papua',
  'mixed',
  'long',
  'emoji',
  'short',
] as const
const OUT_OF_SCOPE_STYLES = ['trap', 'injection', 'chitchat'] as const

const questionSchema = z.strictObject({
  q: z.string().trim().min(1),
  kind: z.enum([
    'error',
    'faq',
    'flow',
    'deadline',
    'contact',
    'human',
    'greeting',
    'out_of_scope',
    'ambiguous',
  ]),
  id: z.string(),
  style: z.enum([...PLAIN_STYLES, ...OUT_OF_SCOPE_STYLES]),
  split: z.enum(['train', 'test']),
})
type Question = z.infer<typeof questionSchema>

/** Every id the set must cover, by kind. */
const IDS: Record<Question['kind'], readonly string[]> = {
  error: [
    ...Array.from({ length: 20 }, (_, index) => `sync-${String(index + 1).padStart(2, '0')}`),
    'sync-01-dukcapil',
    'sync-01-nip-updated',
  ],
  faq: [
    'faq-what-is-pmm',
    'faq-what-is-pengelolaan-kinerja',
    'faq-two-cycles',
    'faq-who-must-use',
    'faq-non-asn',
    'faq-benefits',
    'faq-stakeholders',
    'faq-login-belajar-id',
    'faq-open-menu-android',
    'faq-open-menu-web',
    'faq-stages-guru',
    'faq-more-than-one-indicator',
    'faq-indicator-not-recommended',
    'faq-rhk-more-than-one',
    'faq-guru-bk-planning',
    'faq-guru-bk-rhk',
    'faq-two-schools-two-accounts',
    'faq-retiring-mid-semester',
    'faq-plt-auto-approve',
    'faq-no-supervisor-data',
    'faq-evidence-upload',
    'faq-other-documents-kosp',
    'faq-predikat-how-set',
    'faq-predikat-timing',
    'faq-duplicate-name',
    'faq-inactive-name',
    'faq-send-once',
    'faq-missing-teacher-name',
    'faq-what-is-sinkro',
    'faq-who-is-admin-instansi',
    'faq-sync-by-admin',
    'faq-chromebook',
    'faq-bimtek-schedule',
    'faq-bimtek-dapodik',
    'faq-certificate-pelatihan-mandiri',
    'faq-observation-four-steps',
    'faq-pengembangan-kompetensi-poin',
    'faq-edit-before-send',
    'faq-predikat-organisasi',
    'faq-legal-basis',
  ],
  flow: [
    'flow-perencanaan',
    'flow-pelaksanaan',
    'flow-penilaian',
    'flow-kirim-penilaian',
    'flow-missing-teacher',
    'flow-sinkro',
  ],
  deadline: ['deadline'],
  contact: [
    'contact-admin-instansi',
    'contact-operator-sekolah',
    'contact-helpdesk-bkn',
    'contact-pusat-bantuan',
    'contact-dinas',
  ],
  human: ['human'],
  greeting: ['greeting'],
  out_of_scope: ['none'],
  ambiguous: ['clarify'],
}

/** Fewest lines an id may have: below this one line moves its figure by too much to mean anything. */
const MIN_LINES: Record<Question['kind'], number> = {
  error: 18,
  faq: 10,
  flow: 18,
  deadline: 100,
  contact: 17,
  human: 95,
  greeting: 70,
  out_of_scope: 400,
  ambiguous: 120,
}

/** A NIP has 18 digits and a NIK 16; nothing that long belongs in invented text. */
const LONG_NUMBER = /\d{16,}/

const lines = readFileSync(new URL('questions.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
const questions = lines.map((line, index): Question => {
  const parsed = questionSchema.safeParse(JSON.parse(line))
  if (!parsed.success) throw new Error(`questions.jsonl line ${index + 1}: ${parsed.error.message}`)
  return parsed.data
})

/** The words of a message without case, marks and emoji; the marks alone if it has no words. */
const bareWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim() || text

describe('the labelled questions', () => {
  it('give each line an id that belongs to its kind', () => {
    const wrong = questions.filter((question) => !IDS[question.kind].includes(question.id))
    expect(wrong).toEqual([])
  })

  it('cover every id with enough lines, half for tuning and half for measuring', () => {
    const faults: string[] = []
    for (const [kind, ids] of Object.entries(IDS) as [Question['kind'], readonly string[]][]) {
      for (const id of ids) {
        const own = questions.filter((question) => question.kind === kind && question.id === id)
        const train = own.filter((question) => question.split === 'train').length
        const test = own.length - train
        if (own.length < MIN_LINES[kind]) faults.push(`${id}: only ${own.length} lines`)
        if (Math.abs(train - test) > 1) faults.push(`${id}: ${train} train, ${test} test`)
      }
    }
    expect(faults).toEqual([])
  })

  it('hold no message twice, so that none is in both halves', () => {
    const seen = new Map<string, string>()
    const doubles: string[] = []
    for (const { q } of questions) {
      const earlier = seen.get(bareWords(q))
      if (earlier !== undefined) doubles.push(`${earlier} / ${q}`)
      seen.set(bareWords(q), q)
    }
    expect(doubles).toEqual([])
  })

  it('use the styles of unrelated questions for out of scope only', () => {
    const unrelated: readonly string[] = OUT_OF_SCOPE_STYLES
    const wrong = questions.filter(
      (question) => unrelated.includes(question.style) && question.kind !== 'out_of_scope',
    )
    expect(wrong).toEqual([])
  })

  it('contain no NIP or NIK', () => {
    expect(questions.filter((question) => LONG_NUMBER.test(question.q))).toEqual([])
  })
})
