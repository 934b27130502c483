import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText, cutText } from '../../src/privacy/clean-text.js'

test.each([
  ['NUL and other controls go', 'a\u0000b\u0007c\u009fd', 'abcd'],
  ['line ends become one kind, tabs stay', 'a\r\nb\rc\td', 'a\nb\nc\td'],
  ['a lone surrogate becomes the replacement character', 'a\ud800b', 'a\ufffdb'],
  ['right-to-left marks go', '\u202eabc\u2066d\u200f', 'abcd'],
  ['characters without width go', 'si\u200bn\u2060k\ufeffro\u00ad', 'sinkro'],
  ['joined emoji stay one picture', '👨‍👩‍👧 ok', '👨‍👩‍👧 ok'],
  ['a joiner between letters goes', 'a\u200db', 'ab'],
  ['HTML stays as the text it is', '<b>hai</b> & "x"', '<b>hai</b> & "x"'],
  ['SQL stays as the text it is', "'; DROP TABLE messages; --", "'; DROP TABLE messages; --"],
  ['blanks around go', '  a  ', 'a'],
  ['nothing stays nothing', '\u0000 \n', ''],
])('%s', (_rule, text, expected) => {
  expect(cleanText(text)).toBe(expected)
})

test('clean text is well-formed and stays as it is when cleaned again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = cleanText(text)
      expect(clean.isWellFormed()).toBe(true)
      expect(cleanText(clean)).toBe(clean)
    }),
    { numRuns: 2_000, seed: 20_260_103 },
  )
})

test('a cut never leaves half of a surrogate pair', () => {
  expect(cutText('ab😀', 3)).toBe('ab')
  expect(cutText('ab😀', 4)).toBe('ab😀')
})
