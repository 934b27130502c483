/**
 * Puts all meanings on one scale: a weighted sum of what speaks for each, then a softmax. The weights
 * are fitted from labelled data, for each group of meanings its own.
 */

import { type Evidence, FEATURES, SIGNALS } from './evidence.js'
import type { MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'
import { softmaxInPlace } from './linear.js'

/** Weighted sum by class, before the softmax. */
export function rawScores(
  classes: readonly MeaningClass[],
  evidence: Evidence,
  weights: Fitted['ranking'],
): Float64Array {
  const scores = new Float64Array(classes.length)
  for (const [index, { group }] of classes.entries()) {
    const { features, signals } = weights[group]
    let sum = 0
    const row = index * FEATURES.length
    for (let column = 0; column < FEATURES.length; column += 1) {
      sum += (features[column] as number) * (evidence.features[row + column] as number)
    }
    for (let column = 0; column < SIGNALS.length; column += 1) {
      sum += (signals[column] as number) * (evidence.signals[column] as number)
    }
    scores[index] = sum
  }
  return scores
}

/**
 * Probability of each class. An error text that stands in the message letter by letter comes first:
 * its class gets at least the share that it deserved in the labelled data.
 */
export function rank(
  classes: readonly MeaningClass[],
  evidence: Evidence,
  { ranking, exact }: Pick<Fitted, 'ranking' | 'exact'>,
): Float64Array {
  const probabilities = rawScores(classes, evidence, ranking)
  softmaxInPlace(probabilities)
  const quoted = quotedClass(evidence)
  if (quoted === -1) return probabilities
  const held = probabilities[quoted] as number
  if (held >= exact) return probabilities
  const scale = (1 - exact) / (1 - held)
  return probabilities.map((value, index) => (index === quoted ? exact : value * scale))
}

/** The one class whose error text is quoted, or -1. */
export function quotedClass({ features }: Evidence): number {
  const column = FEATURES.indexOf('exact')
  for (let at = column; at < features.length; at += FEATURES.length) {
    if (features[at] === 1) return (at - column) / FEATURES.length
  }
  return -1
}
