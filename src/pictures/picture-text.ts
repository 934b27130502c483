/** From the words of a picture to the text that is understood, and how sure it is. */
import type { MaskedKind, PictureReading } from '../engine/model.js'
import { cleanText, cutText } from '../privacy/clean-text.js'
import { maskText } from '../privacy/mask.js'
import { MAX_TEXT } from './limits.js'
import type { Line, Word } from './words.js'

/** Words below this are specks and icons more often than words. */
const LEAST_CONFIDENCE = 0.3
/** From here on a word is nearly always right. */
const SURE_CONFIDENCE = 0.7
/** Sure words that make a text: an icon or a pattern yields one by chance. */
const SURE_WORDS = 2
/** Letters of a picture that is taken for writing which cannot be read: less is a pattern. */
const UNREADABLE_LETTERS = 12
/** Share of the letters that must stand in sure words, or the text would only mislead. */
const SURE_SHARE = 0.4

/** What the lines say, masked, with its state. */
export function readingOf(lines: readonly Line[]): {
  readonly reading: PictureReading
  readonly masked: readonly MaskedKind[]
} {
  const kept = lines.map((line) => line.filter(isKept)).filter((line) => line.length > 0)
  const words = kept.flat()
  const letters = sum(words.map(lettersOf))
  const sure = words.filter(isSure)
  const confidence = sum(words.map((word) => lettersOf(word) * word.confidence)) / (letters || 1)
  const isRead =
    sure.length >= SURE_WORDS && sum(sure.map(lettersOf)) / (letters || 1) >= SURE_SHARE
  if (!isRead && letters < UNREADABLE_LETTERS) {
    return { reading: { state: 'no-text', text: '', confidence: 0 }, masked: [] }
  }
  const shown = isRead ? kept : kept.map((line) => line.filter(isSure))
  const text = shown.map((line) => line.map((word) => word.text).join(' ')).join('\n')
  const { text: masked, kinds } = maskText(cleanText(text.replace(/\n+/g, '\n')))
  return {
    reading: {
      state: isRead ? 'read' : 'unreadable',
      text: cutText(masked, MAX_TEXT),
      confidence: Math.round(confidence * 100) / 100,
    },
    masked: kinds,
  }
}

/** How much was read, to tell the better of two passes. */
export function amountRead(lines: readonly Line[]): number {
  return sum(
    lines
      .flat()
      .filter(isSure)
      .map((word) => lettersOf(word) * word.confidence),
  )
}

function isKept(word: Word): boolean {
  return word.confidence >= LEAST_CONFIDENCE && /[\p{L}\p{Nd}]/u.test(word.text)
}

function isSure(word: Word): boolean {
  return word.confidence >= SURE_CONFIDENCE && lettersOf(word) >= 3
}

function lettersOf({ text }: Word): number {
  return (text.match(/[\p{L}\p{Nd}]/gu) ?? []).length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
