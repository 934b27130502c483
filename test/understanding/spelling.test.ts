import { describe, expect, it } from 'vitest'
import { editDistance, Speller, skeleton } from '../../src/understanding/spelling.js'

const speller = new Speller(
  new Map(
    Object.entries({
      sekolah: 60,
      sinkro: 90,
      tombol: 40,
      data: 80,
      dta: 2,
      kepala: 70,
      kepada: 3,
      kinerja: 50,
      kinrja: 2,
      halaman: 12,
      human: 3,
      plt: 30,
      muncul: 30,
      tidak: 90,
      organisasi: 20,
    }),
  ),
)

describe('Speller', () => {
  const cases: [string, string, string][] = [
    ['keeps a known word', 'tombol', 'tombol'],
    ['mends a missing letter', 'tmbol', 'tombol'],
    ['mends swapped letters', 'tobmol', 'tombol'],
    ['mends two mistakes in a long word', 'orgnisasii', 'organisasi'],
    ['mends a word without vowels', 'sklh', 'sekolah'],
    ['prefers missing vowels to a changed letter', 'hlman', 'halaman'],
    ['mends digits that OCR took for letters', 's3kol4h', 'sekolah'],
    ['takes a one for the letter that fits', 'p1t', 'plt'],
    ['takes a two for a repetition', 'tombol2', 'tombol'],
    ['mends doubled letters', 'tommbol', 'tombol'],
    ['mends a misspelling that phrasings have too', 'dta', 'data'],
    ['keeps a rare word that is another', 'kepada', 'kepada'],
    ['leaves a strange word alone', 'xylofon', 'xylofon'],
    ['leaves a number alone', '2024', '2024'],
  ]
  it.each(cases)('%s', (_, word, expected) => {
    expect(speller.mend(word).words).toEqual([expected])
  })

  it('splits words that run together', () => {
    expect(speller.mend('tidakmuncul').words).toEqual(['tidak', 'muncul'])
  })

  it('is sure of known words and not at all of strange ones', () => {
    expect(speller.mend('tombol').sureness).toBe(1)
    expect(speller.mend('xylofon').sureness).toBe(0)
    expect(speller.mend('tmbol').sureness).toBeGreaterThan(0)
    expect(speller.mend('tmbol').sureness).toBeLessThan(1)
  })
})

describe('skeleton', () => {
  it('drops vowels and doubled consonants', () => {
    expect(skeleton('belum')).toBe('blm')
    expect(skeleton('tommbol')).toBe('tmbl')
  })
})

describe('editDistance', () => {
  it('counts a swap of neighbours as one mistake', () => {
    expect(editDistance('tombol', 'tobmol', 2)).toBe(1)
  })

  it('stops counting beyond the limit', () => {
    expect(editDistance('sinkro', 'perencanaan', 2)).toBe(3)
    expect(editDistance('abcdef', 'uvwxyz', 2)).toBe(3)
  })
})
