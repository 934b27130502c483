/**
 * Cosine similarity of a message to every example under TF-IDF weights, through an inverted index on
 * typed arrays; a class is judged by its nearest example and by the mean of its nearest few.
 */

/** So many of a class's nearest examples the mean is taken of. */
const MEAN_OF = 3
/**
 * Terms of a query that are looked up at most, the weightiest first: bounds the time for long texts. The
 * many frequent ones that are left out cost most and tell least.
 */
const MOST_QUERY_TERMS = 32
/** A term that every example has still says a little. */
const SMALLEST_IDF = 0.1

/** Similarities by class, 0..1. */
export interface ClassSimilarity {
  readonly nearest: Float32Array
  readonly mean: Float32Array
}

export class NearestExamples {
  /** Where the examples of each class begin. */
  readonly #firstOf: Int32Array
  readonly #classCount: number
  readonly #idf: Float32Array
  /** Where the examples of each term begin. */
  readonly #starts: Int32Array
  readonly #examples: Int32Array
  readonly #weights: Float32Array
  readonly #scores: Float32Array
  readonly #counter: TermCounter

  /**
   * @param examples term numbers of each example, below `termCount`
   * @param classOf class number of each example, below `classCount`, never falling
   */
  constructor(
    examples: readonly (readonly number[])[],
    classOf: Int32Array,
    classCount: number,
    termCount: number,
  ) {
    this.#classCount = classCount
    this.#firstOf = firstOfEach(classOf, classCount)
    this.#scores = new Float32Array(examples.length)
    this.#counter = new TermCounter(termCount)
    const frequency = new Int32Array(termCount)
    for (const terms of examples) {
      this.#counter.count(terms)
      for (let at = 0; at < this.#counter.size; at += 1) {
        const term = this.#counter.terms[at] as number
        frequency[term] = (frequency[term] as number) + 1
      }
    }
    this.#idf = new Float32Array(termCount)
    this.#starts = new Int32Array(termCount + 1)
    for (let term = 0; term < termCount; term += 1) {
      const seen = frequency[term] as number
      this.#idf[term] = Math.log((1 + examples.length) / (1 + seen)) + SMALLEST_IDF
      this.#starts[term + 1] = (this.#starts[term] as number) + seen
    }
    this.#examples = new Int32Array(this.#starts[termCount] as number)
    this.#weights = new Float32Array(this.#examples.length)
    this.#fill(examples)
  }

  #fill(examples: readonly (readonly number[])[]): void {
    const next = this.#starts.slice()
    for (let example = 0; example < examples.length; example += 1) {
      const { terms, values, size } = this.#weighted(examples[example] as readonly number[])
      for (let index = 0; index < size; index += 1) {
        const term = terms[index] as number
        const at = next[term] as number
        next[term] = at + 1
        this.#examples[at] = example
        this.#weights[at] = values[index] as number
      }
    }
  }

  /** Unit vector of a text, in the counter. */
  #weighted(text: readonly number[]): TermCounter {
    const counter = this.#counter
    counter.count(text)
    const { terms, values, size } = counter
    let square = 0
    for (let at = 0; at < size; at += 1) {
      const weight =
        (1 + Math.log(values[at] as number)) * (this.#idf[terms[at] as number] as number)
      values[at] = weight
      square += weight * weight
    }
    const length = Math.sqrt(square) || 1
    for (let at = 0; at < size; at += 1) values[at] = (values[at] as number) / length
    return counter
  }

  /** @param unknown terms of the message that no example has: they make it less similar to all. */
  similarity(text: readonly number[], unknown = 0): ClassSimilarity {
    const scores = this.#scores.fill(0)
    const { terms, values, size } = this.#weighted(text)
    const shrink = this.#shareKnown(terms, size, unknown)
    const starts = this.#starts
    const examples = this.#examples
    const weights = this.#weights
    for (const at of strongest(values, size)) {
      const term = terms[at] as number
      const share = (values[at] as number) * shrink
      const end = starts[term + 1] as number
      for (let place = starts[term] as number; place < end; place += 1) {
        const example = examples[place] as number
        scores[example] = (scores[example] as number) + share * (weights[place] as number)
      }
    }
    return this.#byClass(scores)
  }

  /** How much of the message's vector remains when unknown terms weigh like the rarest ones. */
  #shareKnown(terms: Int32Array, size: number, unknown: number): number {
    if (unknown === 0) return 1
    const rarest = Math.log(1 + this.#scores.length) + SMALLEST_IDF
    let known = 0
    for (let at = 0; at < size; at += 1) known += (this.#idf[terms[at] as number] as number) ** 2
    return known === 0 ? 0 : Math.sqrt(known / (known + unknown * rarest * rarest))
  }

  /** The highest score of each class, and the mean of its three highest. */
  #byClass(scores: Float32Array): ClassSimilarity {
    const nearest = new Float32Array(this.#classCount)
    const mean = new Float32Array(this.#classCount)
    for (let index = 0; index < this.#classCount; index += 1) {
      let first = 0
      let second = 0
      let third = 0
      const end = this.#firstOf[index + 1] as number
      for (let example = this.#firstOf[index] as number; example < end; example += 1) {
        const score = scores[example] as number
        if (score <= third) continue
        if (score > first) {
          third = second
          second = first
          first = score
        } else if (score > second) {
          third = second
          second = score
        } else {
          third = score
        }
      }
      nearest[index] = first
      mean[index] = (first + second + third) / MEAN_OF
    }
    return { nearest, mean }
  }
}

/** Where each class begins among examples in the order of their classes, and where the last one ends. */
function firstOfEach(classOf: Int32Array, classCount: number): Int32Array {
  const first = new Int32Array(classCount + 1)
  for (const owner of classOf) first[owner + 1] = (first[owner + 1] as number) + 1
  for (let owner = 0; owner < classCount; owner += 1) {
    first[owner + 1] = (first[owner + 1] as number) + (first[owner] as number)
  }
  return first
}

/** Places of the weightiest terms, at most {@link MOST_QUERY_TERMS}. */
function strongest(values: Float32Array, size: number): Int32Array {
  const places = Int32Array.from({ length: size }, (_, at) => at)
  if (size <= MOST_QUERY_TERMS) return places
  return places
    .sort((one, other) => (values[other] as number) - (values[one] as number))
    .subarray(0, MOST_QUERY_TERMS)
}

/** Counts the terms of one text after the other, without an allocation each. */
class TermCounter {
  /** Different terms of the last text: the first `size` of each array hold. */
  readonly terms: Int32Array
  readonly values: Float32Array
  size = 0
  readonly #places: Int32Array

  constructor(termCount: number) {
    this.terms = new Int32Array(Math.max(1, termCount))
    this.values = new Float32Array(Math.max(1, termCount))
    this.#places = new Int32Array(termCount).fill(-1)
  }

  count(text: readonly number[]): void {
    this.size = 0
    for (const term of text) {
      const place = this.#places[term] as number
      if (place === -1) {
        this.#places[term] = this.size
        this.terms[this.size] = term
        this.values[this.size] = 1
        this.size += 1
      } else {
        this.values[place] = (this.values[place] as number) + 1
      }
    }
    for (let at = 0; at < this.size; at += 1) this.#places[this.terms[at] as number] = -1
  }
}
