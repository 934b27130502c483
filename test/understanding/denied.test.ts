import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutDenied } from '../../src/understanding/denied.js'

describe('the half of a sentence that is denied', () => {
  it.each([
    ['bukan skp atasan yg belum dibuat, tapi orang atasannya yg beda', 'orang atasannya yg beda'],
    ['bkn soal tombol tapi unornya beda', 'unornya beda'],
    [
      'min, bukan bimtek pmm, yang saya tanya bimtek dapodik',
      'min, yang saya tanya bimtek dapodik',
    ],
    [
      "yang keluar 'tidak ada rhk yang terdeteksi', bukan 'yang bisa dikaitkan'. kenapa?",
      "yang keluar 'tidak ada rhk yang terdeteksi' . kenapa?",
    ],
    ['saya honorer, bukan asn, wajib isi?', 'saya honorer, wajib isi?'],
  ])('is left out: %s', (text, left) => {
    expect(withoutDenied(text)).toBe(left)
  })

  it.each([
    'saya bukan asn, apa wajib?',
    'status saya dibilang bukan asn, padahal saya pns',
    'status kepegawaian bukan asn',
    'bukan, maksud saya tombolnya',
    'bukan itu min',
    'bukan begitu, bu',
    'data tidak terdaftar, tapi nip benar',
  ])('is not seen where nothing is set against it: %s', (text) => {
    expect(withoutDenied(text)).toBe(text)
  })

  it('never adds words and ends soon, whatever the text', () => {
    const words = fc.constantFrom('bukan', 'tapi', ',', '.', 'unor', ' ', 'min', '\n', 'not', '(')
    fc.assert(
      fc.property(fc.array(words, { maxLength: 400 }), (parts) => {
        const text = parts.join(' ')
        const left = withoutDenied(text)
        expect(left.length).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})
