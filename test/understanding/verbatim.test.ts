import { describe, expect, it } from 'vitest'
import { VerbatimMatcher } from '../../src/understanding/verbatim.js'

const words = (text: string) => text.split(' ')
const matcher = new VerbatimMatcher([
  [words('tidak ada rhk yang terdeteksi di pmm')],
  [words('tidak ada rhk yang bisa dikaitkan')],
  [words('request failed with status code 500')],
  [],
])

function best(values: Float32Array): number {
  return values.indexOf(Math.max(...values))
}

describe('VerbatimMatcher', () => {
  it('finds a whole error text inside a longer message', () => {
    const match = matcher.match(words('min muncul request failed with status code 500 terus'))
    expect(match.contained[2]).toBeCloseTo(1)
    expect([...match.exact]).toEqual([0, 0, 1, 0])
  })

  it('knows which of two like texts a cut piece belongs to', () => {
    const match = matcher.match(words('tidak ada rhk yang terdet'))
    expect(best(match.covered)).toBe(0)
    expect([...match.exact]).toEqual([1, 0, 0, 0])
  })

  it('calls a piece that two texts share no quote of one', () => {
    expect([...matcher.match(words('tidak ada rhk yang')).exact]).toEqual([0, 0, 0, 0])
  })

  it('finds a noisy text', () => {
    const match = matcher.match(words('reqest faild with status kode 500'))
    expect(best(match.contained)).toBe(2)
    expect(match.contained[2]).toBeGreaterThan(0.5)
  })

  it('finds a cut and misread piece among other words', () => {
    const match = matcher.match(
      words('beranda menu keluar rhk yang terdet3ksi di pmm versi dua cetak simpan'),
    )
    expect(best(match.piece)).toBe(0)
    expect(match.piece[0]).toBeGreaterThan(2 * (match.piece[1] as number))
    expect([...match.exact]).toEqual([0, 0, 0, 0])
  })

  it('finds words run together', () => {
    expect(matcher.match(words('requestfailedwithstatuscode500')).contained[2]).toBeCloseTo(1)
  })

  it('makes nothing of a message too short to tell', () => {
    expect([...matcher.match(words('rhk')).contained]).toEqual([0, 0, 0, 0])
  })
})
