/** The one place that decides: answer, ask back, or say that the bot does not know. */
import type { Candidate } from '../engine/model.js'
import type { Evidence } from './evidence.js'
import type { MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'
import { isAnswerable, OUTCOME_INPUTS, outcomeInputs, outcomeShares } from './outcome.js'

/** Choices shown at most when asking back: more are not read on a small phone. */
export const MOST_CANDIDATES = 4
/** A candidate less likely than this share of the best one is not worth showing. */
const WORTH_SHOWING = 0.03
/** Shown at least, so that there is something to choose. */
const FEWEST_CANDIDATES = 2

export type Choice = 'answer' | 'clarify' | 'decline'

/** What there is to decide on, before any threshold. */
export interface Assessment {
  /** Index of the best meaning that can be answered, or -1. */
  readonly best: number
  /** Probability that the best meaning is the right one, 0..1. */
  readonly confidence: number
  /** How much the message is the best meaning's own error text, 0..1; 1 for an exact piece. */
  readonly pasted: number
  readonly outOfScope: number
  readonly ambiguous: number
  /** Probability that the message is out of scope, 0..1. */
  readonly foreign: number
  /** Choices to show when asking back, the likeliest first. */
  readonly candidates: readonly Candidate[]
  /** How likely every entry is, as a share of all entries, the likeliest first. */
  readonly likely: readonly Candidate[]
  /** "Too vague" against the best meaning, 0..1. */
  readonly vague: number
}

export interface Decision extends Assessment {
  readonly choice: Choice
  /** Named reason, for explaining. */
  readonly reason: string
}

/** True for a meaning that can stand among the choices of a question. */
function isChoice(item: MeaningClass): boolean {
  return isAnswerable(item) && item.group !== 'intent'
}

export function assess(
  classes: readonly MeaningClass[],
  evidence: Evidence,
  probabilities: ArrayLike<number>,
  weights: Fitted['outcomes'],
): Assessment {
  const outOfScope = shareOf(classes, probabilities, 'out-of-scope')
  const ambiguous = shareOf(classes, probabilities, 'ambiguous')
  const order = likeliest(classes, probabilities)
  const best = order[0] ?? -1
  if (best === -1 || evidence.reading.tokens.length === 0) {
    const nothing = { candidates: [], likely: [], foreign: 0, vague: 1 }
    return { best: -1, confidence: 0, pasted: 0, outOfScope, ambiguous, ...nothing }
  }
  const inputs = outcomeInputs(classes, evidence, probabilities, best)
  const shares = outcomeShares(inputs, weights)
  const likely = likelyEntries(classes, probabilities, order)
  return {
    best,
    confidence: shares.right,
    pasted: inputs[OUTCOME_INPUTS.indexOf('pasted')] as number,
    outOfScope,
    ambiguous,
    foreign: shares.foreign,
    candidates: choicesOf(likely),
    likely,
    vague: shares.vague / (shares.vague + shares.right + 1e-9),
  }
}

/** Answers what is sure or pasted, declines what is likely out of scope, asks about the rest. */
export function decide(assessment: Assessment, thresholds: Fitted['thresholds']): Decision {
  const chosen = choose(assessment, thresholds)
  if (chosen.choice !== 'decline') return { ...assessment, ...chosen }
  return { ...assessment, ...chosen, confidence: assessment.foreign }
}

const NOTHING = { choice: 'clarify', reason: 'nothing to go by' } as const
const CONFIDENT = { choice: 'answer', reason: 'confident enough' } as const
const PASTED = { choice: 'answer', reason: 'an error text, pasted' } as const
const FOREIGN = { choice: 'decline', reason: 'probably out of scope' } as const
const UNSURE = { choice: 'clarify', reason: 'not sure enough' } as const

/** The choice alone, with its named reason. */
export function choose(
  { best, confidence, pasted, foreign }: Assessment,
  thresholds: Fitted['thresholds'],
): Pick<Decision, 'choice' | 'reason'> {
  if (best === -1) return NOTHING
  if (confidence >= thresholds.answer) return CONFIDENT
  if (pasted >= thresholds.verbatim) return PASTED
  return foreign >= thresholds.decline ? FOREIGN : UNSURE
}

/** The first of all entries with their shares among those that are shown. */
function choicesOf(likely: readonly Candidate[]): Candidate[] {
  const first = likely.slice(0, MOST_CANDIDATES)
  const total = first.reduce((sum, { confidence }) => sum + confidence, 0) || 1
  const least = (first[0]?.confidence ?? 0) * WORTH_SHOWING
  return first
    .filter(({ confidence }, at) => at < FEWEST_CANDIDATES || confidence >= least)
    .map(({ id, confidence }) => ({ id, confidence: confidence / total }))
}

/** Entries with their shares of what all entries have together. */
function likelyEntries(
  classes: readonly MeaningClass[],
  probabilities: ArrayLike<number>,
  order: readonly number[],
): Candidate[] {
  const entries = order.filter((index) => isChoice(classes[index] as MeaningClass))
  const total = entries.reduce((sum, index) => sum + (probabilities[index] as number), 0) || 1
  return entries.map((index) => ({
    id: (classes[index] as MeaningClass).id,
    confidence: (probabilities[index] as number) / total,
  }))
}

/** Meanings that have an answer and any chance, the likeliest first. */
function likeliest(classes: readonly MeaningClass[], probabilities: ArrayLike<number>): number[] {
  return [...classes.keys()]
    .filter(
      (index) =>
        (probabilities[index] as number) > 0 && isAnswerable(classes[index] as MeaningClass),
    )
    .sort((one, other) => (probabilities[other] as number) - (probabilities[one] as number))
}

function shareOf(
  classes: readonly MeaningClass[],
  probabilities: ArrayLike<number>,
  id: MeaningClass['group'],
): number {
  const index = classes.findIndex((item) => item.group === id)
  return index === -1 ? 0 : (probabilities[index] as number)
}
