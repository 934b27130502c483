/** Scores an understanding on labelled questions: pure functions, so that tests and commands share them. */
import type { Candidate, MeaningKind } from '../engine/model.js'
import {
  expectedId,
  type LabelledQuestion,
  QUESTION_LABELS,
  type QuestionLabel,
} from '../understanding/labelled.js'

/** What a search or an understanding says to a question. */
export interface Answered {
  readonly kind: MeaningKind
  readonly id: string
  readonly confidence: number
  readonly candidates: readonly Candidate[]
}

/**
 * right: the expected id; for out of scope declined, for ambiguous asked back. offered: asked back with
 * the expected id among the choices. asked: asked back without it. declined: said it does not know.
 * wrong: answered something else.
 */
export const RESULTS = ['right', 'offered', 'asked', 'declined', 'wrong'] as const
export type Result = (typeof RESULTS)[number]

export function judge(question: LabelledQuestion, { kind, id, candidates }: Answered): Result {
  const expected = expectedId(question)
  if (id === expected) return 'right'
  if (kind === 'none') return 'declined'
  if (kind !== 'clarify') return 'wrong'
  return candidates.some((candidate) => candidate.id === expected) ? 'offered' : 'asked'
}

export interface Share {
  readonly count: number
  readonly of: number
  readonly share: number
  /** 95 % Wilson score interval. */
  readonly low: number
  readonly high: number
}

/** Standard score of a two-sided 95 % interval. */
const Z = 1.96

/** Share with its 95 % Wilson score interval (Wilson 1927). */
export function wilson(count: number, of: number): Share {
  if (of === 0) return { count, of, share: 0, low: 0, high: 1 }
  const share = count / of
  const scale = 1 + (Z * Z) / of
  const middle = (share + (Z * Z) / (2 * of)) / scale
  const half = (Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of))) / scale
  return { count, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

export interface KindScore {
  readonly kind: QuestionLabel
  readonly results: Readonly<Record<Result, number>>
  readonly right: Share
}

export interface Confusion {
  readonly expected: string
  readonly given: string
  readonly count: number
}

/** Confidence of answers in bands of a tenth: is it as often right as it says? */
export interface Calibration {
  readonly from: number
  readonly answers: number
  readonly right: number
  readonly meanConfidence: number
}

export interface Evaluation {
  readonly kinds: readonly KindScore[]
  /** Wrong answers by pair, the most frequent first. */
  readonly confusions: readonly Confusion[]
  readonly calibration: readonly Calibration[]
  /** Of all answers given, those that were wrong. */
  readonly wrongAnswers: Share
  /** Of questions asked back whose answer is an entry, those with the entry among the choices. */
  readonly helpfulQuestions: Share
}

const BANDS = 10
/** What can stand among the choices of a question; a person is offered beside them, a greeting never. */
const ENTRY_LABELS: ReadonlySet<QuestionLabel> = new Set([
  'error',
  'faq',
  'flow',
  'contact',
  'deadline',
])

export function evaluate(
  questions: readonly LabelledQuestion[],
  answer: (text: string) => Answered,
): Evaluation {
  const judged = questions.map((question) => {
    const answered = answer(question.q)
    return { question, answered, result: judge(question, answered) }
  })
  const given = judged.filter(({ answered }) => !isWithheld(answered))
  const asked = judged.filter(
    ({ question, answered }) => answered.kind === 'clarify' && ENTRY_LABELS.has(question.kind),
  )
  return {
    kinds: QUESTION_LABELS.flatMap((kind) => scoreKind(kind, judged)),
    confusions: confusionsOf(judged),
    calibration: calibrationOf(given),
    wrongAnswers: wilson(given.filter(({ result }) => result === 'wrong').length, given.length),
    helpfulQuestions: wilson(
      asked.filter(({ result }) => result === 'offered').length,
      asked.length,
    ),
  }
}

interface Judged {
  readonly question: LabelledQuestion
  readonly answered: Answered
  readonly result: Result
}

function isWithheld({ kind }: Answered): boolean {
  return kind === 'none' || kind === 'clarify'
}

function scoreKind(kind: QuestionLabel, judged: readonly Judged[]): KindScore[] {
  const own = judged.filter(({ question }) => question.kind === kind)
  if (own.length === 0) return []
  const count = (result: Result) => own.filter((item) => item.result === result).length
  const results = Object.fromEntries(RESULTS.map((result) => [result, count(result)])) as Record<
    Result,
    number
  >
  return [{ kind, results, right: wilson(results.right, own.length) }]
}

function confusionsOf(judged: readonly Judged[]): Confusion[] {
  const counts = new Map<string, Confusion>()
  for (const { question, answered, result } of judged) {
    if (result !== 'wrong') continue
    const expected = expectedId(question)
    const key = `${expected} ${answered.id}`
    const count = (counts.get(key)?.count ?? 0) + 1
    counts.set(key, { expected, given: answered.id, count })
  }
  return [...counts.values()].sort((one, other) => other.count - one.count)
}

function calibrationOf(given: readonly Judged[]): Calibration[] {
  return Array.from({ length: BANDS }, (_, band) => {
    const own = given.filter(
      ({ answered }) => Math.min(BANDS - 1, Math.floor(answered.confidence * BANDS)) === band,
    )
    const sum = own.reduce((total, { answered }) => total + answered.confidence, 0)
    return {
      from: band / BANDS,
      answers: own.length,
      right: own.filter(({ result }) => result === 'right').length,
      meanConfidence: own.length === 0 ? 0 : sum / own.length,
    }
  }).filter(({ answers }) => answers > 0)
}
