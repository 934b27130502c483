/** Scores an understanding on labelled questions: pure functions, so that tests and commands share them. */
import type { Candidate, MeaningKind } from '../engine/model.js'
import {
  expectedId,
  type LabelledQuestion,
  QUESTION_LABELS,
  type QuestionLabel,
} from '../understanding/labelled.js'
import { type Share, shareOf, wilson } from './shares.js'

/** What a search or an understanding says to a question. */
export interface Answered {
  readonly kind: MeaningKind
  readonly id: string
  readonly confidence: number
  readonly candidates: readonly Candidate[]
  /** Entries that a choice leads to where it is none itself ("tulisan bahasa Inggris"). */
  readonly leadsTo?: readonly string[]
}

/**
 * right: the expected id; for out of scope declined, for ambiguous asked back. offered: asked back with
 * the expected id among the choices. asked: asked back without it. declined: said it does not know.
 * wrong: answered something else.
 */
export const RESULTS = ['right', 'offered', 'asked', 'declined', 'wrong'] as const
export type Result = (typeof RESULTS)[number]

export function judge(question: LabelledQuestion, answered: Answered): Result {
  const { kind, id } = answered
  const expected = expectedId(question)
  if (id === expected) return 'right'
  if (kind === 'none') return 'declined'
  if (kind !== 'clarify') return 'wrong'
  return offers(answered, expected) ? 'offered' : 'asked'
}

/** Whether an entry is among the choices or one of them leads to it. */
export function offers({ candidates, leadsTo = [] }: Answered, id: string): boolean {
  return candidates.some((candidate) => candidate.id === id) || leadsTo.includes(id)
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
  /** Mean distance between confidence and share right over the bands, by number of answers. */
  readonly calibrationError: number
  /** Of answers given at {@link SURE} or more, those that were right. */
  readonly sure: Share
  /** Of all answers given, those that were wrong. */
  readonly wrongAnswers: Share
  /** Of questions asked back whose answer is an entry, those with the entry among the choices. */
  readonly helpfulQuestions: Share
  /** Errors and FAQ that were asked back instead of answered. */
  readonly askedBack: Share
  readonly outOfScope: {
    /** Answered at {@link SURE} or more. */
    readonly surelyAnswered: Share
    readonly askedBack: Share
  }
}

/** From here on the bot says that it is sure. */
export const SURE = 0.9

const BANDS = 10
/** What can stand among the choices of a question; a person is offered beside them, a greeting never. */
const ENTRY_LABELS: ReadonlySet<QuestionLabel> = new Set([
  'error',
  'faq',
  'flow',
  'contact',
  'deadline',
])

/** One question with what was answered. */
export interface Judged<Q extends LabelledQuestion = LabelledQuestion> {
  readonly question: Q
  readonly answered: Answered
  readonly result: Result
}

export function judgeAll<Q extends LabelledQuestion>(
  questions: readonly Q[],
  answer: (text: string) => Answered,
): Judged<Q>[] {
  return questions.map((question) => {
    const answered = answer(question.q)
    return { question, answered, result: judge(question, answered) }
  })
}

export function evaluate(
  questions: readonly LabelledQuestion[],
  answer: (text: string) => Answered,
): Evaluation {
  return evaluateJudged(judgeAll(questions, answer))
}

export function evaluateJudged(judged: readonly Judged[]): Evaluation {
  const given = judged.filter(({ answered }) => !isWithheld(answered))
  const unrelated = judged.filter(({ question }) => question.kind === 'out_of_scope')
  const errorsAndFaq = judged.filter(({ question }) => ['error', 'faq'].includes(question.kind))
  const calibration = calibrationOf(given)
  return {
    kinds: QUESTION_LABELS.flatMap((kind) => scoreKind(kind, judged)),
    confusions: confusionsOf(judged),
    calibration,
    calibrationError: calibrationErrorOf(calibration),
    sure: shareOf(given.filter(isSure), ({ result }) => result === 'right'),
    wrongAnswers: shareOf(given, ({ result }) => result === 'wrong'),
    helpfulQuestions: helpfulQuestions(judged),
    askedBack: shareOf(errorsAndFaq, isAskedBack),
    outOfScope: {
      surelyAnswered: shareOf(unrelated, (item) => !isWithheld(item.answered) && isSure(item)),
      askedBack: shareOf(unrelated, isAskedBack),
    },
  }
}

/** Of questions asked back whose answer is an entry, those with the entry among the choices. */
export function helpfulQuestions(judged: readonly Judged[]): Share {
  const asked = judged.filter((item) => isAskedBack(item) && ENTRY_LABELS.has(item.question.kind))
  return shareOf(asked, ({ result }) => result === 'offered')
}

function isAskedBack({ answered }: Judged): boolean {
  return answered.kind === 'clarify'
}

function isSure({ answered }: Judged): boolean {
  return answered.confidence >= SURE
}

/** Expected calibration error (Naeini and others, 2015): 0 is perfect. */
function calibrationErrorOf(bands: readonly Calibration[]): number {
  const answers = bands.reduce((sum, band) => sum + band.answers, 0)
  if (answers === 0) return 0
  const distance = bands.reduce(
    (sum, band) => sum + Math.abs(band.right - band.answers * band.meanConfidence),
    0,
  )
  return distance / answers
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
