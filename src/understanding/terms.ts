/** Numbers the terms of a text, so that the indexes work on integers and typed arrays. */

/** Letters, digits and the gap between words: what a character n-gram is made of. */
const ALPHABET = 37
const GAP = 0

function codeOf(character: number): number {
  if (character >= 97 && character <= 122) return character - 96
  if (character >= 48 && character <= 57) return character - 21
  return GAP
}

/** Number of different codes that {@link trigrams} can give. */
export const TRIGRAM_CODES = ALPHABET ** 3

/** Codes of all runs of three characters, with a gap at both ends; repeated runs repeat. */
export function trigrams(text: string): number[] {
  const codes: number[] = []
  let one = GAP
  let two = GAP
  for (let at = 0; at <= text.length; at += 1) {
    const next = at < text.length ? codeOf(text.charCodeAt(at)) : GAP
    if (two !== GAP || (one !== GAP && next !== GAP))
      codes.push((one * ALPHABET + two) * ALPHABET + next)
    one = two
    two = next
  }
  return codes
}

/**
 * Codes of all runs of three and of four characters of each word, with a gap at both ends, each once.
 * Runs of four follow the {@link TRIGRAM_CODES}.
 */
export function letterRuns(words: readonly string[]): number[] {
  const codes = new Set<number>()
  for (const word of words) {
    let one = -1
    let two = -1
    let three = GAP
    for (let at = 0; at <= word.length; at += 1) {
      const next = at < word.length ? codeOf(word.charCodeAt(at)) : GAP
      const run = two === -1 ? -1 : (two * ALPHABET + three) * ALPHABET + next
      if (run !== -1) codes.add(run)
      if (one !== -1) codes.add((one + 1) * TRIGRAM_CODES + run)
      one = two
      two = three
      three = next
    }
  }
  return [...codes]
}

/** Gives each term a number, in the order of first sight. */
export class TermNumbers<Term = string> {
  readonly #numbers = new Map<Term, number>()

  get size(): number {
    return this.#numbers.size
  }

  /** Terms with their numbers. */
  [Symbol.iterator](): IterableIterator<[Term, number]> {
    return this.#numbers.entries()
  }

  /** The number of a term; a new one is given. */
  add(term: Term): number {
    const known = this.#numbers.get(term)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(term, number)
    return number
  }

  /** The numbers of the terms that are known. */
  find(terms: readonly Term[]): number[] {
    const numbers: number[] = []
    for (const term of terms) {
      const number = this.#numbers.get(term)
      if (number !== undefined) numbers.push(number)
    }
    return numbers
  }
}
