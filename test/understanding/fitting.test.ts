import { describe, expect, it } from 'vitest'
import { FEATURES, SIGNALS } from '../../src/understanding/evidence.js'
import type { MeaningClass } from '../../src/understanding/examples.js'
import { FITTED } from '../../src/understanding/fitted.js'
import {
  fitExact,
  fitOutcomes,
  fitRanking,
  rankSample,
  type Sample,
  START,
} from '../../src/understanding/fitting.js'
import { OUTCOME_INPUTS, OUTCOMES, outcomeShares } from '../../src/understanding/outcome.js'
import { rank } from '../../src/understanding/ranker.js'

const classes: MeaningClass[] = ['sync-01', 'sync-02'].map((id) => ({
  id,
  kind: 'error',
  group: 'error',
  messages: [],
  phrasings: [],
  keywords: [],
}))

/** A sample whose `linear` speaks for the right class and whose `gramNearest` misleads. */
function sample(right: number, exact = -1): Sample {
  const features = new Float32Array(classes.length * FEATURES.length)
  const put = (index: number, name: (typeof FEATURES)[number], value: number) => {
    features[index * FEATURES.length + FEATURES.indexOf(name)] = value
  }
  put(right, 'linear', 1)
  put(1 - right, 'gramNearest', 1)
  if (exact !== -1) put(exact, 'exact', 1)
  const reading = { normalised: '', words: [], tokens: [], kinds: [] }
  const signals = new Float32Array(SIGNALS.length)
  return { evidence: { reading, features, signals }, right: [right], weight: 1 }
}

describe('fitRanking', () => {
  it('learns which feature to trust', () => {
    const samples = [sample(0), sample(1)]
    const ranking = fitRanking(classes, samples, START.ranking)
    for (const { evidence, right } of samples) {
      const probabilities = rank(classes, evidence, { ranking, exact: 0 })
      expect(probabilities[right[0] as number]).toBeGreaterThan(0.9)
    }
    const { features } = ranking.error
    expect(features[FEATURES.indexOf('linear')]).toBeGreaterThan(
      features[FEATURES.indexOf('gramNearest')] as number,
    )
  })
})

describe('fitExact', () => {
  it('counts how often a quoted text is right, with one hit and one miss to begin with', () => {
    expect(fitExact([])).toBe(0.5)
    expect(fitExact([sample(0, 0), sample(1, 1), sample(0, 1)])).toBeCloseTo(3 / 5)
  })
})

describe('rank', () => {
  it('puts a quoted error text first, with the share that it deserves', () => {
    const { evidence } = sample(0, 1)
    const probabilities = rank(classes, evidence, { ranking: START.ranking, exact: 0.95 })
    expect(probabilities[1]).toBeCloseTo(0.95)
    expect((probabilities[0] as number) + (probabilities[1] as number)).toBeCloseTo(1)
  })
})

describe('fitOutcomes', () => {
  it('gives the share of each outcome as its probability', () => {
    const outcomes = ['right', 'right', 'right', 'foreign', 'vague', 'other'] as const
    const weights = fitOutcomes(outcomes.map((outcome) => ({ weight: 1, inputs: [1], outcome })))
    const shares = outcomeShares([1], weights)
    expect(shares.right).toBeCloseTo(1 / 2, 1)
    expect(shares.foreign).toBeCloseTo(1 / 6, 1)
    expect(shares.vague).toBeCloseTo(1 / 6, 1)
    expect(shares.right + shares.foreign + shares.vague + shares.other).toBeCloseTo(1)
  })

  it('tells the outcomes by their inputs', () => {
    const ranked = [0, 1].flatMap((value) =>
      Array.from({ length: 5 }, () => ({
        weight: 1,
        inputs: [1, value],
        outcome: value === 1 ? ('right' as const) : ('foreign' as const),
      })),
    )
    const weights = fitOutcomes(ranked)
    expect(outcomeShares([1, 1], weights).right).toBeGreaterThan(0.8)
    expect(outcomeShares([1, 0], weights).foreign).toBeGreaterThan(0.8)
  })
})

describe('rankSample', () => {
  it('names the outcome of the best meaning', () => {
    const weights = { ranking: START.ranking, exact: 0.95 }
    expect(rankSample(classes, sample(0, 0), weights).outcome).toBe('right')
    expect(rankSample(classes, sample(0, 1), weights).outcome).toBe('other')
  })
})

describe('the shipped numbers', () => {
  it('fit the features and signals of this version', () => {
    for (const { features, signals } of Object.values(FITTED.ranking)) {
      expect(features).toHaveLength(FEATURES.length)
      expect(signals).toHaveLength(SIGNALS.length)
    }
    expect(FITTED.outcomes).toHaveLength(OUTCOMES.length - 1)
    for (const row of FITTED.outcomes) expect(row).toHaveLength(OUTCOME_INPUTS.length)
  })
})
