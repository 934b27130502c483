/**
 * Makes one writing out of many: Unicode forms, invisible marks, capitals, repeated letters. Knows
 * nothing about words; that is the lexicon's part.
 */

/**
 * Longer texts are cut: what a teacher asks stands at the start or the end, and one message has to be
 * understood within a few milliseconds whatever its size.
 */
export const MAX_CHARACTERS = 1_200
/** The share of {@link MAX_CHARACTERS} that is kept from the start; the rest comes from the end. */
const HEAD_SHARE = 0.75

/** Keeps the head and the tail of a text that is too long. */
export function cutToLength(text: string, limit = MAX_CHARACTERS): string {
  if (text.length <= limit) return text
  const head = Math.floor(limit * HEAD_SHARE)
  return `${text.slice(0, head)} ${text.slice(text.length - (limit - head))}`
}

/** Zero-width and direction marks, soft hyphen, byte order mark, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const SURROGATE = /\p{Surrogate}/gu
const COMBINING = /\p{Mn}+/gu
const ADDRESS = /\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+/g
const NOT_WORD = /[^\p{L}\p{N}]+/gu
/** Three or more of a letter in a row are emphasis ("tolooong"); Indonesian never has three. */
const EMPHASIS = /(\p{L})\1{2,}/gu
/** Look-alikes from Cyrillic and Greek that pasted text and OCR bring along. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  с: 'c',
  е: 'e',
  і: 'i',
  о: 'o',
  р: 'p',
  х: 'x',
  у: 'y',
  κ: 'k',
  ο: 'o',
  ı: 'i',
}
const LOOK_ALIKE = new RegExp(`[${Object.keys(LOOK_ALIKES).join('')}]`, 'g')

/** Most messages: nothing to mend but capitals. */
const PLAIN = /^[\x20-\x7e\n]*$/

/** The text in one writing, still with its punctuation: lower case, NFKC, no accents or marks. */
export function normaliseText(text: string): string {
  const cut = cutToLength(text)
  if (PLAIN.test(cut)) return cut.toLowerCase().replace(EMPHASIS, '$1')
  return cut
    .replace(SURROGATE, ' ')
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .replace(COMBINING, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(LOOK_ALIKE, (character) => LOOK_ALIKES[character] ?? character)
    .replace(EMPHASIS, '$1')
}

/** Words of a normalised text. Addresses become the one word `tautan`. */
export function splitWords(normalised: string): string[] {
  return normalised
    .replace(ADDRESS, ' tautan ')
    .replace(NOT_WORD, ' ')
    .split(' ')
    .filter((word) => word !== '')
}

/** Sentences and half sentences: "…, …" and "… tapi …" carry one thought each. */
const CLAUSE_END = /[.!?;,\n\r:()"“”…]+|\s(?:tapi|tetapi|karena|krn|terus|trus|lalu|but|because)\s/g

/** The clauses of a normalised text that have at least `minWords` words. */
export function splitClauses(normalised: string, minWords: number): string[] {
  return normalised
    .replace(ADDRESS, ' ')
    .split(CLAUSE_END)
    .map((clause) => clause.trim())
    .filter((clause) => splitWords(clause).length >= minWords)
}
