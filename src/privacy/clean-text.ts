/** Text hygiene: what comes from outside is made harmless before it is masked and stored. */

/** Characters read at all: beyond 100 kB nothing of a message is looked at, so no input is slow. */
const MAX_READ_TEXT = 100_000

/** Controls except tab and line feed; NUL among them, which cuts text short in many a library. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g
/** Marks that turn the reading direction around and can make a text look like another. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g
/** Characters without width: they hide in numbers and words, and would hide an NIP from masking. */
const INVISIBLE = /[\u00AD\u180E\u200B\u200C\u2060-\u2064\uFEFF\u{E0000}-\u{E007F}]/gu
/** The joiner has one honest use: between two emoji that make one picture. */
const STRAY_JOINER = /(?<!\p{Extended_Pictographic}|\uFE0F|\p{Emoji_Modifier})\u200D/gu

/** Clean text of any length up to {@link MAX_READ_TEXT}: well-formed Unicode, `\n` as the line end. */
export function cleanText(text: string): string {
  return cutText(text, MAX_READ_TEXT)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .replace(DIRECTION_MARKS, '')
    .replace(INVISIBLE, '')
    .replace(STRAY_JOINER, '')
    .trim()
}

/** At most `length` UTF-16 units, without half a surrogate pair at the end. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  const cutsPair = last >= 0xd800 && last <= 0xdbff
  return text.slice(0, cutsPair ? length - 1 : length)
}
