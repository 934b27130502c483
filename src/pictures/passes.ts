/**
 * One picture in as few passes as it needs. The first takes it as a page; the second looks at what the
 * first left, which is quick when it left little; further ones only when the text is still not whole.
 */
import { amountRead } from './picture-text.js'
import {
  asPgm,
  evenGround,
  type Grey,
  greyOf,
  readingScale,
  type Upright,
  withoutBoxes,
} from './prepare.js'
import type { Layout } from './text-recogniser.js'
import { type Line, linesOf, overlap } from './words.js'

export interface Passes {
  /** The best reading. */
  readonly lines: readonly Line[]
  /** Every word that any pass found: what is covered must not depend on the best one. */
  readonly all: readonly Line[]
}

/** Recognises a PGM file; see `TextRecogniser.recognise`. */
export type Recognise = (image: Buffer, layout: Layout) => Promise<Parameters<typeof linesOf>[0]>

/** Words that stand in each other by this share are the same. */
const SAME_PLACE = 0.4
/** Blur against the stripes of a photographed monitor, pixels. */
const SMOOTHING = 1
/** Letters of a photographed monitor are small; this makes them as large as the model likes. */
const LARGER = 1.5
/** Pixels of such an enlarged picture: the thread keeps the memory of its largest one. */
const LARGEST_PIXELS = 2_500_000

/** Words that were doubtful are looked at again with what was not found. */
const CERTAIN_CONFIDENCE = 0.6

/**
 * @param isWhole whether a text needs no further pass
 * @param furtherPassesMs after this no third pass begins
 */
export async function readInPasses(
  picture: Upright,
  recognise: Recognise,
  isWhole: (lines: readonly Line[]) => boolean,
  furtherPassesMs: number,
): Promise<Passes> {
  const started = performance.now()
  const pass = async (grey: Grey, layout: Layout) =>
    linesOf(await recognise(asPgm(grey), layout), grey.scale)

  const scale = readingScale(picture)
  const even = await evenGround(await greyOf(picture, scale))
  const first = await pass(even, 'page')
  const certain = first.flat().filter(({ confidence }) => confidence >= CERTAIN_CONFIDENCE)
  const rest = withoutBoxes(
    even,
    certain.map(({ box }) => box),
  )
  const left = await pass(rest, 'scattered')
  let lines = joined(first, left)
  const all = [...first, ...left]
  const { width, height } = picture
  const larger = Math.min(scale * LARGER, Math.sqrt(LARGEST_PIXELS / (width * height)))
  const others = [
    () => greyOf(picture, larger, SMOOTHING).then(evenGround),
    () => greyOf(picture, scale),
  ]
  for (const other of others) {
    if (isWhole(lines) || performance.now() - started > furtherPassesMs) break
    const found = await pass(await other(), 'page')
    all.push(...found)
    lines = amountRead(found) > amountRead(lines) ? joined(found, lines) : joined(lines, found)
  }
  return { lines, all }
}

/** `better`, and those lines of `other` that stand where it has nothing. */
function joined(better: readonly Line[], other: readonly Line[]): readonly Line[] {
  const known = better.flat()
  const isKnown = (line: Line) => {
    const seen = line.filter(({ box }) => known.some((word) => overlap(box, word.box) > SAME_PLACE))
    return seen.length * 2 >= line.length
  }
  return [...better, ...other.filter((line) => !isKnown(line))]
}
