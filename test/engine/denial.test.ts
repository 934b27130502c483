import { describe, expect, test } from 'vitest'
import { correctionIn, isPlainNo } from '../../src/engine/denial.js'

const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

describe('a plain no', () => {
  test.each([
    'bukan',
    'bukan itu',
    'bukan yang itu min',
    'salah',
    'salah semua',
    'tidak ada',
    'tidak ada yang cocok',
    'lainnya',
    'yang lain',
    'keliru pak',
    'bukan itu maksud saya',
  ])('is "%s"', (text) => {
    expect(isPlainNo(words(text))).toBe(true)
  })

  test.each([
    '',
    'itu',
    'tidak',
    'bukan pengguna pmm',
    'unor salah',
    'tidak ada rhk',
    'bukan tombolnya yang hilang',
    'ya',
  ])('is not "%s"', (text) => {
    expect(isPlainNo(words(text))).toBe(false)
  })
})

describe('a correction', () => {
  test.each([
    ['bukan, maksud saya tombolnya hilang', 'tombolnya hilang'],
    ['bkn min, mksd sy yg plt', 'yg plt'],
    ['Salah. Maksudnya kapan batas perencanaan?', 'kapan batas perencanaan?'],
    ['bukan itu tapi unor saya beda', 'unor saya beda'],
    ['bukan yang itu, RHK tidak terdeteksi', 'RHK tidak terdeteksi'],
    ['bukan itu maksud saya: xapikey', 'xapikey'],
  ])('is "%s"', (text, meant) => {
    expect(correctionIn(text)).toBe(meant)
  })

  test.each([
    'bukan',
    'bukan, itu',
    'bukan itu maksud saya',
    'bukan pengguna PMM tapi muncul',
    'tidak ada RHK, kenapa ya',
    'salah unor, harus bagaimana',
    'maksud saya tombolnya hilang',
  ])('is not "%s"', (text) => {
    expect(correctionIn(text)).toBeUndefined()
  })

  test('is looked for in bounded time, however long the text', () => {
    expect(correctionIn(`bukan${' itu'.repeat(20_000)}`)).toBeUndefined()
    expect(correctionIn(`bukan${', '.repeat(20_000)}`)).toBeUndefined()
  })
})
