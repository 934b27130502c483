import { describe, expect, it } from 'vitest'
import { possibleRoots, Stemmer } from '../../src/understanding/stemming.js'

describe('possibleRoots', () => {
  const cases: [string, string][] = [
    ['penilaian', 'nilai'],
    ['menyetujui', 'setuju'],
    ['mengirimkan', 'kirim'],
    ['disepakati', 'sepakat'],
    ['pemutakhiran', 'mutakhir'],
    ['tombolnya', 'tombol'],
    ['kesinkronan', 'sinkron'],
    ['ngirim', 'irim'],
  ]
  it.each(cases)('of "%s" hold "%s"', (word, root) => {
    expect(possibleRoots(word)).toContain(root)
  })

  it('hold no root shorter than four letters', () => {
    for (const root of possibleRoots('beriakan')) expect(root.length).toBeGreaterThanOrEqual(4)
  })
})

describe('Stemmer', () => {
  it('lets forms of a word meet in a root that stands alone somewhere', () => {
    const stemmer = new Stemmer(['nilai', 'penilaian', 'dinilai', 'menilai'])
    const roots = ['penilaian', 'dinilai', 'menilai', 'nilai'].map((word) => stemmer.stem(word))
    expect(new Set(roots)).toEqual(new Set(['nilai']))
  })

  it('lets them meet in a root that stands nowhere alone, when three forms have it', () => {
    const stemmer = new Stemmer(['pelaksanaan', 'melaksanakan', 'dilaksanakan'])
    expect(stemmer.stem('pelaksanaan')).toBe('laksana')
    expect(stemmer.stem('dilaksanakan')).toBe('laksana')
  })

  it('leaves a word alone that only looks like a form', () => {
    const stemmer = new Stemmer(['sekolah', 'semester', 'kepala'])
    for (const word of ['sekolah', 'semester', 'kepala']) expect(stemmer.stem(word)).toBe(word)
  })

  it('finds the root of a form that it has not met', () => {
    expect(new Stemmer(['kirim', 'mengirim']).stem('dikirimkan')).toBe('kirim')
  })
})
