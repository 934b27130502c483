/**
 * Computes the weights and thresholds of the understanding from labelled examples. Used by
 * scripts/fit-thresholds.ts alone; kept beside the stages whose numbers it finds.
 */

import { type Evidence, FEATURES, SIGNALS } from './evidence.js'
import { GROUPS, type Group, type MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'
import { softmaxInPlace } from './linear.js'
import { isAnswerable, OUTCOMES, type Outcome, outcomeInputs, outcomeShares } from './outcome.js'
import { quotedClass, rank, rawScores } from './ranker.js'

/** One labelled text, with what the matcher gathered on it without having seen it. */
export interface Sample {
  readonly evidence: Evidence
  /** Classes that are right, by index. */
  readonly right: readonly number[]
  /** How much it counts. */
  readonly weight: number
}

export interface RankingSettings {
  readonly steps: number
  readonly rate: number
  /** Pull of the weights of a group towards those of all groups. */
  readonly pull: number
  /** Pull of all weights towards zero. */
  readonly decay: number
}

export const RANKING_SETTINGS: RankingSettings = {
  steps: 100,
  rate: 0.08,
  pull: 0.002,
  decay: 0.0005,
}

const EVEN = {
  features: FEATURES.map(() => 1),
  signals: SIGNALS.map(() => 0),
}

/** Where fitting begins: every feature speaks for its meaning alike, for all groups. */
export const START: Fitted = {
  about: 'nothing',
  ranking: Object.fromEntries(GROUPS.map((group) => [group, EVEN])) as Record<Group, typeof EVEN>,
  exact: 0,
  outcomes: [],
  thresholds: { answer: 0.5, decline: 0.5, verbatim: 1 },
}

const WIDTH = FEATURES.length + SIGNALS.length

type Ranking = Fitted['ranking']

/** Classes with no chance at all teach nothing; this many of the likeliest are looked at. */
const RIVALS = 24

/** A sample reduced to its likeliest classes, one row of inputs each. */
interface Contest {
  /** Where the weights of each row's group begin. */
  readonly offsets: Int32Array
  readonly rows: Float64Array
  readonly right: Uint8Array
  readonly weight: number
}

function contestOf(
  classes: readonly MeaningClass[],
  { evidence, right, weight }: Sample,
  start: Ranking,
): Contest {
  const scores = rawScores(classes, evidence, start)
  const order = [...classes.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number))
  const rest = order.filter((index) => !isAnswerable(classes[index] as MeaningClass))
  const chosen = [...new Set([...right, ...rest, ...order.slice(0, RIVALS)])]
  const rows = new Float64Array(chosen.length * WIDTH)
  for (const [row, index] of chosen.entries()) {
    const from = index * FEATURES.length
    rows.set(evidence.features.subarray(from, from + FEATURES.length), row * WIDTH)
    rows.set(evidence.signals, row * WIDTH + FEATURES.length)
  }
  const groups = chosen.map((index) => GROUPS.indexOf((classes[index] as MeaningClass).group))
  return {
    offsets: Int32Array.from(groups, (group) => group * WIDTH),
    rows,
    right: Uint8Array.from(chosen, (index) => (right.includes(index) ? 1 : 0)),
    weight,
  }
}

/** Conditional logistic regression with weights by group, by Adam over the whole set. */
export function fitRanking(
  classes: readonly MeaningClass[],
  samples: readonly Sample[],
  start: Ranking,
  settings: RankingSettings = RANKING_SETTINGS,
): Ranking {
  const weights = flatten(start)
  const adam = new Adam(weights.length, settings.rate)
  const total = samples.reduce((sum, { weight }) => sum + weight, 0)
  const contests = samples.map((sample) => contestOf(classes, sample, start))
  for (let step = 0; step < settings.steps; step += 1) {
    const gradient = new Float64Array(weights.length)
    for (const contest of contests) addGradient(gradient, weights, contest, total)
    addPull(gradient, weights, settings)
    adam.step(weights, gradient)
  }
  return unflatten(weights)
}

function addGradient(
  gradient: Float64Array,
  weights: Float64Array,
  { offsets, rows, right, weight }: Contest,
  total: number,
): void {
  const probabilities = new Float64Array(offsets.length)
  for (let row = 0; row < offsets.length; row += 1) {
    const offset = offsets[row] as number
    let sum = 0
    for (let column = 0; column < WIDTH; column += 1) {
      sum += (weights[offset + column] as number) * (rows[row * WIDTH + column] as number)
    }
    probabilities[row] = sum
  }
  softmaxInPlace(probabilities)
  let rightShare = 1e-12
  for (let row = 0; row < offsets.length; row += 1) {
    if (right[row] === 1) rightShare += probabilities[row] as number
  }
  for (let row = 0; row < offsets.length; row += 1) {
    const probability = probabilities[row] as number
    const wanted = right[row] === 1 ? probability / rightShare : 0
    const error = ((probability - wanted) * weight) / total
    if (Math.abs(error) < 1e-9) continue
    const offset = offsets[row] as number
    for (let column = 0; column < WIDTH; column += 1) {
      const at = offset + column
      gradient[at] = (gradient[at] as number) + error * (rows[row * WIDTH + column] as number)
    }
  }
}

