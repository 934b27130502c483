/**
 * Multinomial logistic regression, trained by stochastic gradient descent when the knowledge is
 * loaded. It learns which words tell near neighbours apart. Deterministic: the order of the examples
 * comes from a fixed seed.
 */

import { bayesOdds } from './bayes.js'
import { generator } from './random.js'

const SEED = 20_241_021

export interface LinearSettings {
  readonly epochs: number
  /** Learning rate of the first epoch; falls with 1/epoch. */
  readonly rate: number
  /** Share of the odds of naive Bayes that the weights begin with. */
  readonly startScale: number
}

/** Gradients below this change nothing that could be seen and are skipped: most classes, most times. */
const NEGLIGIBLE = 0.02
/** An example whose class is at least so likely is sure. */
const SURE = 0.9
/** The bias learns slower than the words: the number of phrasings of a class says little. */
const BIAS_RATE = 0.1

export class LinearClassifier {
  readonly #weights: Float32Array
  readonly #bias: Float32Array
  readonly #classCount: number
  /** Classes that one example moves, and by how much: kept to spare the allocation. */
  readonly #active: Int32Array
  readonly #steps: Float32Array

  /**
   * @param examples term numbers of each example, below `termCount`
   * @param classOf class number of each example, below `classCount`
   * @param settings its weights begin at a share of the odds of naive Bayes: that saves most epochs
   */
  constructor(
    examples: readonly Int32Array[],
    classOf: Int32Array,
    classCount: number,
    termCount: number,
    settings: LinearSettings,
  ) {
    this.#classCount = classCount
    this.#weights = bayesOdds(examples, classOf, classCount, termCount)
    for (let at = 0; at < this.#weights.length; at += 1) {
      this.#weights[at] = (this.#weights[at] as number) * settings.startScale
    }
    this.#bias = new Float32Array(classCount)
    this.#active = new Int32Array(classCount)
    this.#steps = new Float32Array(classCount)
    const random = generator(SEED)
    let order = Int32Array.from(examples.keys())
    for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
      shuffle(order, random)
      const rate = settings.rate / (1 + epoch)
      // What is sure already teaches nothing in the next epoch.
      order = order.filter(
        (example) =>
          this.#learn(examples[example] as Int32Array, classOf[example] as number, rate) < SURE,
      )
    }
  }

  /** Moves the weights towards the example's class; returns how likely it was before. */
  #learn(terms: Int32Array, owner: number, rate: number): number {
    if (terms.length === 0) return 1
    const gradient = this.score(terms)
    softmaxInPlace(gradient)
    const likelihood = gradient[owner] as number
    gradient[owner] = likelihood - 1
    const scale = rate / Math.sqrt(terms.length)
    const active = this.#active
    const steps = this.#steps
    let count = 0
    for (let index = 0; index < gradient.length; index += 1) {
      const change = gradient[index] as number
      if (change < NEGLIGIBLE && change > -NEGLIGIBLE) continue
      this.#bias[index] = (this.#bias[index] as number) - change * rate * BIAS_RATE
      active[count] = index
      steps[count] = change * scale
      count += 1
    }
    const weights = this.#weights
    for (let at = 0; at < terms.length; at += 1) {
      const start = (terms[at] as number) * this.#classCount
      for (let moved = 0; moved < count; moved += 1) {
        const place = start + (active[moved] as number)
        weights[place] = (weights[place] as number) - (steps[moved] as number)
      }
    }
    return likelihood
  }

  /** Unnormalised log probability by class. */
  score(terms: ArrayLike<number>): Float32Array {
    const scores = new Float32Array(this.#classCount)
    const weights = this.#weights
    const count = this.#classCount
    for (let at = 0; at < terms.length; at += 1) {
      const start = (terms[at] as number) * count
      for (let index = 0; index < count; index += 1) {
        scores[index] = (scores[index] as number) + (weights[start + index] as number)
      }
    }
    const scale = 1 / Math.sqrt(Math.max(1, terms.length))
    for (let index = 0; index < count; index += 1) {
      scores[index] = (scores[index] as number) * scale + (this.#bias[index] as number)
    }
    return scores
  }
}

/** Turns log probabilities into probabilities that sum to 1. */
export function softmaxInPlace(scores: Float32Array | Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY
  for (let index = 0; index < scores.length; index += 1) {
    if ((scores[index] as number) > highest) highest = scores[index] as number
  }
  let sum = 0
  for (let index = 0; index < scores.length; index += 1) {
    const value = Math.exp((scores[index] as number) - highest)
    scores[index] = value
    sum += value
  }
  for (let index = 0; index < scores.length; index += 1) {
    scores[index] = (scores[index] as number) / sum
  }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const held = order[at] as number
    order[at] = order[other] as number
    order[other] = held
  }
}
