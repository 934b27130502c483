/** Chooses the thresholds of the decision: the ones with the highest worth on labelled samples. */
import { type Assessment, assess, type Choice, choose } from './decision.js'
import type { MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'
import type { Sample } from './fitting.js'
import { rank } from './ranker.js'

/**
 * What each end of a question is worth. A wrong answer is worse than asking back, and choices shown to
 * somebody who asks about something else are worse than a question too few.
 */
const WORTH = {
  right: 1,
  offered: 0.2,
  asked: 0,
  declinedInScope: -0.1,
  wrong: -1.2,
  declined: 1,
  askedOutOfScope: -2,
  answeredOutOfScope: -2,
  clarified: 1,
  declinedAmbiguous: 0.2,
  answeredAmbiguous: -1,
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

/** What a sample is worth under each choice, worked out once for all thresholds that are tried. */
interface Stake {
  readonly assessment: Assessment
  readonly worth: Readonly<Record<Choice, number>>
}

/** @param parts samples, each part with weights that were fitted without it */
export function fitThresholds(
  classes: readonly MeaningClass[],
  parts: readonly {
    readonly samples: readonly Sample[]
    readonly weights: Pick<Fitted, 'ranking' | 'exact'>
  }[],
  outcomes: Fitted['outcomes'],
): Fitted['thresholds'] {
  const assessed = parts.flatMap(({ samples, weights }) =>
    samples.map((sample) => {
      const probabilities = rank(classes, sample.evidence, weights)
      return { sample, assessment: assess(classes, sample.evidence, probabilities, outcomes) }
    }),
  )
  const verbatim = verbatimThreshold(assessed)
  const stakes = assessed.map((item) => stakeOf(classes, item))
  const tried: { readonly answer: number; readonly decline: number; readonly worth: number }[] = []
  for (let one = 1; one < STEPS; one += 1) {
    for (let other = 1; other < STEPS; other += 1) {
      const [answer, decline] = [one / STEPS, other / STEPS]
      tried.push({ answer, decline, worth: worthOf(stakes, { answer, decline, verbatim }) })
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

function worthOf(stakes: readonly Stake[], thresholds: Fitted['thresholds']): number {
  let sum = 0
  for (const { assessment, worth } of stakes) sum += worth[choose(assessment, thresholds).choice]
  return sum
}

function stakeOf(
  classes: readonly MeaningClass[],
  { sample: { right, weight }, assessment }: Assessed,
): Stake {
  const { best, candidates } = assessment
  const expected = classes[right[0] as number] as MeaningClass
  const worth = worthOfChoices(
    expected,
    right.includes(best),
    candidates.some(({ id }) => id === expected.id),
  )
  return {
    assessment,
    worth: {
      answer: worth.answer * weight,
      clarify: worth.clarify * weight,
      decline: worth.decline * weight,
    },
  }
}

function worthOfChoices(
  { group }: MeaningClass,
  bestIsRight: boolean,
  isOffered: boolean,
): Record<Choice, number> {
  if (group === 'out-of-scope') {
    return {
      answer: WORTH.answeredOutOfScope,
      clarify: WORTH.askedOutOfScope,
      decline: WORTH.declined,
    }
  }
  if (group === 'ambiguous') {
    return {
      answer: WORTH.answeredAmbiguous,
      clarify: WORTH.clarified,
      decline: WORTH.declinedAmbiguous,
    }
  }
  return {
    answer: bestIsRight ? WORTH.right : WORTH.wrong,
    clarify: isOffered ? WORTH.offered : WORTH.asked,
    decline: WORTH.declinedInScope,
  }
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
