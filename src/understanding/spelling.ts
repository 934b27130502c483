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
/** Letters that a vowel-less word needs to be recognised. */
const SHORTEST_SKELETON = 3
/** Consonants that it needs: "dta" is "data". */
const SHORTEST_BONES = 2

/** A word that occurs so often is spelt as it should be. */
const USUAL_COUNT = 10
/** A misspelling is so many times rarer than the right word. */
const USUAL_RATIO = 6

/** What OCR and playful writers take for a letter; a one may be two letters. */
const DIGIT_LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
}
const ONE_AS = ['i', 'l'] as const

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
  /** Misspellings that the knowledge itself contains, for the sake of likeness, → the usual word. */
  readonly #slips = new Map<string, string>()

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
    this.#noteSlips()
  }

  isKnown(word: string): boolean {
    return this.#known.has(word)
  }

  mend(word: string): Mended {
    const usual = this.#slips.get(word)
    if (usual !== undefined) return { words: [usual], sureness: 0.95 }
    if (this.#known.has(word)) return { words: [word], sureness: 1 }
    return this.#mendUnknown(word)
  }

  /**
   * Phrasings contain typing mistakes on purpose. A rare word that a frequent one becomes by losing
   * letters is such a mistake; a changed letter is not enough ("kepada" is no "kepala").
   */
  #noteSlips(): void {
    const usual = [...this.#known].filter(([, count]) => count >= USUAL_COUNT)
    const byBones = new Map<string, string>()
    const byDeletion = new Map<string, string>()
    // The most frequent last: it wins.
    for (const [word] of usual.sort(([, one], [, other]) => one - other)) {
      if (/\d/.test(word)) continue
      byBones.set(skeleton(word), word)
      if (word.length <= SHORTEST_MENDABLE) continue
      for (const key of withOneDeleted(word)) byDeletion.set(key, word)
    }
    for (const [word, count] of this.#known) {
      if (/\d/.test(word)) {
        this.#noteDigits(word, count)
        continue
      }
      const bones = skeleton(word)
      const long = bones.length >= SHORTEST_BONES && word.length >= SHORTEST_SKELETON
      const rival = long ? byBones.get(bones) : undefined
      const shortened = rival !== undefined && rival.length > word.length ? rival : undefined
      const full = shortened ?? byDeletion.get(word)
      if (full === undefined || full === word || full[0] !== word[0]) continue
      if ((this.#known.get(full) ?? 0) >= count * USUAL_RATIO) this.#slips.set(word, full)
    }
  }

  /** "S3KOLAH" in a phrasing is "sekolah"; "p3k" or "1x" is not. */
  #noteDigits(word: string, count: number): void {
    if (count >= USUAL_COUNT || /^\d+$/.test(word)) return
    const { words, sureness } = this.#mendDigits(word)
    const usual = words[0] as string
    if (sureness > 0 && words.length === 1 && usual !== word) this.#slips.set(word, usual)
  }

  #mendUnknown(word: string): Mended {
    if (/^\d+$/.test(word)) return { words: [word], sureness: 0 }
    if (/\d/.test(word)) return this.#mendDigits(word)
    const single = word.replace(/(.)\1+/g, '$1')
    if (single !== word && this.#known.has(single)) return { words: [single], sureness: 0.95 }
    if (word.length < SHORTEST_SKELETON) return { words: [word], sureness: 0 }
    const full = this.#bySkeleton.get(skeleton(word))
    if (full !== undefined && full.length > word.length && full[0] === word[0]) {
      return { words: [full], sureness: 0.8 }
    }
    const near = this.#nearest(word)
    if (near) return { words: [near], sureness: 0.8 }
    const halves = this.#split(word)
    if (halves) return { words: halves, sureness: 0.8 }
    return { words: [word], sureness: 0 }
  }

  #mendDigits(word: string): Mended {
    const repeated = /^(\p{L}{2,})2(nya)?$/u.exec(word)?.[1]
    if (repeated) return this.mend(repeated)
    const letters = word.match(/\p{L}/gu)?.length ?? 0
    if (letters < 2 || letters * 2 <= word.length - 1) return { words: [word], sureness: 0 }
    for (const one of ONE_AS) {
      const spelt = word.replace(/\d/g, (digit) => DIGIT_LETTERS[digit] ?? one)
      const mended = this.mend(spelt)
      if (mended.sureness > 0) return mended
    }
    return { words: [word], sureness: 0 }
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
