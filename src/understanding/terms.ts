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

/** Gives each term a number, in the order of first sight. */
export class TermNumbers {
  readonly #numbers = new Map<string, number>()

  get size(): number {
    return this.#numbers.size
  }

  /** Terms with their numbers. */
  [Symbol.iterator](): IterableIterator<[string, number]> {
    return this.#numbers.entries()
  }

  /** The number of a term; a new one is given. */
  add(term: string): number {
    const known = this.#numbers.get(term)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(term, number)
    return number
  }

  /** The numbers of the terms that are known. */
  find(terms: readonly string[]): number[] {
    const numbers: number[] = []
    for (const term of terms) {
      const number = this.#numbers.get(term)
      if (number !== undefined) numbers.push(number)
    }
    return numbers
  }
}
