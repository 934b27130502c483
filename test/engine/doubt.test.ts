import { describe, expect, test } from 'vitest'
import { isPlainStatement, isSaid } from '../../src/engine/doubt.js'
import { fixtureKnowledge } from '../support/knowledge.js'

const CUES = ['unor lama salah', 'unor lama memang salah']

describe('a plain statement', () => {
  test.each([
    'unor lama salah',
    'Unor lama memang SALAH.',
    'iya bu, unor lama salah',
    'unor lama salah, harus klik apa?',
    'unor lama salah. bagaimana selanjutnya?',
    'saya yakin unor lama salah',
    'sa pu unor lama salah 🙏',
  ])('is %j', (text) => {
    expect(isPlainStatement(text, CUES)).toBe(true)
  })

  test.each([
    ['a no', 'unor lama ga salah'],
    ['a no', 'bukan unor lama salah'],
    ['a no in Papuan Malay', 'unor lama tra salah'],
    ['a question', 'unor lama salah?'],
    ['a question', 'unor lama salah ?? apa benar'],
    ['a question', 'apakah unor lama salah'],
    ['a question in Papuan Malay', 'unor lama salah ka'],
    ['a supposition', 'kalau unor lama salah saya klik apa'],
    ['a supposition', 'misalnya unor lama salah'],
    ['hearsay', 'kata operator unor lama salah'],
    ['a doubt', 'mungkin unor lama salah'],
    ['a doubt', 'kurang yakin unor lama salah'],
    ['both', 'unor lama salah atau benar'],
    ['a question how to know', 'cara tahu unor lama salah'],
  ])('is no sentence with %s: %j', (_what, text) => {
    expect(isPlainStatement(text, CUES)).toBe(false)
  })
})

describe('a branch', () => {
  const entry = fixtureKnowledge().errors.get('sync-12')

  test('with the step that the entry warns of asks for a plain statement', () => {
    expect(isSaid(entry, 'salah', 'unor lama salah')).toBe(true)
    expect(isSaid(entry, 'salah', 'kalau unor lama salah')).toBe(false)
  })

  test('that leads to no such step is chosen by its cue in any sentence', () => {
    expect(isSaid(entry, 'terlanjur', 'apakah sudah terlanjur klik bisa kembali')).toBe(true)
    expect(isSaid(entry, 'benar', 'apakah unor lama benar')).toBe(true)
  })

  test('of an entry without a warning is chosen by its cue in any sentence', () => {
    const { warning: _, ...harmless } = entry ?? { warning: '' }
    expect(isSaid(harmless as typeof entry, 'salah', 'kalau unor lama salah')).toBe(true)
  })

  test('that is not there is never chosen', () => {
    expect(isSaid(entry, 'lain', 'unor lama salah')).toBe(false)
    expect(isSaid(undefined, 'salah', 'unor lama salah')).toBe(false)
  })
})
