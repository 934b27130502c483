/**
 * Cosine similarity of a message to every example under TF-IDF weights, through an inverted index on
 * typed arrays; a class is judged by its nearest example and by the mean of its nearest few.
 */

/** How many of a class's nearest examples the mean is taken of. */
const MEAN_OF = 3
/** Terms of a query that are looked up at most, the rarest first: bounds the time for long texts. */
const MOST_QUERY_TERMS = 260

/** Similarities by class, 0..1. */
export interface ClassSimilarity {
  readonly nearest: Float32Array
  readonly mean: Float32Array
}

export class NearestExamples {
  readonly #classOf: Int32Array
  readonly #classCount: number
  readonly #idf: Float32Array
  readonly #starts: Int32Array
  readonly #examples: Int32Array
  readonly #weights: Float32Array
  readonly #scores: Float32Array

  /**
   * @param examples term numbers of each example, below `termCount`
   * @param classOf class number of each example, below `classCount`
   */
  constructor(
    examples: readonly (readonly number[])[],
    classOf: Int32Array,
    classCount: number,
    termCount: number,
  ) {
    this.#classOf = classOf
    this.#classCount = classCount
    this.#scores = new Float32Array(examples.length)
    const counted = examples.map(countTerms)
    const frequency = new Int32Array(termCount)
    for (const counts of counted) {
      for (const term of counts.keys()) frequency[term] = (frequency[term] as number) + 1
    }
    this.#idf = new Float32Array(termCount)
    this.#starts = new Int32Array(termCount + 1)
    for (let term = 0; term < termCount; term += 1) {
      const seen = frequency[term] as number
      this.#idf[term] = Math.log((1 + examples.length) / (1 + seen)) + 0.1
      this.#starts[term + 1] = (this.#starts[term] as number) + seen
    }
    this.#examples = new Int32Array(this.#starts[termCount] as number)
    this.#weights = new Float32Array(this.#examples.length)
    this.#fill(counted)
  }

  #fill(counted: readonly Map<number, number>[]): void {
    const next = this.#starts.slice()
    for (const [example, counts] of counted.entries()) {
      const weighted = this.#weighted(counts)
      for (const [term, weight] of weighted) {
        const at = next[term] as number
        next[term] = at + 1
        this.#examples[at] = example
        this.#weights[at] = weight
      }
    }
  }

  /** Unit vector of a text. */
  #weighted(counts: ReadonlyMap<number, number>): [number, number][] {
    let square = 0
    const weighted: [number, number][] = []
    for (const [term, count] of counts) {
      const weight = (1 + Math.log(count)) * (this.#idf[term] as number)
      square += weight * weight
      weighted.push([term, weight])
    }
    const length = Math.sqrt(square) || 1
    for (const pair of weighted) pair[1] /= length
    return weighted
  }

  /** @param unknown terms of the message that no example has: they make it less similar to all. */
  similarity(terms: readonly number[], unknown = 0): ClassSimilarity {
    const scores = this.#scores.fill(0)
    const rarest = Math.log(1 + scores.length) + 0.1
    let query = this.#weighted(countTerms(terms))
    if (query.length > MOST_QUERY_TERMS) {
      query = query.sort((one, other) => other[1] - one[1]).slice(0, MOST_QUERY_TERMS)
    }
    const known = query.reduce((sum, [term]) => sum + (this.#idf[term] as number) ** 2, 0)
    const shrink = known === 0 ? 0 : Math.sqrt(known / (known + unknown * rarest * rarest))
    for (const [term, weight] of query) {
      const share = weight * shrink
      const end = this.#starts[term + 1] as number
      for (let at = this.#starts[term] as number; at < end; at += 1) {
        const example = this.#examples[at] as number
        scores[example] = (scores[example] as number) + share * (this.#weights[at] as number)
      }
    }
    return this.#byClass(scores)
  }

  #byClass(scores: Float32Array): ClassSimilarity {
    const top = new Float32Array(this.#classCount * MEAN_OF)
    for (let example = 0; example < scores.length; example += 1) {
      const score = scores[example] as number
      if (score === 0) continue
      insertTop(top, (this.#classOf[example] as number) * MEAN_OF, score)
    }
    const nearest = new Float32Array(this.#classCount)
    const mean = new Float32Array(this.#classCount)
    for (let index = 0; index < this.#classCount; index += 1) {
      nearest[index] = top[index * MEAN_OF] as number
      let sum = 0
      for (let rank = 0; rank < MEAN_OF; rank += 1) sum += top[index * MEAN_OF + rank] as number
      mean[index] = sum / MEAN_OF
    }
    return { nearest, mean }
  }
}

/** Keeps the {@link MEAN_OF} highest scores from `start` on, in falling order. */
function insertTop(top: Float32Array, start: number, score: number): void {
  let value = score
  for (let rank = start; rank < start + MEAN_OF; rank += 1) {
    const held = top[rank] as number
    if (value > held) {
      top[rank] = value
      value = held
    }
  }
}

function countTerms(terms: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}
