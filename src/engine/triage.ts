/**
 * Splitting questions: "sinkro gagal" alone leads to the error in one or two questions, each the one
 * that is expected to tell most about what is left.
 */
import type { TriageOption, TriageQuestion } from '../knowledge/triage-schema.js'
import type { Candidate } from './model.js'

/** An error that may still be meant, and how much speaks for it. */
export interface Suspect {
  readonly id: string
  /** Greater than 0; the scale does not matter. */
  readonly weight: number
}

/** With so many left they are shown themselves, instead of asking on. */
export const FEW_SUSPECTS = 4

/**
 * The ranking of a vague message is mostly chance: the root flattens it, and what it does not name at
 * all keeps a little, since it may be meant all the same.
 */
const FLATTENING = 0.5
const LEAST_WEIGHT = 0.02

/** Weighs `ids` by what the understanding thinks of them, the likeliest first, then in their order. */
export function suspectsOf(ids: readonly string[], likely: readonly Candidate[]): Suspect[] {
  const shares = new Map(likely.map(({ id, confidence }) => [id, confidence]))
  return ids
    .map((id) => ({ id, weight: LEAST_WEIGHT + (shares.get(id) ?? 0) ** FLATTENING }))
    .sort((one, other) => other.weight - one.weight)
}

/** A question with the options that leave something over, each with its share of the weight. */
export interface SplitQuestion {
  readonly question: TriageQuestion
  readonly options: readonly { readonly option: TriageOption; readonly share: number }[]
  /** Share of the weight that some option leads to. */
  readonly covered: number
  /** Expected information, in bits. */
  readonly gain: number
}

/** A question to which "none of these" is a likely answer was the wrong one to ask. */
const COVERED_MIN = 0.9

/** The question that splits the suspects best, of those not asked yet; the first one of equals. */
export function bestQuestion(
  questions: readonly TriageQuestion[],
  suspects: readonly Suspect[],
  asked: readonly string[],
): SplitQuestion | undefined {
  let best: SplitQuestion | undefined
  for (const question of questions) {
    if (asked.includes(question.id)) continue
    const split = splitBy(question, suspects)
    if (split.options.length < 2 || split.covered < COVERED_MIN) continue
    if (best === undefined || split.gain > best.gain + 1e-9) best = split
  }
  return best
}

function splitBy(question: TriageQuestion, suspects: readonly Suspect[]): SplitQuestion {
  const total = suspects.reduce((sum, { weight }) => sum + weight, 0) || 1
  const shares = question.options.map(() => 0)
  let none = 0
  let doubt = 0
  for (const { id, weight } of suspects) {
    const share = weight / total
    const holders = [...question.options.keys()].filter((index) =>
      question.options[index]?.entries.includes(id),
    )
    // Whoever sees what stands in two options may choose either: that much is learned less.
    if (holders.length > 1) doubt += share * Math.log2(holders.length)
    if (holders.length === 0) none += share
    for (const index of holders) shares[index] = (shares[index] ?? 0) + share / holders.length
  }
  const entropy = [...shares, none].reduce(
    (sum, share) => (share === 0 ? sum : sum - share * Math.log2(share)),
    0,
  )
  const options = question.options.flatMap((option, index) => {
    const share = shares[index] ?? 0
    return share === 0 ? [] : [{ option, share }]
  })
  return { question, options, covered: 1 - none, gain: entropy - doubt }
}

/**
 * What the words themselves answer already: "plt saya error" needs no question whether it is about a
 * Plt. Only where the words fit one option of a question alone, and leave something over.
 */
export function narrowByWords(
  questions: readonly TriageQuestion[],
  left: readonly string[],
  asked: readonly string[],
  hasWords: (words: string) => boolean,
): { readonly left: readonly string[]; readonly asked: readonly string[] } {
  let narrowed = left
  const answered = [...asked]
  for (const { id, options } of questions) {
    // Few enough to be shown: the words of a further question would only guess among them.
    if (answered.includes(id) || narrowed.length <= FEW_SUSPECTS) continue
    const named = options.filter(({ words }) => words.some(hasWords))
    const [option] = named
    if (option === undefined || named.length > 1) continue
    const rest = narrowed.filter((entry) => option.entries.includes(entry))
    if (rest.length === 0) continue
    narrowed = rest
    answered.push(id)
  }
  return { left: narrowed, asked: answered }
}

export function findOption(
  questions: readonly TriageQuestion[],
  questionId: string,
  optionId: string,
): TriageOption | undefined {
  return questions.find(({ id }) => id === questionId)?.options.find(({ id }) => id === optionId)
}

/** The id of an option where candidates are named. */
export function optionId(question: TriageQuestion, option: TriageOption): string {
  return `triage-${question.id}-${option.id}`
}
