import { describe, expect, it } from 'vitest'
import { CONFUSABLE_SETS, scoreSets } from '../../src/evaluation/confusable.js'
import { judgeAll } from '../../src/evaluation/evaluate.js'

describe('errors that are easily taken for each other', () => {
  it('stand in one set each', () => {
    const ids = CONFUSABLE_SETS.flat()
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('count a mix-up within the set apart from another wrong answer', () => {
    const given: Record<string, string> = { a: 'sync-15', b: 'sync-16', c: 'sync-02' }
    const judged = judgeAll(
      ['a', 'b', 'c'].map((q) => ({ q, kind: 'error', id: 'sync-15' })),
      (text) => ({ kind: 'error', id: given[text] ?? '', confidence: 1, candidates: [] }),
    )
    const pair = scoreSets(judged).find(({ ids }) => ids.includes('sync-15'))
    expect(pair).toMatchObject({ right: { count: 1, of: 3 }, offered: 0, mixedUp: 1 })
  })
})
