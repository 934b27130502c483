import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/evaluation/evaluate.js'
import {
  clarificationFloor,
  isMissed,
  latencyFloor,
  pictureFloor,
  questionFloors,
  timesFasterFloor,
} from '../../src/evaluation/floors.js'
import { floorsTable } from '../../src/evaluation/report.js'
import { wilson } from '../../src/evaluation/shares.js'

describe('what must hold', () => {
  it('is missed below its limit and held on it', () => {
    expect(isMissed(pictureFloor(wilson(94, 100)))).toBe(true)
    expect(isMissed(pictureFloor(wilson(95, 100)))).toBe(false)
    expect(isMissed(clarificationFloor(wilson(0, 0)))).toBe(false)
  })

  it('is missed by one wrong answer in two and by a foreign message answered for sure', () => {
    const evaluation = evaluate(
      [
        { q: 'a', kind: 'error', id: 'sync-01' },
        { q: 'b', kind: 'out_of_scope', id: 'none' },
      ],
      () => ({ kind: 'error', id: 'sync-01', confidence: 0.99, candidates: [] }),
    )
    const missed = questionFloors(evaluation).filter(isMissed)
    expect(missed.map(({ name }) => name)).toEqual([
      'di luar cakupan: benar',
      'salah, dari semua jawaban',
      'benar, dari jawaban dengan keyakinan ≥ 0,9',
      'di luar cakupan dijawab dengan keyakinan ≥ 0,9',
    ])
    expect(floorsTable(missed)).toMatch(/di luar cakupan: benar .*KURANG/)
  })

  it('holds for speed too, in times and milliseconds', () => {
    const floors = [timesFasterFloor('fuse.js', 19.9, 20), latencyFloor('p99', 2, 2)]
    expect(floors.map(isMissed)).toEqual([true, false])
    expect(floorsTable(floors).split('\n').slice(2)).toEqual([
      expect.stringMatching(/^fuse\.js +≥ 20× +19,9× +KURANG$/),
      expect.stringMatching(/^p99 +≤ 2 ms +2,00 ms +cukup$/),
    ])
  })
})
