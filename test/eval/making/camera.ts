/** A screen as a phone's camera sees it: perspective, the grid of the monitor, glare, noise. */
import sharp, { type OutputInfo } from 'sharp'
import type { Random } from '../../../src/evaluation/random.js'

interface Point {
  readonly x: number
  readonly y: number
}

/** Part of the screen that the photograph is of, screen pixels. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const PHOTO_WIDTH = 1180
const PHOTO_HEIGHT = 885
/** Dark edge around the screen, screen pixels. */
const BEZEL = 22

/** @returns the photograph as PNG; the caller compresses it. */
export async function photograph(
  screen: Uint8Array,
  frame: Frame,
  random: Random,
): Promise<Buffer> {
  const { data, info } = await sharp(screen)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const toScreen = homography(photoCorners(), frameCorners(frame, random))
  const look = lookOf(random)
  const out = new Uint8Array(PHOTO_WIDTH * PHOTO_HEIGHT * 3)
  for (let y = 0; y < PHOTO_HEIGHT; y++) {
    for (let x = 0; x < PHOTO_WIDTH; x++) {
      const point = project(toScreen, x, y)
      const light = lightAt(x / PHOTO_WIDTH, y / PHOTO_HEIGHT, look)
      const noise = random.normal() * look.noise
      for (let channel = 0; channel < 3; channel++) {
        const colour = screenColour(data, info, point, channel, look)
        const seen = (colour * light.gain + light.glare) * (look.cast[channel] ?? 1)
        const grain = noise + random.normal() * look.noise * 0.6
        out[(y * PHOTO_WIDTH + x) * 3 + channel] = Math.max(0, Math.min(255, seen + grain))
      }
    }
  }
  return sharp(out, { raw: { width: PHOTO_WIDTH, height: PHOTO_HEIGHT, channels: 3 } })
    .blur(look.blur)
    .png()
    .toBuffer()
}

interface Look {
  /** Standard deviation of the noise, levels of 255. */
  readonly noise: number
  readonly blur: number
  /** How strongly the pixel grid shows, 0..1. */
  readonly grid: number
  readonly cast: readonly number[]
  readonly vignette: number
  readonly glare: Point & { readonly strength: number; readonly radius: number }
  /** The darkest a screen gets, levels: a lit panel is never black. */
  readonly black: number
  readonly white: number
}

function lookOf(random: Random): Look {
  const warmth = random.between(-0.1, 0.1)
  return {
    noise: random.between(2.5, 6),
    blur: random.between(0.45, 0.95),
    grid: random.between(0.05, 0.2),
    cast: [1 + warmth, random.between(0.96, 1.02), 1 - warmth],
    vignette: random.between(0.15, 0.5),
    glare: {
      x: random.between(0.05, 0.95),
      y: random.between(0, 0.9),
      strength: random.between(20, 110),
      radius: random.between(0.08, 0.25),
    },
    black: random.between(12, 34),
    white: random.between(195, 245),
  }
}

function lightAt(x: number, y: number, { vignette, glare }: Look): { gain: number; glare: number } {
  const edge = ((x - 0.5) ** 2 + (y - 0.5) ** 2) * 2
  const away = ((x - glare.x) ** 2 + (y - glare.y) ** 2) / glare.radius ** 2
  return { gain: 1 - vignette * edge, glare: glare.strength * Math.exp(-away) }
}

function screenColour(
  data: Uint8Array,
  { width, height, channels }: OutputInfo,
  { x, y }: Point,
  channel: number,
  { grid, black, white }: Look,
): number {
  if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) {
    const outside = Math.max(-x, -y, x - width, y - height)
    return outside < BEZEL ? 24 : 120 - Math.min(60, outside / 4)
  }
  const left = Math.floor(x)
  const top = Math.floor(y)
  const at = (column: number, row: number) => data[(row * width + column) * channels + channel] ?? 0
  const right = x - left
  const down = y - top
  const upper = at(left, top) * (1 - right) + at(left + 1, top) * right
  const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right
  const level = black + ((upper * (1 - down) + lower * down) / 255) * (white - black)
  // Red, green and blue stripes side by side; where camera and panel nearly agree they beat: moiré.
  const stripe = Math.cos(2 * Math.PI * (x + channel / 3))
  const row = Math.cos(2 * Math.PI * y)
  return level * (1 + grid * (0.7 * stripe + 0.5 * row))
}

// === Perspective ===

function photoCorners(): Point[] {
  return [
    { x: 0, y: 0 },
    { x: PHOTO_WIDTH, y: 0 },
    { x: PHOTO_WIDTH, y: PHOTO_HEIGHT },
    { x: 0, y: PHOTO_HEIGHT },
  ]
}

/** The frame seen from a hand: turned by up to 4° and slanted. */
function frameCorners({ left, top, width, height }: Frame, random: Random): Point[] {
  const turn = (random.between(-4, 4) * Math.PI) / 180
  const slant = () => random.between(-0.045, 0.045)
  const corners = [
    { x: -0.5, y: -0.5 },
    { x: 0.5, y: -0.5 },
    { x: 0.5, y: 0.5 },
    { x: -0.5, y: 0.5 },
  ].map(({ x, y }) => ({ x: (x + slant()) * width, y: (y + slant()) * height }))
  return corners.map(({ x, y }) => ({
    x: left + width / 2 + x * Math.cos(turn) - y * Math.sin(turn),
    y: top + height / 2 + x * Math.sin(turn) + y * Math.cos(turn),
  }))
}

/** The eight numbers of the projective map that takes each `from` corner to its `to` corner. */
function homography(from: readonly Point[], to: readonly Point[]): number[] {
  const rows = from.flatMap(({ x, y }, at) => {
    const { x: u, y: v } = to[at] as Point
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]
  })
  return solve(rows)
}

/** Gauss elimination with pivoting; each row ends with its right-hand side. */
function solve(rows: number[][]): number[] {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column)
    const pivot = rest.reduce((best, row) =>
      Math.abs(row[column] ?? 0) > Math.abs(best[column] ?? 0) ? row : best,
    )
    const at = rows.indexOf(pivot)
    ;[rows[at], rows[column]] = [rows[column] as number[], pivot]
    for (const row of rows) {
      if (row === pivot) continue
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1)
      for (let cell = column; cell <= size; cell++) {
        row[cell] = (row[cell] ?? 0) - factor * (pivot[cell] ?? 0)
      }
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1))
}

function project(map: readonly number[], x: number, y: number): Point {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = map
  const depth = g * x + h * y + 1
  return { x: (a * x + b * y + c) / depth, y: (d * x + e * y + f) / depth }
}
