/**
 * Mends words that the knowledge does not have: letters that OCR took for digits, doubled or missing
 * letters, words run together, words typed without vowels. Works on words one by one; what cannot be
 * mended with good reason stays as it is.
 */

/** Below this length one changed letter makes another word ("sama", "lama"). */
const SHORTEST_MENDABLE = 4
/** From this length on two mistakes may be mended. */
const TWO_MISTAKES_FROM = 8
/** Both halves of a word run together need at least this many letters. */
const SHORTEST_HALF = 3
/** Consonants that a vowel-less word needs to be recognised. */
const SHORTEST_SKELETON = 3

const DIGIT_LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
}

/** A word without its vowels and doubled consonants: "belum" → "blm". */
export function skeleton(word: string): string {
  return word.replace(/[aeiou]/g, '').replace(/(.)\1+/g, '$1')
}

/** What became of one word. */
export interface Mended {
  readonly words: readonly string[]
  /** 1 = known as it stands; lower = mended, less sure; 0 = unknown. */
  readonly sureness: number
}

export class Speller {
  readonly #known: ReadonlyMap<string, number>
  readonly #byDeletion = new Map<string, string[]>()
  readonly #bySkeleton = new Map<string, string>()

  /** @param known every word of the knowledge with how often it occurs. */
  constructor(known: ReadonlyMap<string, number>) {
    this.#known = known
    for (const [word, count] of known) {
      if (word.length < SHORTEST_MENDABLE || /\d/.test(word)) continue
      for (const key of withOneDeleted(word)) {
        const list = this.#byDeletion.get(key)
        if (list) list.push(word)
        else this.#byDeletion.set(key, [word])
      }
      const bones = skeleton(word)
      const rival = this.#bySkeleton.get(bones)
      if (rival === undefined || (known.get(rival) ?? 0) < count) this.#bySkeleton.set(bones, word)
    }
  }

  isKnown(word: string): boolean {
    return this.#known.has(word)
  }

  mend(word: string): Mended {
    if (this.#known.has(word)) return { words: [word], sureness: 1 }
    return this.#mendUnknown(word)
  }

  #mendUnknown(word: string): Mended {
    if (/\d/.test(word)) return this.#mendDigits(word)
    const single = word.replace(/(.)\1+/g, '$1')
    if (single !== word && this.#known.has(single)) return { words: [single], sureness: 0.95 }
    if (word.length < SHORTEST_SKELETON) return { words: [word], sureness: 0 }
    const near = this.#nearest(word)
    if (near) return { words: [near], sureness: 0.8 }
    const halves = this.#split(word)
    if (halves) return { words: halves, sureness: 0.8 }
    const bones = this.#fromSkeleton(word)
    if (bones) return { words: [bones], sureness: 0.7 }
    return { words: [word], sureness: 0 }
  }

  #mendDigits(word: string): Mended {
    if (/^\d+$/.test(word)) return { words: [word], sureness: 0 }
    const repeated = /^(\p{L}{2,})2(nya)?$/u.exec(word)?.[1]
    if (repeated) return this.mend(repeated)
    const letters = word.replace(/\d/g, (digit) => DIGIT_LETTERS[digit] ?? digit)
    if (/\d/.test(letters)) return { words: [word], sureness: 0 }
    const mended = this.mend(letters)
    return mended.sureness > 0 ? mended : { words: [word], sureness: 0 }
  }

  #nearest(word: string): string | undefined {
    if (word.length < SHORTEST_MENDABLE) return undefined
    const allowed = word.length >= TWO_MISTAKES_FROM ? 2 : 1
    let best: string | undefined
    let bestCost = allowed + 1
    let bestCount = 0
    for (const key of [word, ...withOneDeleted(word)]) {
      const rivals = this.#byDeletion.get(key) ?? []
      for (const rival of this.#known.has(key) ? [key, ...rivals] : rivals) {
        // People seldom get the first letter wrong, and other words differ there most often.
        if (rival[0] !== word[0]) continue
        const cost = editDistance(word, rival, allowed)
        const count = this.#known.get(rival) ?? 0
        if (cost < bestCost || (cost === bestCost && count > bestCount)) {
          best = rival
          bestCost = cost
          bestCount = count
        }
      }
    }
    return bestCost <= allowed ? best : undefined
  }

  #split(word: string): [string, string] | undefined {
    for (let at = word.length - SHORTEST_HALF; at >= SHORTEST_HALF; at -= 1) {
      const head = word.slice(0, at)
      const tail = word.slice(at)
      if (this.#known.has(head) && this.#known.has(tail)) return [head, tail]
    }
    return undefined
  }

  #fromSkeleton(word: string): string | undefined {
    const vowels = word.match(/[aeiou]/g)?.length ?? 0
    const bones = skeleton(word)
    if (vowels * 3 > word.length || bones.length < SHORTEST_SKELETON) return undefined
    const known = this.#bySkeleton.get(bones)
    return known?.[0] === word[0] ? known : undefined
  }
}

function withOneDeleted(word: string): string[] {
  const result: string[] = []
  for (let at = 0; at < word.length; at += 1) result.push(word.slice(0, at) + word.slice(at + 1))
  return result
}

/** Damerau-Levenshtein distance (optimal string alignment), or `limit + 1` once it is beyond it. */
export function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1
  let before: number[] = []
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    let smallest = row
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1]
      let cost = Math.min(
        (previous[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (previous[column - 1] as number) + (same ? 0 : 1),
      )
      if (
        row > 1 &&
        column > 1 &&
        one[row - 1] === other[column - 2] &&
        one[row - 2] === other[column - 1]
      ) {
        cost = Math.min(cost, (before[column - 2] as number) + 1)
      }
      current.push(cost)
      smallest = Math.min(smallest, cost)
    }
    if (smallest > limit) return limit + 1
    before = previous
    previous = current
  }
  return previous[other.length] as number
}
