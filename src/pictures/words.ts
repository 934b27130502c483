/** What one pass over a picture found: words with their places, in lines, in reading order. */
import type { Page } from 'tesseract.js'

export interface Box {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export interface Word {
  readonly text: string
  /** 0..1. */
  readonly confidence: number
  /** Pixels of the picture as it is kept, not of an enlarged one. */
  readonly box: Box
}

export type Line = readonly Word[]

/** @param scale pixels of the page per pixel of the picture */
export function linesOf(page: Page, scale: number): readonly Line[] {
  const lines = (page.blocks ?? []).flatMap((block) =>
    block.paragraphs.flatMap((paragraph) => paragraph.lines),
  )
  return lines.map(({ words }) =>
    words.map(({ text, confidence, bbox }) => ({
      text,
      confidence: confidence / 100,
      box: {
        x0: bbox.x0 / scale,
        y0: bbox.y0 / scale,
        x1: bbox.x1 / scale,
        y1: bbox.y1 / scale,
      },
    })),
  )
}

/** Reading order of lines that several passes found: from above, and from the left on one height. */
export function inReadingOrder(lines: readonly Line[]): readonly Line[] {
  const height = (line: Line) => (line[0] === undefined ? 0 : middleOf(line[0].box))
  return [...lines].sort((one, other) => height(one) - height(other))
}

function middleOf({ y0, y1 }: Box): number {
  return (y0 + y1) / 2
}

/** Share of `box` that lies within `other`, 0..1. */
export function overlap(box: Box, other: Box): number {
  const width = Math.min(box.x1, other.x1) - Math.max(box.x0, other.x0)
  const height = Math.min(box.y1, other.y1) - Math.max(box.y0, other.y0)
  if (width <= 0 || height <= 0) return 0
  return (width * height) / ((box.x1 - box.x0) * (box.y1 - box.y0))
}
