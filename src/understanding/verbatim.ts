/**
 * Finds an error's own text inside a message, or a cut piece of it, through noise: by the share of
 * character n-grams that they have in common, rare ones weighing more.
 */
import { trigrams } from './terms.js'

/** A piece of an error text needs this many different n-grams to be worth anything. */
const SHORTEST_PIECE = 8

/** Letters that an exact piece needs: "atasan tidak ditemukan" (20) is asked about in other ways too. */
const SHORTEST_EXACT = 21

interface KnownText {
  readonly owner: number
  /** Its words without gaps. */
  readonly joined: string
  readonly codes: ReadonlySet<number>
  /** Sum of the weights of all its n-grams. */
  readonly total: number
}

/** How well a message fits a class's error texts. */
export interface VerbatimMatch {
  /** Share of the error text that stands in the message, by class, 0..1. */
  readonly contained: Float32Array
  /** Share of the message that is piece of the error text, by class, 0..1. */
  readonly covered: Float32Array
  /**
   * 1 for the class whose error text stands in the message letter by letter, or the other way round;
   * the longest such piece wins, and classes that share it share the one.
   */
  readonly exact: Float32Array
}

export class VerbatimMatcher {
  readonly #texts: KnownText[] = []
  readonly #weights = new Map<number, number>()
  readonly #classCount: number

  /** @param messages texts of each class, as words in one writing */
  constructor(messages: readonly (readonly (readonly string[])[])[]) {
    this.#classCount = messages.length
    const sets = messages.flatMap((texts, owner) =>
      texts.map((words) => ({ owner, joined: words.join(''), codes: codesOf(words) })),
    )
    for (const { codes } of sets) {
      for (const code of codes) this.#weights.set(code, (this.#weights.get(code) ?? 0) + 1)
    }
    for (const [code, seen] of this.#weights) {
      this.#weights.set(code, Math.log(1 + sets.length / seen))
    }
    for (const set of sets) this.#texts.push({ ...set, total: this.#sum(set.codes) })
  }

  match(words: readonly string[]): VerbatimMatch {
    const contained = new Float32Array(this.#classCount)
    const covered = new Float32Array(this.#classCount)
    const exact = this.#exact(words.join(''))
    const codes = codesOf(words)
    if (codes.size < SHORTEST_PIECE) return { contained, covered, exact }
    const total = this.#sum(codes)
    for (const text of this.#texts) {
      let common = 0
      for (const code of text.codes) {
        if (codes.has(code)) common += this.#weights.get(code) ?? 0
      }
      const { owner } = text
      contained[owner] = Math.max(contained[owner] as number, common / text.total)
      covered[owner] = Math.max(covered[owner] as number, common / total)
    }
    return { contained, covered, exact }
  }

  #exact(message: string): Float32Array {
    const exact = new Float32Array(this.#classCount)
    const matches = this.#texts.flatMap(({ owner, joined }) => {
      const length = message.includes(joined)
        ? joined.length
        : joined.includes(message)
          ? message.length
          : 0
      return length >= SHORTEST_EXACT ? [{ owner, length }] : []
    })
    const longest = matches.reduce((most, { length }) => Math.max(most, length), 0)
    const owners = new Set(
      matches.flatMap(({ owner, length }) => (length === longest ? [owner] : [])),
    )
    for (const owner of owners) exact[owner] = 1 / owners.size
    return exact
  }

  /** Unknown n-grams weigh like the rarest known ones. */
  #sum(codes: ReadonlySet<number>): number {
    const rarest = Math.log(1 + this.#texts.length)
    let sum = 0
    for (const code of codes) sum += this.#weights.get(code) ?? rarest
    return sum || 1
  }
}

/** n-grams inside the text, without gaps: cut and joined words then match all the same. */
function codesOf(words: readonly string[]): Set<number> {
  return new Set(trigrams(words.join('')).slice(1, -1))
}
