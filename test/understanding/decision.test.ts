import { describe, expect, it } from 'vitest'
import { type Assessment, type Choice, decide } from '../../src/understanding/decision.js'

const thresholds = { answer: 0.7, decline: 0.2, verbatim: 0.8 }
const unsure: Assessment = {
  best: 3,
  confidence: 0.5,
  pasted: 0,
  outOfScope: 0.05,
  ambiguous: 0.1,
  foreign: 0.1,
  likely: [],
  vague: 0,
  candidates: [{ id: 'sync-01', confidence: 0.6 }],
}

describe('decide', () => {
  const cases: [string, Partial<Assessment>, Choice][] = [
    ['answers what is sure', { confidence: 0.7 }, 'answer'],
    ['asks about what is not', {}, 'clarify'],
    ['answers a pasted error text however unsure', { pasted: 0.8, confidence: 0.1 }, 'answer'],
    ['answers a pasted error text that looks foreign', { pasted: 1, foreign: 0.9 }, 'answer'],
    ['declines what is likely out of scope', { foreign: 0.2 }, 'decline'],
    ['answers what is sure though it looks foreign', { confidence: 0.9, foreign: 0.3 }, 'answer'],
    ['asks when there is nothing to go by', { best: -1, confidence: 0 }, 'clarify'],
  ]
  it.each(cases)('%s', (_, assessment, choice) => {
    expect(decide({ ...unsure, ...assessment }, thresholds).choice).toBe(choice)
  })

  it('gives a refusal the confidence in "out of scope"', () => {
    expect(decide({ ...unsure, foreign: 0.6 }, thresholds).confidence).toBe(0.6)
  })
})