/** Groups with few examples lean on the others. */
function addPull(gradient: Float64Array, weights: Float64Array, settings: RankingSettings): void {
  for (let column = 0; column < WIDTH; column += 1) {
    let mean = 0
    if (column < FEATURES.length) {
      for (let group = 0; group < GROUPS.length; group += 1) {
        mean += (weights[group * WIDTH + column] as number) / GROUPS.length
      }
    }
    for (let group = 0; group < GROUPS.length; group += 1) {
      const at = group * WIDTH + column
      const weight = weights[at] as number
      gradient[at] =
        (gradient[at] as number) + settings.pull * (weight - mean) + settings.decay * weight
    }
  }
}

function flatten(ranking: Ranking): Float64Array {
  return Float64Array.from(
    GROUPS.flatMap((group) => [...ranking[group].features, ...ranking[group].signals]),
  )
}

function unflatten(weights: Float64Array): Ranking {
  const parts = GROUPS.map((group, index) => {
    const row = [...weights.subarray(index * WIDTH, (index + 1) * WIDTH)]
    const value = { features: row.slice(0, FEATURES.length), signals: row.slice(FEATURES.length) }
    return [group, value] as const
  })
  return Object.fromEntries(parts) as Record<Group, (typeof parts)[number][1]>
}

/** Adam (Kingma and Ba 2015) with its usual constants. */
class Adam {
  readonly #rate: number
  readonly #mean: Float64Array
  readonly #square: Float64Array
  #steps = 0

  constructor(size: number, rate: number) {
    this.#rate = rate
    this.#mean = new Float64Array(size)
    this.#square = new Float64Array(size)
  }

  step(weights: Float64Array, gradient: Float64Array): void {
    this.#steps += 1
    const meanScale = 1 - 0.9 ** this.#steps
    const squareScale = 1 - 0.999 ** this.#steps
    for (let at = 0; at < weights.length; at += 1) {
      const slope = gradient[at] as number
      const mean = 0.9 * (this.#mean[at] as number) + 0.1 * slope
      const square = 0.999 * (this.#square[at] as number) + 0.001 * slope * slope
      this.#mean[at] = mean
      this.#square[at] = square
      const change = (this.#rate * (mean / meanScale)) / (Math.sqrt(square / squareScale) + 1e-8)
      weights[at] = (weights[at] as number) - change
    }
  }
}

/** How often a quoted error text names the right class, smoothed by one hit and one miss. */
export function fitExact(samples: readonly Sample[]): number {
  const quotes = samples.flatMap(({ evidence, right }) => {
    const quoted = quotedClass(evidence)
    return quoted === -1 ? [] : [right.includes(quoted)]
  })
  return (quotes.filter(Boolean).length + 1) / (quotes.length + 2)
}

/** A ranked sample: what the decision sees of it. */
export interface Ranked {
  readonly weight: number
  readonly inputs: readonly number[]
  readonly outcome: Outcome
}

export function rankSample(
  classes: readonly MeaningClass[],
  { evidence, right, weight }: Sample,
  weights: Pick<Fitted, 'ranking' | 'exact'>,
): Ranked {
  const probabilities = rank(classes, evidence, weights)
  let best = -1
  for (const [index, item] of classes.entries()) {
    if (!isAnswerable(item)) continue
    if (best === -1 || (probabilities[index] as number) > (probabilities[best] as number)) {
      best = index
    }
  }
  return {
    weight,
    inputs: outcomeInputs(classes, evidence, probabilities, best),
    outcome: outcomeOf(classes, right, best),
  }
}

function outcomeOf(
  classes: readonly MeaningClass[],
  right: readonly number[],
  best: number,
): Outcome {
  if (right.includes(best)) return 'right'
  const { group } = classes[right[0] as number] as MeaningClass
  if (group === 'out-of-scope') return 'foreign'
  return group === 'ambiguous' ? 'vague' : 'other'
}

/** Multinomial logistic regression of the outcomes on their inputs. */
export function fitOutcomes(ranked: readonly Ranked[], decay = 0.002): number[][] {
  const size = ranked[0]?.inputs.length ?? 0
  const fitted = OUTCOMES.slice(0, -1)
  const weights = new Float64Array(size * fitted.length)
  const adam = new Adam(weights.length, 0.05)
  const total = ranked.reduce((sum, { weight }) => sum + weight, 0)
  const rows = () => fitted.map((_, row) => [...weights.subarray(row * size, (row + 1) * size)])
  for (let step = 0; step < 600; step += 1) {
    const gradient = new Float64Array(weights.length)
    const current = rows()
    for (const { inputs, outcome, weight } of ranked) {
      const shares = outcomeShares(inputs, current)
      for (const [row, name] of fitted.entries()) {
        const error = ((shares[name] - (name === outcome ? 1 : 0)) * weight) / total
        for (let at = 0; at < size; at += 1) {
          const place = row * size + at
          gradient[place] = (gradient[place] as number) + error * (inputs[at] as number)
        }
      }
    }
    for (let at = 0; at < weights.length; at += 1) {
      // The first input of each row is the constant: it is free.
      if (at % size === 0) continue
      gradient[at] = (gradient[at] as number) + decay * (weights[at] as number)
    }
    adam.step(weights, gradient)
  }
  return rows()
}
