import { describe, expect, it } from 'vitest'
import { wilson } from '../../src/evaluation/shares.js'
import { counted, decimal, interval, percent, textTable } from '../../src/evaluation/tables.js'

describe('tables for people', () => {
  it('are as wide as their cells, the first column to the left', () => {
    expect(
      textTable(
        ['a', 'n'],
        [
          ['xyz', '1'],
          ['b', '100'],
        ],
      ),
    ).toBe('a      n\n---  ---\nxyz    1\nb    100')
  })

  it('write numbers the Indonesian way', () => {
    expect(decimal(1.25, 2)).toBe('1,25')
    expect(percent(wilson(129, 132))).toBe('97,7 %')
    expect(counted(wilson(129, 132))).toBe('129/132')
    expect(interval(wilson(129, 132))).toBe('93,5–99,2')
  })

  it('show a dash where nothing was counted', () => {
    expect(percent(wilson(0, 0))).toBe('–')
    expect(interval(wilson(0, 0))).toBe('–')
  })
})
