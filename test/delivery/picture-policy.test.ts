import { describe, expect, test } from 'vitest'
import { PictureError } from '../../src/channels/channel.js'
import { PICTURE_PATIENCE_MS } from '../../src/delivery/limits.js'
import { afterFault } from '../../src/delivery/picture-policy.js'

const NOW = 1_000_000

function verdictAfter(fault: unknown, attempts = 1, triedSince: number | null = NOW) {
  return afterFault({ attempts, triedSince }, fault, NOW, () => 0)
}

describe('after a fault', () => {
  test('that may pass, the picture is tried again, later with each try', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempts) => {
      const verdict = verdictAfter(new PictureError('retry', 'down'), attempts)
      return verdict.type === 'again' ? verdict.at - NOW : undefined
    })
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000])
  })

  test('that nobody foresaw, too', () => {
    expect(verdictAfter(new TypeError('surprise'))).toMatchObject({
      type: 'again',
      error: 'surprise',
    })
  })

  test.each([
    ['gone', 'unavailable'],
    ['too-large', 'too-large'],
  ] as const)('of the kind %s it is settled as %s', (fault, state) => {
    expect(verdictAfter(new PictureError(fault, 'why'))).toEqual({
      type: 'settle',
      result: { reading: { state, text: '', confidence: 0 }, masked: [] },
      error: 'why',
    })
  })

  test('patience is counted from the first try, not from the arrival', () => {
    const fault = new PictureError('retry', 'down')
    expect(verdictAfter(fault, 1, NOW - PICTURE_PATIENCE_MS + 1_000)).toMatchObject({
      type: 'again',
    })
    expect(verdictAfter(fault, 1, NOW - PICTURE_PATIENCE_MS)).toMatchObject({
      type: 'settle',
      result: { reading: { state: 'unavailable' } },
    })
    expect(verdictAfter(fault, 1, null)).toMatchObject({ type: 'again' })
  })
})
