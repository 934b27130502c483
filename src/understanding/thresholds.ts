/** Chooses the thresholds of the decision: the ones with the highest worth on labelled samples. */
import { decide, isAnswerable } from './decision.js'
import type { MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'
import type { Sample } from './fitting.js'
import { FEATURES } from './matcher.js'
import { rank } from './ranker.js'

/** What each end of a question is worth. A wrong answer is worse than asking back. */
const WORTH = {
  right: 1,
  offered: 0.5,
  asked: 0,
  declinedInScope: -0.1,
  wrong: -1.2,
  declined: 1,
  askedOutOfScope: 0.3,
  answeredOutOfScope: -1.2,
  clarified: 1,
  declinedAmbiguous: 0.2,
  answeredAmbiguous: -0.6,
} as const

const STEPS = 20
/** A pasted text needs at least this share of an error text, whatever the data say. */
const LOWEST_VERBATIM = 0.6

interface Weighed {
  readonly sample: Sample
  readonly probabilities: Float64Array
}

/** @param parts samples, each part with weights that were fitted without it */
export function fitThresholds(
  classes: readonly MeaningClass[],
  parts: readonly { readonly samples: readonly Sample[]; readonly fitted: Fitted }[],
): Fitted['thresholds'] {
  const weighed = parts.map(({ samples, fitted }) => ({
    fitted,
    samples: samples.map((sample) => ({
      sample,
      probabilities: rank(classes, sample.evidence, fitted.ranking),
    })),
  }))
  const verbatim = verbatimThreshold(
    classes,
    weighed.flatMap(({ samples }) => samples),
  )
  let best = { answer: 0.5, decline: 0.5, verbatim }
  let bestWorth = Number.NEGATIVE_INFINITY
  for (let one = 1; one < STEPS; one += 1) {
    for (let other = 1; other < STEPS; other += 1) {
      const thresholds = { answer: one / STEPS, decline: other / STEPS, verbatim }
      const worth = weighed.reduce(
        (sum, { fitted, samples }) => sum + worthOf(classes, samples, { ...fitted, thresholds }),
        0,
      )
      if (worth <= bestWorth) continue
      best = thresholds
      bestWorth = worth
    }
  }
  return best
}

function worthOf(
  classes: readonly MeaningClass[],
  samples: readonly Weighed[],
  fitted: Fitted,
): number {
  return samples.reduce(
    (sum, { sample, probabilities }) =>
      sum + sample.weight * worthOfOne(classes, sample, probabilities, fitted),
    0,
  )
}

function worthOfOne(
  classes: readonly MeaningClass[],
  { evidence, right }: Sample,
  probabilities: Float64Array,
  fitted: Fitted,
): number {
  const { choice, best, candidates } = decide(classes, evidence, probabilities, fitted)
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
function verbatimThreshold(classes: readonly MeaningClass[], samples: readonly Weighed[]): number {
  const column = FEATURES.indexOf('contained')
  let highest = LOWEST_VERBATIM
  for (const { sample, probabilities } of samples) {
    const best = [...classes.keys()]
      .filter((index) => isAnswerable(classes[index] as MeaningClass))
      .reduce((one, other) =>
        (probabilities[other] as number) > (probabilities[one] as number) ? other : one,
      )
    if (sample.right.includes(best)) continue
    const match = sample.evidence.features[best * FEATURES.length + column] as number
    highest = Math.max(highest, match)
  }
  return Math.min(1, Math.ceil(highest * 100) / 100)
}
