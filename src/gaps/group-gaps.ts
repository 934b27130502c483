/**
 * Puts messages that ask for the same into one group. Pure and deterministic: the order in which the
 * messages are given plays no part.
 *
 * Leader clustering: the distinct texts are taken one after the other, those written most often first;
 * a text joins the nearest group whose first text (its leader) is near enough, or leads a new one. Near
 * is the cosine of the two texts' character trigrams, each trigram weighed by how rare it is among all
 * texts, so that "mohon bantuannya min" brings nothing together.
 */
import type { GapReason } from '../engine/model.js'
import { normaliseText, splitWords } from '../understanding/normalise.js'

/** A message that could not simply be answered. */
export interface GapMessage {
  /** Whose chat; only counted. */
  readonly chatId: number
  readonly reason: GapReason
  /** Masked. */
  readonly text: string
  /** Ids of the entries that came near. */
  readonly candidates: readonly string[]
  /** UTC milliseconds. */
  readonly at: number
}

export interface GapGroup {
  readonly count: number
  /** Chats that it came from. */
  readonly chats: number
  readonly reasons: Readonly<Record<GapReason, number>>
  /** UTC milliseconds. */
  readonly newest: number
  readonly oldest: number
  /** Distinct texts, most frequent first. */
  readonly texts: readonly string[]
  /** Entries that came near, the most frequent first. */
  readonly nearest: readonly string[]
}

/** From this cosine on two texts ask for the same; found by reading groups of real questions. */
const NEAR = 0.5
/** Enough when the same entry came nearest to both. */
const NEAR_WITH_SAME_ENTRY = 0.35
const GRAM = 3

/** The texts with the same words, whatever their case and marks. */
interface DistinctText {
  readonly words: string
  readonly messages: GapMessage[]
}

/** Largest groups first, then the newest. */
export function groupGaps(messages: readonly GapMessage[]): GapGroup[] {
  const texts = distinctTexts(messages)
  const vectors = new TrigramVectors(texts.map(({ words }) => words))
  const leaders = new LeaderIndex()
  const groups: DistinctText[][] = []
  for (const [at, text] of texts.entries()) {
    const entry = nearestEntry(text.messages)
    const vector = vectors.of(at)
    const group = leaders.nearest(vector, entry)
    if (group === undefined) {
      leaders.add(vector, entry)
      groups.push([text])
    } else {
      groups[group]?.push(text)
    }
  }
  return groups
    .map(summarise)
    .sort((one, other) => other.count - one.count || other.newest - one.newest)
}

/** Most frequent first, then the newest; by the words where all else is equal. */
function distinctTexts(messages: readonly GapMessage[]): DistinctText[] {
  const byWords = new Map<string, DistinctText>()
  for (const message of messages) {
    // Only marks and emoji: told apart by what stands there.
    const words = splitWords(normaliseText(message.text)).join(' ') || message.text
    const text = byWords.get(words)
    if (text === undefined) byWords.set(words, { words, messages: [message] })
    else text.messages.push(message)
  }
  const newest = ({ messages: own }: DistinctText) => Math.max(...own.map(({ at }) => at))
  return [...byWords.values()]
    .map((text) => ({ text, newest: newest(text) }))
    .sort(
      (one, other) =>
        other.text.messages.length - one.text.messages.length ||
        other.newest - one.newest ||
        (one.text.words < other.text.words ? -1 : 1),
    )
    .map(({ text }) => text)
}

function summarise(texts: readonly DistinctText[]): GapGroup {
  const messages = texts.flatMap((text) => text.messages)
  const times = messages.map(({ at }) => at).sort((one, other) => one - other)
  const count = (reason: GapReason) =>
    messages.filter((message) => message.reason === reason).length
  return {
    count: messages.length,
    chats: new Set(messages.map(({ chatId }) => chatId)).size,
    reasons: {
      declined: count('declined'),
      clarified: count('clarified'),
      rejected: count('rejected'),
    },
    newest: times.at(-1) ?? 0,
    oldest: times[0] ?? 0,
    texts: texts.map((text) => newestText(text.messages)),
    nearest: entriesByCount(messages),
  }
}

