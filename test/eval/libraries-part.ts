/** The same questions through search and intent libraries on the same knowledge. */

import { cutOff } from '../../src/evaluation/cut-off.js'
import { type Answered, evaluateJudged, type Judged, judge } from '../../src/evaluation/evaluate.js'
import { type Share, shareOf } from '../../src/evaluation/shares.js'
import { decimal, percent, textTable } from '../../src/evaluation/tables.js'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import type { LabelledQuestion, QuestionLabel } from '../../src/understanding/labelled.js'
import { type Baseline, type Found, knownTexts } from './baselines/baseline.js'
import { fuseBaseline } from './baselines/fuse.js'
import { miniSearchBaseline } from './baselines/minisearch.js'
import { nlpBaseline } from './baselines/nlp.js'
import type { PartReport } from './questions-part.js'

/** What a search that must not answer everything has to decline of what is out of scope. */
const DECLINED = 0.95
/** fuse.js needs a quarter of a second a question: unless asked for all, it gets this many. */
const SLOW_QUESTIONS = 150

export interface LibraryScore {
  readonly name: string
  readonly mode: 'always' | 'declining' | 'ours'
  readonly questions: number
  readonly shares: Readonly<Record<Column, Share>>
  readonly medianMs: number
}

const COLUMNS = ['error', 'faq', 'other', 'outOfScope', 'ambiguous', 'wrong'] as const
type Column = (typeof COLUMNS)[number]
const COLUMN_NAMES = [
  'kesalahan',
  'FAQ',
  'lainnya',
  'luar cakupan ditolak',
  'umum ditanya',
  'salah',
]
const OTHERS: readonly QuestionLabel[] = ['flow', 'contact', 'deadline', 'human', 'greeting']
const MODE_NAMES = { ours: '', always: 'selalu menjawab', declining: 'menolak 95 %' } as const

export interface Compared {
  readonly knowledge: Knowledge
  /** Scored. */
  readonly questions: readonly LabelledQuestion[]
  /** Out of scope, of the training half: they set the score from which on a library answers. */
  readonly training: readonly LabelledQuestion[]
  readonly ours: (text: string) => Answered
  /** Every library gets every question. */
  readonly full: boolean
}

export async function compareLibraries(compared: Compared): Promise<PartReport> {
  const texts = knownTexts(compared.knowledge)
  const scores = [scoreOurs(compared)]
  const makers: readonly [() => Baseline | Promise<Baseline>, slow: boolean][] = [
    [() => fuseBaseline(texts), true],
    [() => miniSearchBaseline(texts, false), false],
    [() => miniSearchBaseline(texts, true), false],
    [() => nlpBaseline(texts), false],
  ]
  for (const [make, slow] of makers) {
    const limit = slow && !compared.full ? SLOW_QUESTIONS : Number.POSITIVE_INFINITY
    scores.push(...(await scoreBaseline(await make(), compared, limit)))
  }
  const head = ['', 'cara', 'jumlah', ...COLUMN_NAMES, 'median ms']
  const body = scores.map(({ name, mode, questions, shares, medianMs }) => [
    name,
    MODE_NAMES[mode],
    String(questions),
    ...COLUMNS.map((column) => percent(shares[column])),
    decimal(medianMs, 2),
  ])
  return {
    title: `Di samping pustaka lain, ${texts.length} teks`,
    sections: [['Benar per jenis', textTable(head, body)]],
    floors: [],
    data: { texts: texts.length, scores },
  }
}

function scoreOurs({ questions, ours }: Compared): LibraryScore {
  const timed = questions.map((question) => {
    const begun = performance.now()
    const answered = ours(question.q)
    return { question, answered, ms: performance.now() - begun }
  })
  return scoreOf(
    'proyek ini',
    'ours',
    timed.map(({ question, answered }) => judged(question, answered)),
    median(timed.map(({ ms }) => ms)),
  )
}

async function scoreBaseline(
  baseline: Baseline,
  { questions, training }: Compared,
  limit: number,
): Promise<LibraryScore[]> {
  const asked = spread(questions, limit)
  const found: Found[] = []
  const times: number[] = []
  for (const { q } of asked) {
    const begun = performance.now()
    found.push(await baseline.find(q))
    times.push(performance.now() - begun)
  }
  const unrelated: number[] = []
  for (const { q } of spread(training, limit)) {
    const { kind, score } = await baseline.find(q)
    unrelated.push(kind === 'none' ? Number.NEGATIVE_INFINITY : score)
  }
  const least = cutOff(unrelated, DECLINED)
  const score = (mode: 'always' | 'declining', above: number) =>
    scoreOf(
      baseline.name,
      mode,
      asked.map((question, at) => judged(question, answerOf(found[at], above))),
      median(times),
    )
  return [score('always', Number.NEGATIVE_INFINITY), score('declining', least)]
}

function answerOf(found: Found | undefined, above: number): Answered {
  const declined = found === undefined || found.score <= above
  const { kind, id } = declined ? ({ kind: 'none', id: 'none' } as const) : found
  return { kind, id, confidence: 1, candidates: [] }
}

function judged(question: LabelledQuestion, answered: Answered): Judged {
  return { question, answered, result: judge(question, answered) }
}

function scoreOf(
  name: string,
  mode: LibraryScore['mode'],
  all: readonly Judged[],
  medianMs: number,
): LibraryScore {
  const right = (kinds: readonly QuestionLabel[]) =>
    shareOf(
      all.filter(({ question }) => kinds.includes(question.kind)),
      ({ result }) => result === 'right',
    )
  return {
    name,
    mode,
    questions: all.length,
    medianMs,
    shares: {
      error: right(['error']),
      faq: right(['faq']),
      other: right(OTHERS),
      outOfScope: right(['out_of_scope']),
      ambiguous: right(['ambiguous']),
      wrong: evaluateJudged(all).wrongAnswers,
    },
  }
}

/** At most about `limit` of the items, evenly from the whole list. */
function spread<T>(items: readonly T[], limit: number): readonly T[] {
  const every = Math.max(1, Math.ceil(items.length / limit))
  return items.filter((_, at) => at % every === 0)
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
