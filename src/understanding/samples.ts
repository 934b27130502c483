/** Labelled samples for fitting: questions of the training part, and phrasings read without themselves. */

import type { MeaningClass } from './examples.js'
import type { Sample } from './fitting.js'
import { expectedId, type LabelledQuestion } from './labelled.js'
import type { Lexicon } from './lexicon.js'
import { Matcher } from './matcher.js'
import { screensOf } from './screens.js'

/** The phrasings are held out in so many parts, one after the other. */
const FOLDS = 4
/** A question comes from another author than the phrasings: it shows better what is to come. */
const QUESTION_WEIGHT = 4

/** What a labelled question expects, as class indexes; empty where the knowledge lacks it. */
export function rightClasses(
  classes: readonly MeaningClass[],
  question: LabelledQuestion,
): number[] {
  const ids = classIds(question)
  return [...classes.keys()].filter((index) => ids.includes((classes[index] as MeaningClass).id))
}

function classIds(question: LabelledQuestion): string[] {
  const id = expectedId(question)
  if (id === 'none') return ['out-of-scope']
  if (id === 'clarify') return ['ambiguous']
  return id === 'greeting' ? ['greeting', 'thanks'] : [id]
}

/** Samples of labelled questions under the whole knowledge. */
export function questionSamples(
  matcher: Matcher,
  questions: readonly LabelledQuestion[],
  weight = QUESTION_WEIGHT,
): Sample[] {
  return questions.flatMap((question) => {
    const right = rightClasses(matcher.classes, question)
    return right.length === 0 ? [] : [{ evidence: matcher.gather(question.q), right, weight }]
  })
}

/**
 * Samples of all phrasings, each under a knowledge that lacks it. All count alike, so that what is
 * frequent is thought likely: most of all that a message is out of scope.
 */
export function phrasingSamples(classes: readonly MeaningClass[], lexicon: Lexicon): Sample[] {
  const samples: Sample[] = []
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const others = classes.map((item) => ({
      ...item,
      phrasings: item.phrasings.filter((_, at) => at % FOLDS !== fold),
    }))
    const matcher = new Matcher(others, lexicon)
    for (const [index, { phrasings }] of classes.entries()) {
      for (const [at, phrasing] of phrasings.entries()) {
        if (at % FOLDS !== fold) continue
        samples.push({ evidence: matcher.gather(phrasing), right: [index], weight: 1 })
      }
    }
  }
  return samples
}

/** Samples of error texts as pictures show them, under the whole knowledge. */
export function screenSamples(matcher: Matcher): Sample[] {
  return screensOf(matcher.classes).map(({ text, owner }) => ({
    evidence: matcher.gather(text),
    right: [owner],
    weight: 1,
  }))
}
