import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LabelledPicture } from '../../src/evaluation/pictures.js'
import { PROJECT_ROOT } from '../../src/paths.js'
import { shippedKnowledge } from '../understanding/shipped.js'
import { pictureLabel } from './making/labels.js'
import { PICTURE_STYLES, picturePlan } from './making/plan.js'
import { labelledPictures } from './read-labels.js'

const FOLDER = join(PROJECT_ROOT, 'test', 'eval', 'pictures')
/** The repository stays small. */
const MOST_BYTES = 6_000_000
/** Fewer would say nothing about an error. */
const FEWEST_PER_ERROR = 4

const train = labelledPictures('train')
const test = labelledPictures('test')
const all = [...train, ...test].sort((one, other) => (one.file < other.file ? -1 : 1))

function count(pictures: readonly LabelledPicture[], wanted: Partial<LabelledPicture>): number {
  return pictures.filter((picture) =>
    Object.entries(wanted).every(([key, value]) => picture[key as keyof LabelledPicture] === value),
  ).length
}

describe('the labelled pictures', () => {
  it('are the planned ones, each a file of its own', () => {
    expect(all).toEqual(picturePlan().map((plan, at) => pictureLabel(plan, at + 1)))
    expect(readdirSync(FOLDER).sort()).toEqual(all.map(({ file }) => file))
    expect(all).toHaveLength(120)
  })

  it('show every error at least four times, half for tuning and half for measuring', () => {
    for (const id of shippedKnowledge().errors.keys()) {
      const [tuning, measuring] = [count(train, { id }), count(test, { id })]
      expect(tuning, id).toBe(measuring)
      expect(tuning + measuring, id).toBeGreaterThanOrEqual(FEWEST_PER_ERROR)
    }
  })

  it('have every style as often in one half as in the other', () => {
    for (const style of PICTURE_STYLES) {
      expect(count(train, { style }), style).toBeGreaterThan(0)
      expect(count(train, { style }), style).toBe(count(test, { style }))
    }
    for (const kind of ['two-errors', 'other', 'unreadable'] as const) {
      expect(count(train, { kind }), kind).toBe(count(test, { kind }))
    }
  })

  it('stay small', () => {
    const bytes = all.reduce((sum, { file }) => sum + statSync(join(FOLDER, file)).size, 0)
    expect(bytes).toBeLessThan(MOST_BYTES)
  })
})