function newestText(messages: readonly GapMessage[]): string {
  const newest = messages.reduce((best, message) =>
    message.at > best.at || (message.at === best.at && message.text < best.text) ? message : best,
  )
  return newest.text
}

function nearestEntry(messages: readonly GapMessage[]): string | undefined {
  const first = messages.map(({ candidates }) => candidates.slice(0, 1))
  return mostFrequent(first.flat())[0]
}

function entriesByCount(messages: readonly GapMessage[]): string[] {
  return mostFrequent(messages.flatMap(({ candidates }) => candidates))
}

function mostFrequent(ids: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts]
    .sort(([one, times], [other, otherTimes]) => otherTimes - times || (one < other ? -1 : 1))
    .map(([id]) => id)
}

// === Nearness ===

/** Trigram numbers of a text with their weights; the weights' squares add up to 1. */
interface Vector {
  readonly grams: Int32Array
  readonly weights: Float32Array
}

class TrigramVectors {
  readonly #grams: readonly Map<number, number>[]
  readonly #rarity: Float64Array

  constructor(texts: readonly string[]) {
    const numbers = new Map<string, number>()
    this.#grams = texts.map((text) => countGrams(text, numbers))
    const texted = new Float64Array(numbers.size)
    for (const grams of this.#grams) {
      for (const gram of grams.keys()) texted[gram] = (texted[gram] ?? 0) + 1
    }
    this.#rarity = texted.map((count) => Math.log(1 + texts.length / count))
  }

  of(text: number): Vector {
    const counts = this.#grams[text] ?? new Map<number, number>()
    const grams = Int32Array.from(counts.keys())
    const weights = Float32Array.from(
      grams,
      (gram) => Math.sqrt(counts.get(gram) ?? 0) * (this.#rarity[gram] ?? 0),
    )
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0))
    return { grams, weights: length === 0 ? weights : weights.map((weight) => weight / length) }
  }
}

function countGrams(text: string, numbers: Map<string, number>): Map<number, number> {
  const padded = ` ${text} `
  const counts = new Map<number, number>()
  for (let at = 0; at + GRAM <= padded.length; at++) {
    const gram = padded.slice(at, at + GRAM)
    const number = numbers.get(gram) ?? numbers.size
    numbers.set(gram, number)
    counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  return counts
}

/** Finds the nearest leader over all that share a trigram. */
class LeaderIndex {
  readonly #leaders = new Map<number, { groups: number[]; weights: number[] }>()
  readonly #entries: (string | undefined)[] = []
  #products = new Float32Array(256)

  add({ grams, weights }: Vector, entry: string | undefined): void {
    const group = this.#entries.length
    this.#entries.push(entry)
    for (const [at, gram] of grams.entries()) {
      const found = this.#leaders.get(gram) ?? { groups: [], weights: [] }
      found.groups.push(group)
      found.weights.push(weights[at] ?? 0)
      this.#leaders.set(gram, found)
    }
    if (this.#entries.length > this.#products.length) {
      this.#products = new Float32Array(2 * this.#products.length)
    }
  }

  nearest({ grams, weights }: Vector, entry: string | undefined): number | undefined {
    const products = this.#products.fill(0)
    for (const [at, gram] of grams.entries()) {
      const leaders = this.#leaders.get(gram)
      if (leaders === undefined) continue
      const weight = weights[at] ?? 0
      for (let index = 0; index < leaders.groups.length; index++) {
        const group = leaders.groups[index] ?? 0
        products[group] = (products[group] ?? 0) + weight * (leaders.weights[index] ?? 0)
      }
    }
    let best: number | undefined
    let highest = 0
    for (let group = 0; group < this.#entries.length; group++) {
      const near = products[group] ?? 0
      const same = entry !== undefined && this.#entries[group] === entry
      if (near > highest && near >= (same ? NEAR_WITH_SAME_ENTRY : NEAR)) {
        highest = near
        best = group
      }
    }
    return best
  }
}
