/**
 * Puts all meanings on one scale: a weighted sum of what speaks for each, then a softmax. The weights
 * are fitted from labelled data, for each group of meanings its own.
 */

import type { MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'
import { softmaxInPlace } from './linear.js'
import { type Evidence, FEATURES, SIGNALS } from './matcher.js'

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

/** Probability of each class. */
export function rank(
  classes: readonly MeaningClass[],
  evidence: Evidence,
  weights: Fitted['ranking'],
): Float64Array {
  const scores = rawScores(classes, evidence, weights)
  softmaxInPlace(scores)
  return scores
}
