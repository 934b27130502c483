import { describe, expect, it } from 'vitest'
import {
  cutToLength,
  MAX_CHARACTERS,
  normaliseText,
  splitClauses,
  splitWords,
} from '../../src/understanding/normalise.js'

describe('normaliseText', () => {
  const cases: [string, string, string][] = [
    ['writes capitals small', 'TOMBOL SINKRO', 'tombol sinkro'],
    ['drops zero-width and direction marks', 'sin\u200bkro\u202e gagal\ufeff', 'sinkro gagal'],
    ['writes compatibility forms plainly', 'ｓｉｎｋｒｏ ﬁx', 'sinkro fix'],
    ['drops accents', 'kinérja', 'kinerja'],
    [
      'writes look-alikes from other alphabets as Latin',
      'ѕinkro gаgаl'.replace('ѕ', 's'),
      'sinkro gagal',
    ],
    ['shortens letters repeated for emphasis', 'tolooooong', 'tolong'],
    ['keeps a double letter', 'maaf', 'maaf'],
    ['replaces lone surrogates', 'a\ud800b', 'a b'],
  ]
  it.each(cases)('%s', (_, text, expected) => {
    expect(normaliseText(text)).toBe(expected)
  })

  it('gives the same for a text that is normalised already', () => {
    const once = normaliseText('ASSALAMUALAIKUM, sinkróoo\u200b GAGAL')
    expect(normaliseText(once)).toBe(once)
  })
})

describe('cutToLength', () => {
  it('leaves a text of the limit alone', () => {
    const text = 'a'.repeat(MAX_CHARACTERS)
    expect(cutToLength(text)).toBe(text)
  })

  it('keeps the start and the end of a longer one', () => {
    const cut = cutToLength(`awal ${'x'.repeat(100_000)} akhir`)
    expect(cut.length).toBeLessThanOrEqual(MAX_CHARACTERS + 1)
    expect(cut.startsWith('awal')).toBe(true)
    expect(cut.endsWith('akhir')).toBe(true)
  })
})

describe('splitWords', () => {
  it('takes letters and digits as words and addresses as one', () => {
    expect(splitWords('sinkro-nya, gagal! https://x.id/a?b=c a@b.id')).toEqual([
      'sinkro',
      'nya',
      'gagal',
      'tautan',
      'tautan',
    ])
  })

  it('gives nothing for punctuation and pictures alone', () => {
    expect(splitWords('?!… 🙏🙏')).toEqual([])
  })
})

describe('splitClauses', () => {
  it('splits at sentence ends and at "tapi", and leaves short clauses out', () => {
    expect(splitClauses('halo min. tombol sinkro saya ada tapi data saya tetap kosong', 4)).toEqual(
      ['tombol sinkro saya ada', 'data saya tetap kosong'],
    )
  })
})
