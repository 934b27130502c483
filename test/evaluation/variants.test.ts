import { describe, expect, it } from 'vitest'
import { harderQuestions, VARIANTS, variantOf } from '../../src/evaluation/variants.js'

const MESSAGE = 'min tolong tombol sinkron tidak muncul di kinerja saya'

describe('a message written worse', () => {
  it('is the same each time', () => {
    for (const variant of VARIANTS) {
      expect(variantOf(MESSAGE, variant)).toBe(variantOf(MESSAGE, variant))
    }
  })

  it('is cut to the half that holds more letters', () => {
    expect(variantOf('min mau tanya kenapa sinkronisasi perencanaan gagal terus', 'half')).toBe(
      'sinkronisasi perencanaan gagal terus',
    )
    expect(variantOf('sinkronisasi perencanaan gagal terus min ini di sini', 'half')).toBe(
      'sinkronisasi perencanaan gagal terus',
    )
  })

  it('loses the vowels of longer words after their first letter', () => {
    expect(variantOf('apa arti sinkronisasi perencanaan', 'vowelless')).toBe(
      'apa art snkrnss prncnn',
    )
  })

  it('loses words but changes none', () => {
    const left = variantOf(MESSAGE, 'dropped')?.split(' ') ?? []
    expect(left.length).toBeLessThan(MESSAGE.split(' ').length)
    expect(MESSAGE.split(' ')).toEqual(expect.arrayContaining(left))
  })

  it('has wrong letters, and others in another round', () => {
    const [first, second] = [variantOf(MESSAGE, 'typos', 0), variantOf(MESSAGE, 'typos', 1)]
    expect(first).not.toBe(MESSAGE)
    expect(second).not.toBe(first)
  })

  it('is not made where too little would be left to mean anything', () => {
    expect(variantOf('sinkron gagal terus', 'half')).toBeUndefined()
    expect(variantOf('ya di a b c', 'vowelless')).toBeUndefined()
  })

  it('is left out where the words that told most are gone', () => {
    const common = Array.from({ length: 30 }, (_, at) => ({
      q: `sinkron di kinerja saya gagal nomor${at}`,
      kind: 'error' as const,
      id: 'sync-02',
    }))
    const telling = {
      q: 'di kinerja saya gagal dukcapil verval',
      kind: 'error' as const,
      id: 'sync-01',
    }
    const kept = harderQuestions([...common, telling]).filter(
      ({ id, variant }) => id === 'sync-01' && (variant === 'half' || variant === 'dropped'),
    )
    expect(kept.length).toBeGreaterThan(0)
    for (const { q } of kept) expect(q).toMatch(/dukcapil|verval/)
  })

  it('keeps its label and appears once', () => {
    const polite = { q: 'min tolong', kind: 'ambiguous' as const, id: 'clarify' }
    const harder = harderQuestions([
      { q: 'min tolong sinkronisasi perencanaan dapodik', kind: 'error', id: 'sync-01' },
      ...Array.from({ length: 30 }, () => polite),
    ])
    expect(new Set(harder.map(({ q }) => q)).size).toBe(harder.length)
    expect(harder.every(({ id }) => id === 'sync-01')).toBe(true)
    expect(new Set(harder.map(({ variant }) => variant))).toEqual(new Set(VARIANTS))
  })
})
