/**
 * Finds an error's own text inside a message, or a cut piece of it, through noise: by the share of
 * character n-grams that they have in common, rare ones weighing more.
 */
import { trigrams } from './terms.js'

/** A piece of an error text needs this many different n-grams to be worth anything. */
const SHORTEST_PIECE = 8

/** Letters that an exact piece needs: "atasan tidak ditemukan" (20) is asked about in other ways too. */
const SHORTEST_EXACT = 21

/** A text of which less than this share is there has no piece worth looking for. */
const LEAST_CONTAINED = 0.25
/** What an n-gram that is missing takes from a piece: two are worth a gap, three end it. */
const GAP_COST = 2
/** A piece of so many n-grams is as good as a whole text. */
const WHOLE_PIECE = 32

interface KnownText {
  readonly owner: number
  /** Its words without gaps. */
  readonly joined: string
  /** Its n-grams in their order. */
  readonly codes: Int32Array
  /** Sum of the weights of all its n-grams. */
  readonly total: number
}

/** How well a message fits a class's error texts. */
export interface VerbatimMatch {
  /** Share of the error text that stands in the message, by class, 0..1. */
  readonly contained: Float32Array
  /** Share of the message that is piece of the error text, by class, 0..1. */
  readonly covered: Float32Array
  /** Length of the longest piece of the error text in the message, bridging misread letters, 0..1. */
  readonly piece: Float32Array
  /**
   * 1 for the class whose error text stands in the message letter by letter, or the other way round;
   * the longest such piece wins, and classes that share it share the one.
   */
  readonly exact: Float32Array
}

export class VerbatimMatcher {
  readonly #texts: KnownText[] = []
  /** Weight of each n-gram, and the texts that have it. */
  readonly #grams = new Map<number, { weight: number; readonly texts: number[] }>()
  readonly #classCount: number
  readonly #rarest: number

  /** @param messages texts of each class, as words in one writing */
  constructor(messages: readonly (readonly (readonly string[])[])[]) {
    this.#classCount = messages.length
    const sets = messages.flatMap((texts, owner) =>
      texts.map((words) => ({ owner, joined: words.join(''), codes: codesOf(words) })),
    )
    for (const [text, { codes }] of sets.entries()) {
      for (const code of codes) {
        const gram = this.#grams.get(code)
        if (gram) gram.texts.push(text)
        else this.#grams.set(code, { weight: 0, texts: [text] })
      }
    }
    this.#rarest = Math.log(1 + sets.length)
    for (const gram of this.#grams.values()) {
      gram.weight = Math.log(1 + sets.length / gram.texts.length)
    }
    for (const { owner, joined, codes } of sets) {
      this.#texts.push({ owner, joined, codes: Int32Array.from(codes), total: this.#sum(codes) })
    }
  }

  match(words: readonly string[]): VerbatimMatch {
    const contained = new Float32Array(this.#classCount)
    const covered = new Float32Array(this.#classCount)
    const piece = new Float32Array(this.#classCount)
    const exact = this.#exact(words.join(''))
    const codes = codesOf(words)
    if (codes.size < SHORTEST_PIECE) return { contained, covered, piece, exact }
    const total = this.#sum(codes)
    const common = new Float64Array(this.#texts.length)
    for (const code of codes) {
      const gram = this.#grams.get(code)
      if (gram === undefined) continue
      for (const text of gram.texts) common[text] = (common[text] as number) + gram.weight
    }
    for (const [text, known] of this.#texts.entries()) {
      const { owner } = known
      const shared = common[text] as number
      contained[owner] = Math.max(contained[owner] as number, shared / known.total)
      covered[owner] = Math.max(covered[owner] as number, shared / total)
      if (shared < known.total * LEAST_CONTAINED) continue
      piece[owner] = Math.max(piece[owner] as number, longestPiece(known.codes, codes))
    }
    return { contained, covered, piece, exact }
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
    let sum = 0
    for (const code of codes) sum += this.#grams.get(code)?.weight ?? this.#rarest
    return sum || 1
  }
}

/** The best run of n-grams that the message has, each worth one, less what is missing inside it. */
function longestPiece(text: Int32Array, message: ReadonlySet<number>): number {
  let longest = 0
  let run = 0
  for (const code of text) {
    run = Math.max(0, message.has(code) ? run + 1 : run - GAP_COST)
    longest = Math.max(longest, run)
  }
  return Math.min(1, longest / WHOLE_PIECE)
}

/** n-grams inside the text, without gaps: cut and joined words then match all the same. */
function codesOf(words: readonly string[]): Set<number> {
  return new Set(trigrams(words.join('')).slice(1, -1))
}
