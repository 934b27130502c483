/** Fits everything that the understanding weighs by, from its knowledge and labelled questions. */
import type { Knowledge } from '../knowledge/knowledge.js'
import { meaningClasses } from './examples.js'
import type { Fitted } from './fitted-model.js'
import { fitExact, fitOutcomes, fitRanking, rankSample } from './fitting.js'
import type { LabelledQuestion } from './labelled.js'
import { Lexicon } from './lexicon.js'
import { Matcher } from './matcher.js'
import { phrasingSamples, questionSamples } from './samples.js'
import { fitThresholds } from './thresholds.js'

/** The questions are held out in so many parts, so that confidence is judged on unseen ones. */
const FOLDS = 4
/** A phrasing that was held out is harder than a real question: it counts less for confidence. */
const PHRASING_CONFIDENCE = 0.15

export function fitUnderstanding(
  knowledge: Knowledge,
  questions: readonly LabelledQuestion[],
  start: Fitted,
): Fitted {
  const lexicon = new Lexicon(knowledge.lexicon)
  const classes = meaningClasses(knowledge)
  const phrasings = phrasingSamples(classes, lexicon)
  const samples = questionSamples(new Matcher(classes, lexicon), questions)
  const folds = Array.from({ length: FOLDS }, (_, fold) => {
    const held = samples.filter((_, at) => at % FOLDS === fold)
    const others = samples.filter((_, at) => at % FOLDS !== fold)
    return { held, ranking: fitRanking(classes, [...phrasings, ...others], start.ranking) }
  })
  const exact = fitExact([...phrasings, ...samples])
  const ranking = fitRanking(classes, [...phrasings, ...samples], start.ranking)
  const hard = phrasings.map((sample) => {
    return { ...sample, weight: sample.weight * PHRASING_CONFIDENCE }
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
