import { describe, expect, it } from 'vitest'
import { sigmoid } from '../../src/understanding/decision.js'
import type { MeaningClass } from '../../src/understanding/examples.js'
import { FITTED } from '../../src/understanding/fitted.js'
import {
  fitConfidence,
  fitExact,
  fitRanking,
  type Sample,
  START,
} from '../../src/understanding/fitting.js'
import { FEATURES, SIGNALS } from '../../src/understanding/matcher.js'
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

describe('fitConfidence', () => {
  it('gives the share of right ones as probability', () => {
    const ranked = [true, true, true, false].map((bestIsRight) => ({
      sample: sample(0),
      inputs: [1],
      bestIsRight,
    }))
    const [weight] = fitConfidence(ranked)
    expect(sigmoid(weight as number)).toBeCloseTo(0.75, 1)
  })
})

describe('the shipped numbers', () => {
  it('fit the features and signals of this version', () => {
    for (const { features, signals } of Object.values(FITTED.ranking)) {
      expect(features).toHaveLength(FEATURES.length)
      expect(signals).toHaveLength(SIGNALS.length)
    }
  })
})
