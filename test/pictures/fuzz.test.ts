import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { PICTURE_STATES } from '../../src/engine/model.js'
import { createPictureReader } from '../../src/pictures/picture-reader.js'
import { plainPng, SMALL_PICTURE, samplePicture } from '../support/picture-samples.js'

/** All runs together, milliseconds; fewer runs on a busy machine rather than a longer test. */
const FUZZ_MS = 15_000
/** Nothing may take longer, milliseconds: well above one pass on a busy machine. */
const LONGEST_MS = 15_000

const reader = createPictureReader()
afterAll(() => reader.stop())

const whole = [samplePicture(SMALL_PICTURE), plainPng(80, 60)]
const heads = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0x47, 0x49, 0x46, 0x38, 0x39, 0x61],
  [0x52, 0x49, 0x46, 0x46, 0x20, 0, 0, 0, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38, 0x58],
]

const broken = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }))
    .map(([head, rest]) => Uint8Array.from([...head, ...rest])),
  fc
    .tuple(fc.constantFrom(...whole), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([bytes, share]) => bytes.subarray(0, Math.floor(bytes.length * share))),
  fc
    .tuple(
      fc.constantFrom(...whole),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 30 }),
    )
    .map(([bytes, changes]) => {
      const changed = Uint8Array.from(bytes)
      for (const [at, value] of changes) changed[at % changed.length] = value
      return changed
    }),
)

test('broken, cut and changed files always end in a state, in time', async () => {
  await fc.assert(
    fc.asyncProperty(broken, async (bytes) => {
      const begun = performance.now()
      const { reading, copy } = await reader.read(bytes)
      expect(performance.now() - begun).toBeLessThan(LONGEST_MS)
      expect(PICTURE_STATES).toContain(reading.state)
      expect(reading.state).not.toBe('unavailable')
      expect(copy !== undefined).toBe(reading.state === 'read')
    }),
    { numRuns: 150, interruptAfterTimeLimit: FUZZ_MS },
  )
})
