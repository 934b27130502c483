/**
 * From the bytes of a picture to what the text recognition wants: dark writing on an even, light
 * ground. libvips works on threads of its own; only single passes over the pixels are made here.
 */
import type sharp from 'sharp'
import { DECODE_SECONDS, MAX_PIXELS, NARROW_SCALE, NARROW_WIDTH, WORKING_PIXELS } from './limits.js'
import type { Box } from './words.js'

type Sharp = typeof sharp

/** A picture upright, without transparency, 3 bytes a pixel. */
export interface Upright {
  readonly rgb: Buffer
  readonly width: number
  readonly height: number
}

/** One byte a pixel. */
export interface Grey {
  readonly pixels: Buffer
  readonly width: number
  readonly height: number
  /** Its pixels per pixel of the {@link Upright} picture. */
  readonly scale: number
}

let loaded: Promise<Sharp> | undefined

/** Loaded with the first picture: a service that sees none starts without it. */
async function loadSharp(): Promise<Sharp> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    // One thread and no cache: pictures come one by one, and memory counts more than their speed.
    sharp.concurrency(1)
    sharp.cache(false)
    return sharp
  })
  return loaded
}

export class TooLargeError extends Error {
  override readonly name = 'TooLargeError'
}

/**
 * The first frame, turned as the camera says, on white, at most {@link WORKING_PIXELS} large.
 * @throws {TooLargeError} more than {@link MAX_PIXELS}
 * @throws {Error} anything that cannot be decoded whole
 */
export async function decodePicture(bytes: Uint8Array): Promise<Upright> {
  const sharp = await loadSharp()
  const input = () => sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (width * height > MAX_PIXELS) throw new TooLargeError(`${width}×${height} pixels`)
  const shrink = Math.min(1, Math.sqrt(WORKING_PIXELS / (width * height)))
  const side = Math.max(1, Math.floor(Math.max(width, height) * shrink))
  const { data, info } = await input()
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .removeAlpha()
    .timeout({ seconds: DECODE_SECONDS })
    .raw()
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error(`${info.channels} channels instead of 3`)
  return { rgb: data, width: info.width, height: info.height }
}

/** How much a picture is enlarged for its first reading. */
export function readingScale({ width }: Upright): number {
  return width < NARROW_WIDTH ? NARROW_SCALE : 1
}

