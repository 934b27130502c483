import { describe, expect, test } from 'vitest'
import { personalBoxes } from '../../src/pictures/personal-words.js'
import type { Line, Word } from '../../src/pictures/words.js'

const HEIGHT = 20
const LETTER = 10

/** A line of words 20 pixels high, one letter 10 pixels wide, at this height of the picture. */
function line(text: string, y = 0, confidence = 0.9): Line {
  let x = 0
  return text.split(' ').map((text): Word => {
    const box = { x0: x, y0: y, x1: x + text.length * LETTER, y1: y + HEIGHT }
    x = box.x1 + LETTER
    return { text, confidence, box }
  })
}

/** The words whose middle is covered. */
function covered(...lines: readonly Line[]): string {
  const boxes = personalBoxes(lines)
  const isCovered = ({ box }: Word) => {
    const [x, y] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2]
    return boxes.some(({ x0, y0, x1, y1 }) => x0 <= x && x <= x1 && y0 <= y && y <= y1)
  }
  return lines
    .flat()
    .filter(isCovered)
    .map(({ text }) => text)
    .join(' ')
}

describe('covered are', () => {
  test.each([
    ['an NIP in one piece', 'Maria 198702302010011234', '198702302010011234'],
    ['a spaced NIP', 'NIP 19870230 201001 1 234', '19870230 201001 1 234'],
    ['a dotted NIP', 'a 19870230.201001.1.234', '19870230.201001.1.234'],
    ['an NIP with letters read for digits', 'x 1987O23O 2OI001 l 234', '1987O23O 2OI001 l 234'],
    ['a NIK', 'KTP 9171012345670001', '9171012345670001'],
    ['a telephone number', 'hubungi +62 812-3456-7890', '+62 812-3456-7890'],
    ['a short number beside its name', 'NIP : 1987', '1987'],
    ['an e-mail address', 'guru.satu@guru.sd.belajar.id masuk', 'guru.satu@guru.sd.belajar.id'],
    ['an address in two pieces', 'guru.satu @guru.belajar.id', 'guru.satu @guru.belajar.id'],
    ['what stands beside a password', 'Password : Rahasia123', ': Rahasia123'],
    ['a password glued to its name', 'sandi:Rahasia123', 'sandi:Rahasia123'],
    ['a code', 'Kode OTP 482913', '482913'],
    [
      'a technical id',
      'id 8ae482a7-5c1f-11ea-9f5d-0050568f0a1b',
      '8ae482a7-5c1f-11ea-9f5d-0050568f0a1b',
    ],
    ['a birth date', 'lahir 30-02-1987', '30-02-1987'],
  ])('%s', (_, text, expected) => {
    expect(covered(line(text))).toBe(expected)
  })

  test('what stands below the name of a password', () => {
    expect(covered(line('Kata Sandi'), line('Rahasia', 35), line('Masuk', 200))).toBe('Rahasia')
  })

  test('words that could not be read', () => {
    expect(covered(line('l9B7oz', 0, 0.2))).toBe('l9B7oz')
  })

  test('a number whose pieces several passes found', () => {
    const whole = line('19870230 201001 1 234')
    expect(covered(whole.slice(0, 2), whole.slice(2))).toBe('19870230 201001 1 234')
  })
})

test.each([
  'Request failed with status code 500',
  'Pengguna PMM tidak dapat menambah SKP setelah tahun 2023,',
  'Periode 01-01-2026',
  'pukul 07.30',
  'kinerja.bkn.go.id/skp/sinkro',
  "cannot read properties of undefined(reading 'unor_id')",
])('"%s" stays to be seen', (text) => {
  expect(covered(line(text))).toBe('')
})
