import { describe, expect, it } from 'vitest'
import { cutOff } from '../../src/evaluation/cut-off.js'

describe('the score from which on a search may answer', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1)

  it('lets five of a hundred foreign messages through when 95 % must be declined', () => {
    const above = cutOff(hundred, 0.95)
    expect(above).toBe(95)
    expect(hundred.filter((score) => score > above)).toHaveLength(5)
  })

  it('lets none through when all must be declined', () => {
    expect(cutOff([3, 1, 2], 1)).toBe(3)
  })

  it('declines nothing more where enough is declined already', () => {
    const mostlyDeclined = [7, ...Array<number>(19).fill(Number.NEGATIVE_INFINITY)]
    expect(cutOff(mostlyDeclined, 0.95)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('is the lowest there is without examples', () => {
    expect(cutOff([], 0.95)).toBe(Number.NEGATIVE_INFINITY)
  })
})
