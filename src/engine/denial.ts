/** "Bukan": words that say no to what the bot has just guessed, alone or with what was meant instead. */

/** Words, after the lexicon, that say no to a guess. */
const NO = new Set('bukan salah keliru beda lain lainnya dudu sanes no nope'.split(' '))
/** Say no only together with one of the words below. */
const NOT = new Set(['tidak', 'tra', 'bukan'])
const FITS = new Set('ada cocok sesuai pas benar betul itu nyambung satupun'.split(' '))
/** Words around a no that add nothing. */
const AROUND = new Set(
  'itu ini yang ya admin min pak bapak bu ibu kak kaka saya sa sy maksud semua semuanya masih juga dong kah ka sih nya jawaban jawabannya pilihan pilihannya di tadi begitu lagi deh'.split(
    ' ',
  ),
)

/** Whether `words` (after the lexicon) say no and nothing else. */
export function isPlainNo(words: readonly string[]): boolean {
  if (words.length === 0) return false
  const isNothingElse = words.every(
    (word) => NO.has(word) || NOT.has(word) || FITS.has(word) || AROUND.has(word),
  )
  if (!isNothingElse) return false
  return (
    words.some((word) => NO.has(word)) ||
    (words.some((word) => NOT.has(word)) && words.some((word) => FITS.has(word)))
  )
}

const START = '^(?:bukan|bukn|bkn|salah|slh|tidak|tdk|nggak|ngga|enggak|gak|ga|tra|no)'
const THIS = String.raw`(?:[\s,]+(?:itu|ini|yang itu|yg itu|yang ini|begitu|gitu|min|pak|bu|kak|kaka))*`
/** "Bukan, maksud saya X", "salah min, mksd sy X". */
const MEANT = new RegExp(
  `${START}${THIS}[\\s,.;:!-]*(?:(?:tapi|tp|melainkan|yang|yg)\\s+)?(?:maksud|mksud|mksd|maksut)(?:ku|nya)?(?:\\s+(?:saya|sy|sa|aku|nya))?(?:\\s+(?:itu|adalah|yaitu))?[\\s,.:]+(?<rest>.+)$`,
  'isu',
)
/** "Bukan itu, X" and "bukan itu tapi X". */
const OTHER = new RegExp(
  `${START}${THIS}\\s*(?:[,.;!]+|\\s(?:tapi|tp|melainkan))\\s+(?<rest>.+)$`,
  'isu',
)
/** "Bukan, itu" corrects nothing: what was meant takes two words. */
const WORDS_MEANT = 2

/** What the user meant instead, for a text that says no to a guess first; else undefined. */
export function correctionIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim()
  const meant = MEANT.exec(plain)?.groups?.rest?.trim() ?? ''
  if (/\p{L}/u.test(meant) && !SELF.test(meant)) return meant
  const other = /^(?:bukan|bkn|salah)/i.test(plain) ? OTHER.exec(plain)?.groups?.rest?.trim() : ''
  const words = other?.match(/\p{L}+/gu) ?? []
  return words.length >= WORDS_MEANT && !/^(?:maksud|mksud|mksd)/i.test(other ?? '')
    ? other
    : undefined
}

/** "Maksud saya" and no more. */
const SELF = /^(?:saya|sy|sa|aku)$/i
