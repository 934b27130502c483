import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { createPictureReader } from '../../src/pictures/picture-reader.js'
import { plainPng, SMALL_PICTURE, samplePicture } from '../support/picture-samples.js'

const faults: Error[] = []
const reader = createPictureReader({
  isEnough: (text) => /status code/.test(text),
  onFault: (error) => faults.push(error),
})
afterAll(async () => {
  await reader.stop()
  expect(faults).toEqual([])
})

const small = samplePicture(SMALL_PICTURE)
const SHOWN = /failed with status code/i

describe('a picture is read', () => {
  test('with its words in lines, and a blackened copy', async () => {
    const { reading, masked, copy } = await reader.read(small)
    expect(reading.state).toBe('read')
    expect(reading.text).toMatch(SHOWN)
    expect(reading.confidence).toBeGreaterThan(0.6)
    expect(masked).toEqual([])
    const { format, exif, width } = await sharp(copy).metadata()
    expect({ format, exif }).toEqual({ format: 'webp', exif: undefined })
    expect(width).toBe((await sharp(small).metadata()).width)
  })

  test('turned as the camera says', async () => {
    const turned = await sharp(small).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer()
    expect((await reader.read(turned)).reading.text).toMatch(SHOWN)
  })

  test.each([
    ['PNG with transparency', (image: Sharp) => image.ensureAlpha(0.9).png()],
    ['WebP', (image: Sharp) => image.webp()],
    ['GIF', (image: Sharp) => image.gif()],
    ['JPEG in the colours of print', (image: Sharp) => image.toColourspace('cmyk').jpeg()],
    ['grey PNG of 16 bits', (image: Sharp) => image.toColourspace('grey16').png()],
    ['picture with dark and light turned round', (image: Sharp) => image.negate().png()],
    ['picture only 288 pixels wide', (image: Sharp) => image.resize({ width: 288 }).png()],
  ])('as %s', async (_, change) => {
    const { reading } = await reader.read(await change(sharp(small)).toBuffer())
    expect(reading.text).toMatch(SHOWN)
  })

  test('masked, as typed words are, and covered in the copy', async () => {
    const { reading, masked, copy } = await reader.read(samplePicture('101.jpg'))
    expect(reading.text).toContain('[NIP disamarkan]')
    expect(masked).toContain('nip')
    const again = await reader.read(copy as Uint8Array)
    expect(again.reading.state).toBe('read')
    expect(again.masked).toEqual([])
    expect(again.reading.text).not.toMatch(/\d{6}|@/)
  })
})

describe('a picture that cannot be read ends in a state of its own:', () => {
  test.each([
    ['nothing', new Uint8Array(), 'broken'],
    ['text', Buffer.from('halo'), 'broken'],
    ['PDF', Buffer.from('%PDF-1.7\n1 0 obj'), 'broken'],
    [
      'SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'broken',
    ],
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'broken'],
    ['a JPEG that was cut off', small.subarray(0, small.length / 2), 'broken'],
    ['a PNG that ends after its first bytes', plainPng(90, 90).subarray(0, 40), 'broken'],
    ['one pixel', plainPng(1, 1), 'no-text'],
    ['a thin line', plainPng(3_000, 1), 'no-text'],
    ['one colour', plainPng(600, 400), 'no-text'],
    ['more pixels than any camera makes, in few bytes', plainPng(20_000, 20_000), 'too-large'],
    ['more bytes than any messenger sends', new Uint8Array(20_000_001), 'too-large'],
  ])('%s', async (_, bytes, state) => {
    expect(await reader.read(bytes)).toEqual({
      reading: { state, text: '', confidence: 0 },
      masked: [],
    })
  })

  test('a blurred one keeps no copy: what cannot be read cannot be covered', async () => {
    const { reading, copy } = await reader.read(await sharp(small).blur(6).jpeg().toBuffer())
    expect(reading.state).not.toBe('read')
    expect(copy).toBeUndefined()
  })
})

describe('the waiting line', () => {
  test('is bounded: one too many is told at once that it is unavailable', async () => {
    const busy = createPictureReader({ limits: { maxWaiting: 2 } })
    const states = await Promise.all(
      [small, small, small].map(async (bytes) => (await busy.read(bytes)).reading.state),
    )
    await busy.stop()
    expect(states).toEqual(['read', 'read', 'unavailable'])
  })

  test('lets go of who waited too long, and of who gave up', async () => {
    const busy = createPictureReader({ limits: { maxWaitMs: 100 } })
    const givingUp = new AbortController()
    const readings = [busy.read(small), busy.read(small), busy.read(small, givingUp.signal)]
    givingUp.abort()
    const states = (await Promise.all(readings)).map(({ reading }) => reading.state)
    await busy.stop()
    expect(states).toEqual(['read', 'unavailable', 'unavailable'])
  })

  test('ends with the reader: what is under way is unavailable, and what comes later too', async () => {
    const ending = createPictureReader()
    const underWay = [ending.read(small), ending.read(small)]
    await ending.stop()
    const states = await Promise.all([...underWay, ending.read(small)])
    expect(states.map(({ reading }) => reading.state)).toEqual(Array(3).fill('unavailable'))
  })

  test('goes on after a pass that took too long', async () => {
    const told: Error[] = []
    const hasty = createPictureReader({
      limits: { passMs: 1 },
      onFault: (error) => told.push(error),
    })
    const states = [await hasty.read(small), await hasty.read(small)]
    await hasty.stop()
    expect(states.map(({ reading }) => reading.state)).toEqual(['unavailable', 'unavailable'])
    expect(told.map(({ message }) => message)).toEqual(Array(2).fill('not done after 1 ms'))
  })
})
