/**
 * Which words of a picture are covered in the copy that is kept: numbers as long as an NIP, NIK or
 * telephone number, however they are spaced, e-mail addresses, and what stands beside or below the
 * name of a password. In doubt a word is covered: the copy is for looking at the screen, and what was
 * read is kept as text.
 */
import type { Box, Line, Word } from './words.js'

/** Below this nobody knows what stands there, so it may be anything. */
const UNREAD_CONFIDENCE = 0.3
/** Digits in one word: a status code has 3 and a year 4. */
const MOST_DIGITS_IN_WORD = 5
/** Digits in a row of neighbouring words: two years have 8 and are covered, for good measure. */
const MOST_DIGITS_IN_ROW = 7
/** Letters and digits of a technical id, such as the PNS ID (a UUID); it names a person. */
const ID_LENGTH = 12
const ID_MIN_DIGITS = 3

/** Widest gap within a row, in heights of its words: a space is a third of one. */
const ROW_GAP = 2.5
/** How far right of a name its value may stand, in heights of the name: forms have wide columns. */
const VALUE_GAP = 30
/** How far below a name its value may stand, in heights of the name. */
const BELOW_GAP = 3

/** Letters that a reading takes digits for, and the other way round. */
const LOOK_ALIKES = /[oOQDlI|!iSsBZzgG]/g
/** The 1 of an NIP that was read as a letter; counts beside digits only. */
const LONE_LOOK_ALIKE = /^[oOQDlI|!iSsBZzgG]{1,2}$/
const RECENT_DATE = /^\D*(0?[1-9]|[12]\d|3[01])[-/.](0?[1-9]|1[0-2])[-/.]20[2-9]\d\D*$/
const ADDRESS = /[@©®]|gmail|yahoo|hotmail|outlook|belajar\.?id/i
const NUMBER_NAME = /^\W*(nip|nik|nuptk|npwp|telp|telepon|hp|whatsapp|wa|ktp|id)\W*$/i
const SECRET_NAME = /pass|sandi|\bpw[d:]?|\botp|\bpin\b|rahasia/i

/** @param lines of all passes; words that several passes found may come several times */
export function personalBoxes(lines: readonly Line[]): readonly Box[] {
  const words = lines.flat().filter(({ text }) => text.trim() !== '')
  const covered = new Set<Word>(words.filter(isPersonalAlone))
  for (const row of digitRows(words)) {
    const digits = row.reduce((sum, { text }) => sum + digitsIn(text), 0)
    if (digits > MOST_DIGITS_IN_ROW) for (const word of row) covered.add(word)
  }
  for (const name of words) {
    const isSecret = SECRET_NAME.test(name.text)
    if (!isSecret && !NUMBER_NAME.test(name.text)) continue
    for (const word of words) {
      const isBeside = word !== name && standsRightOf(name, word, VALUE_GAP)
      if (isBeside && (isSecret || /\d/.test(word.text))) covered.add(word)
      if (isSecret && standsBelow(name, word)) covered.add(word)
    }
    // "sandi:Rahasia1" is one word.
    if (isSecret && /[:=]./.test(name.text)) covered.add(name)
  }
  for (const word of words) {
    if (!/^[@©®]/.test(word.text)) continue
    for (const other of words) if (standsRightOf(other, word, 1)) covered.add(other)
  }
  return [...covered].map(padded)
}

function isPersonalAlone({ text, confidence }: Word): boolean {
  if (confidence < UNREAD_CONFIDENCE || ADDRESS.test(text)) return true
  if (RECENT_DATE.test(text)) return false
  if ((text.match(/\d/g) ?? []).length > MOST_DIGITS_IN_WORD) return true
  if (isNumber(text) && digitsIn(text) > MOST_DIGITS_IN_WORD) return true
  const id = text.replace(/[^a-z0-9]/gi, '')
  return id.length >= ID_LENGTH && (id.match(/\d/g) ?? []).length >= ID_MIN_DIGITS
}

/** Whether `text` is digits and what looks like them, one real digit at the least. */
function isNumber(text: string): boolean {
  if (!/\d/.test(text) || RECENT_DATE.test(text)) return false
  return !/\p{L}/u.test(text.replace(LOOK_ALIKES, ''))
}

function digitsIn(text: string): number {
  return (text.replace(LOOK_ALIKES, '0').match(/\d/g) ?? []).length
}

/** Neighbouring numbers on one height, whatever lines and passes they were found in. */
function digitRows(words: readonly Word[]): readonly (readonly Word[])[] {
  const left = new Set(words.filter(({ text }) => isNumber(text) || LONE_LOOK_ALIKE.test(text)))
  const rows: Word[][] = []
  for (const first of left) {
    if (!isNumber(first.text)) continue
    left.delete(first)
    const row = [first]
    for (const word of row) {
      for (const other of left) {
        if (!standsRightOf(word, other, ROW_GAP) && !standsRightOf(other, word, ROW_GAP)) continue
        left.delete(other)
        row.push(other)
      }
    }
    rows.push(row)
  }
  return rows
}

/** Whether `word` is on the height of `name`, at most `gap` heights right of it or over it. */
function standsRightOf(name: Word, word: Word, gap: number): boolean {
  const height = Math.max(heightOf(name), heightOf(word))
  const common = Math.min(name.box.y1, word.box.y1) - Math.max(name.box.y0, word.box.y0)
  if (common < Math.min(heightOf(name), heightOf(word)) / 2) return false
  const distance = word.box.x0 - name.box.x1
  return word.box.x0 > name.box.x0 && distance <= gap * height
}

function standsBelow(name: Word, word: Word): boolean {
  const distance = word.box.y0 - name.box.y1
  const reach = heightOf(name) * BELOW_GAP
  if (distance < -heightOf(name) / 2 || distance > reach || word.box.y0 <= name.box.y0) return false
  return word.box.x0 < name.box.x1 + reach && word.box.x1 > name.box.x0 - reach
}

function heightOf({ box }: Word): number {
  return box.y1 - box.y0
}

/** Boxes end at the ink, give or take; the padding also closes the gaps of a spaced number. */
function padded(word: Word): Box {
  const { x0, y0, x1, y1 } = word.box
  const height = heightOf(word)
  return { x0: x0 - height / 2, y0: y0 - height / 4, x1: x1 + height / 2, y1: y1 + height / 4 }
}
