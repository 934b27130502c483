/** Chooses the thresholds of the decision: the ones with the highest worth on labelled samples. */
import { type Assessment, assess, decide } from './decision.js'
import type { MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'
import type { Sample } from './fitting.js'
import { rank } from './ranker.js'

/** What each end of a question is worth. A wrong answer is worse than asking back. */
const WORTH = {
  right: 1,
  offered: 0.35,
  asked: 0,
  declinedInScope: -0.1,
  wrong: -1,
  declined: 1,
  askedOutOfScope: 0.1,
  answeredOutOfScope: -1.2,
  clarified: 1,
  declinedAmbiguous: 0.2,
  answeredAmbiguous: -0.6,
} as const

/** Thresholds are tried in steps of one in so many. */
const STEPS = 40
/** A worth of this share of the highest one differs from it by a question or two. */
const AS_GOOD = 0.998
/** A pasted text needs at least this share of an error text, whatever the data say. */
const LOWEST_VERBATIM = 0.6

interface Assessed {
  readonly sample: Sample
  readonly assessment: Assessment
}

/** @param parts samples, each part with weights that were fitted without it */
export function fitThresholds(
  classes: readonly MeaningClass[],
  parts: readonly {
    readonly samples: readonly Sample[]
    readonly weights: Pick<Fitted, 'ranking' | 'exact'>
  }[],
  confidence: Fitted['confidence'],
): Fitted['thresholds'] {
  const assessed = parts.flatMap(({ samples, weights }) =>
    samples.map((sample) => {
      const probabilities = rank(classes, sample.evidence, weights)
      return { sample, assessment: assess(classes, sample.evidence, probabilities, confidence) }
    }),
  )
  const verbatim = verbatimThreshold(assessed)
  const tried: { readonly answer: number; readonly decline: number; readonly worth: number }[] = []
  for (let one = 1; one < STEPS; one += 1) {
    for (let other = 1; other < STEPS; other += 1) {
      const [answer, decline] = [one / STEPS, other / STEPS]
      tried.push({
        answer,
        decline,
        worth: worthOf(classes, assessed, { answer, decline, verbatim }),
      })
    }
  }
  return { ...middleOfBest(tried), verbatim }
}

/** The best pair is one of many as good as it: the middle of them holds best on other data. */
function middleOfBest(
  tried: readonly { readonly answer: number; readonly decline: number; readonly worth: number }[],
): { answer: number; decline: number } {
  const highest = tried.reduce((most, { worth }) => Math.max(most, worth), Number.NEGATIVE_INFINITY)
  const good = tried.filter(({ worth }) => worth >= highest * AS_GOOD)
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    answer: mean(good.map(({ answer }) => answer)),
    decline: mean(good.map(({ decline }) => decline)),
  }
}

function worthOf(
  classes: readonly MeaningClass[],
  assessed: readonly Assessed[],
  thresholds: Fitted['thresholds'],
): number {
  return assessed.reduce(
    (sum, item) => sum + item.sample.weight * worthOfOne(classes, item, thresholds),
    0,
  )
}

function worthOfOne(
  classes: readonly MeaningClass[],
  { sample: { right }, assessment }: Assessed,
  thresholds: Fitted['thresholds'],
): number {
  const { choice, best, candidates } = decide(assessment, thresholds)
  const expected = classes[right[0] as number] as MeaningClass
  if (expected.group === 'out-of-scope') {
    if (choice === 'decline') return WORTH.declined
    return choice === 'clarify' ? WORTH.askedOutOfScope : WORTH.answeredOutOfScope
  }
  if (expected.group === 'ambiguous') {
    if (choice === 'clarify') return WORTH.clarified
    return choice === 'decline' ? WORTH.declinedAmbiguous : WORTH.answeredAmbiguous
  }
  if (choice === 'decline') return WORTH.declinedInScope
  if (choice === 'answer') return right.includes(best) ? WORTH.right : WORTH.wrong
  return candidates.some(({ id }) => id === expected.id) ? WORTH.offered : WORTH.asked
}

/** Above the match of any message whose best meaning is not the right one. */
function verbatimThreshold(assessed: readonly Assessed[]): number {
  const mistaken = assessed.filter(
    ({ sample, assessment: { best } }) => !sample.right.includes(best),
  )
  const highest = mistaken.reduce(
    (most, { assessment }) => Math.max(most, assessment.pasted),
    LOWEST_VERBATIM,
  )
  return Math.min(1, Math.ceil(highest * 100) / 100)
}
