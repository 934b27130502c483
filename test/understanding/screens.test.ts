import { describe, expect, it } from 'vitest'
import type { MeaningClass } from '../../src/understanding/examples.js'
import { screensOf } from '../../src/understanding/screens.js'

const MESSAGE = 'tidak ada RHK yang terdeteksi di PMM'
const classOf = (id: string, messages: string[]): MeaningClass => ({
  id,
  kind: 'error',
  group: 'error',
  messages,
  phrasings: [],
  keywords: [],
})
const classes = [classOf('sync-01', []), classOf('sync-02', [MESSAGE])]

describe('screensOf', () => {
  it('shows each error text, first whole and unspoilt', () => {
    const screens = screensOf(classes)
    expect(new Set(screens.map(({ owner }) => owner))).toEqual(new Set([1]))
    expect(screens[0]?.text).toContain(MESSAGE)
  })

  it('cuts and misreads others', () => {
    const spoilt = screensOf(classes).filter(({ text }) => !text.includes(MESSAGE))
    expect(spoilt.length).toBeGreaterThan(2)
  })

  it('makes the same each time', () => {
    expect(screensOf(classes)).toEqual(screensOf(classes))
  })
})