/** @param blur standard deviation in pixels, against the stripes of a photographed monitor; 0 for none */
export async function greyOf(picture: Upright, scale: number, blur = 0): Promise<Grey> {
  const { width, height } = picture
  const pixels = lightnessOf(picture)
  if (scale === 1 && blur === 0) return { pixels, width, height, scale }
  const sharp = await loadSharp()
  const size = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
  let image = sharp(pixels, rawGrey(width, height))
  if (blur > 0) image = image.blur(blur)
  const resized = await image
    .resize({ ...size, fit: 'fill', kernel: 'lanczos3' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  return { pixels: resized, ...size, scale }
}

/** By the weights of Rec. 601, in 256ths; by hand, because libvips takes twenty times as long. */
function lightnessOf({ rgb, width, height }: Upright): Buffer {
  const pixels = Buffer.allocUnsafe(width * height)
  for (let index = 0, at = 0; index < pixels.length; index++, at += 3) {
    const [red, green, blue] = [rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number]
    pixels[index] = (red * 77 + green * 150 + blue * 29) >> 8
  }
  return pixels
}

function rawGrey(width: number, height: number) {
  return { raw: { width, height, channels: 1 as const } }
}

/** The ground is taken from a picture this much smaller: it has no detail, and a median is slow. */
const GROUND_SHRINK = 4
/** Window of the median there, pixels: with the shrinking a good line height above and below a line. */
const GROUND_WINDOW = 13
/** Writing this far from its ground becomes black, unless all of the picture is fainter. */
const BLACK_DISTANCE = 160
/** Below this distance everything would be writing, noise first of all. */
const LEAST_BLACK_DISTANCE = 64
/** Share of the pixels that are taken for writing when a faint picture is made darker. */
const WRITING_SHARE = 0.003
/** Smaller pictures than this, pixels, have no ground to speak of. */
const SMALLEST_GROUND = 64

/**
 * Each pixel by how far it is from the ground around it, the ground white. So light writing on dark,
 * a bright dialogue over a dimmed page and a photograph's glare all become dark writing on white.
 */
export async function evenGround(grey: Grey): Promise<Grey> {
  const { pixels, width, height } = grey
  if (Math.min(width, height) < SMALLEST_GROUND) return grey
  const sharp = await loadSharp()
  const small = await sharp(pixels, rawGrey(width, height))
    .resize({
      width: Math.ceil(width / GROUND_SHRINK),
      height: Math.ceil(height / GROUND_SHRINK),
      fit: 'fill',
      kernel: 'nearest',
    })
    .median(GROUND_WINDOW)
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const ground = await sharp(small.data, rawGrey(small.info.width, small.info.height))
    .resize({ width, height, fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  const even = Buffer.allocUnsafe(pixels.length)
  const seen = new Uint32Array(256)
  for (let index = 0; index < even.length; index++) {
    const distance = Math.abs((pixels[index] as number) - (ground[index] as number))
    even[index] = distance
    seen[distance] = (seen[distance] as number) + 1
  }
  const contrast = 255 / blackDistance(seen)
  const shades = Uint8Array.from(seen, (_, distance) => 255 - Math.min(255, distance * contrast))
  for (let index = 0; index < even.length; index++) {
    even[index] = shades[even[index] as number] as number
  }
  return { ...grey, pixels: even }
}

/** @param seen number of pixels by their distance from the ground */
function blackDistance(seen: Uint32Array): number {
  const writing = seen.reduce((total, count) => total + count, 0) * WRITING_SHARE
  let distance = 255
  for (let darker = 0; distance > 0 && darker < writing; distance--) darker += seen[distance] ?? 0
  return Math.max(LEAST_BLACK_DISTANCE, Math.min(BLACK_DISTANCE, distance))
}

/** The picture without what stands in the boxes (which count in pixels of the upright picture). */
export function withoutBoxes(grey: Grey, boxes: readonly Box[]): Grey {
  const { width, height, scale } = grey
  const pixels = Buffer.from(grey.pixels)
  const ground = 255
  for (const { x0, y0, x1, y1 } of boxes) {
    const left = clamp(Math.floor(x0 * scale) - 1, width)
    const right = clamp(Math.ceil(x1 * scale) + 1, width)
    const bottom = clamp(Math.ceil(y1 * scale) + 1, height)
    for (let y = clamp(Math.floor(y0 * scale) - 1, height); y < bottom; y++) {
      pixels.fill(ground, y * width + left, y * width + right)
    }
  }
  return { ...grey, pixels }
}

/** The picture with black boxes. */
export function paintOver({ rgb, width, height }: Upright, boxes: readonly Box[]): Upright {
  const painted = Buffer.from(rgb)
  for (const box of boxes) {
    const left = clamp(Math.floor(box.x0), width)
    const right = clamp(Math.ceil(box.x1), width)
    const bottom = clamp(Math.ceil(box.y1), height)
    for (let y = clamp(Math.floor(box.y0), height); y < bottom; y++) {
      painted.fill(0, (y * width + left) * 3, (y * width + right) * 3)
    }
  }
  return { rgb: painted, width, height }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}

/** As a PGM file, which costs no compression and which the recognition decodes at once. */
export function asPgm({ pixels, width, height }: Grey): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels])
}

/** Small enough to keep thousands, good enough to read the writing. */
const COPY_QUALITY = 55
/** Of 6: more halves nothing and takes three times as long. */
const COPY_EFFORT = 1

/** Without any metadata of the original: it may name a place or a person. */
export async function encodeCopy({ rgb, width, height }: Upright): Promise<Uint8Array> {
  const sharp = await loadSharp()
  const { buffer, byteOffset, byteLength } = await sharp(rgb, {
    raw: { width, height, channels: 3 },
  })
    .webp({ quality: COPY_QUALITY, effort: COPY_EFFORT })
    .timeout({ seconds: DECODE_SECONDS })
    .toBuffer()
  return new Uint8Array(buffer, byteOffset, byteLength)
}
