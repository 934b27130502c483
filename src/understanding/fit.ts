/** Fits everything that the understanding weighs by, from its knowledge and labelled questions. */
import type { Knowledge } from '../knowledge/knowledge.js'
import { meaningClasses } from './examples.js'
import type { Fitted } from './fitted-model.js'
import { fitExact, fitOutcomes, fitRanking, rankSample } from './fitting.js'
import type { LabelledQuestion } from './labelled.js'
import { Lexicon } from './lexicon.js'
import { Matcher } from './matcher.js'
import { phrasingSamples, questionSamples, screenSamples } from './samples.js'
import { fitThresholds } from './thresholds.js'

/** The questions are held out in so many parts, so that confidence is judged on unseen ones. */
const FOLDS = 2
/** Held-out phrasings and made-up screens are harder than real questions: they count less for confidence. */
const HARD_CONFIDENCE = 0.25

export function fitUnderstanding(
  knowledge: Knowledge,
  questions: readonly LabelledQuestion[],
  start: Fitted,
): Fitted {
  const lexicon = new Lexicon(knowledge.lexicon)
  const classes = meaningClasses(knowledge)
  const phrasings = phrasingSamples(classes, lexicon)
  const matcher = new Matcher(classes, lexicon)
  const samples = questionSamples(matcher, questions)
  const screens = screenSamples(matcher)
  const folds = Array.from({ length: FOLDS }, (_, fold) => {
    const held = samples.filter((_, at) => at % FOLDS === fold)
    const others = samples.filter((_, at) => at % FOLDS !== fold)
    return {
      held,
      ranking: fitRanking(classes, [...phrasings, ...screens, ...others], start.ranking),
    }
  })
  const exact = fitExact([...phrasings, ...screens, ...samples])
  const ranking = fitRanking(classes, [...phrasings, ...screens, ...samples], start.ranking)
  const hard = [...phrasings, ...screens].map((sample) => {
    return { ...sample, weight: sample.weight * HARD_CONFIDENCE }
  })
  const outcomes = fitOutcomes([
    ...folds.flatMap((fold) =>
      fold.held.map((held) => rankSample(classes, held, { ...fold, exact })),
    ),
    ...hard.map((sample) => rankSample(classes, sample, { ranking, exact })),
  ])
  const parts = folds.map(({ held, ranking: own }) => {
    return { samples: held, weights: { ranking: own, exact } }
  })
  const thresholds = fitThresholds(
    classes,
    [...parts, { samples: hard, weights: { ranking, exact } }],
    outcomes,
  )
  const about = `${samples.length} questions, ${phrasings.length} phrasings, ${classes.length} meanings`
  return { about, ranking, exact, outcomes, thresholds }
}
