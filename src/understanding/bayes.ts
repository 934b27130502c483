/**
 * Complement naive Bayes (Rennie et al. 2003) over all examples of a class together: what many
 * phrasings share counts more than what one of them says.
 */

const SMOOTHING = 0.3

export class ComplementBayes {
  /** Log odds, the classes of a term side by side. */
  readonly weights: Float32Array
  readonly #classCount: number

  constructor(
    examples: readonly Int32Array[],
    classOf: Int32Array,
    classCount: number,
    termCount: number,
  ) {
    this.#classCount = classCount
    const counts = new Float32Array(termCount * classCount)
    const termTotals = new Float32Array(termCount)
    const classTotals = new Float32Array(classCount)
    let total = 0
    for (const [example, terms] of examples.entries()) {
      const owner = classOf[example] as number
      // Each example weighs the same: a long phrasing says no more than a short one.
      const share = 1 / Math.sqrt(Math.max(1, terms.length))
      for (const term of terms) {
        const at = term * classCount + owner
        counts[at] = (counts[at] as number) + share
        termTotals[term] = (termTotals[term] as number) + share
      }
      classTotals[owner] = (classTotals[owner] as number) + share * terms.length
      total += share * terms.length
    }
    this.weights = counts
    const inside = Float32Array.from(classTotals, (own) => Math.log(own + SMOOTHING * termCount))
    const outside = Float32Array.from(classTotals, (own) =>
      Math.log(total - own + SMOOTHING * termCount),
    )
    for (let term = 0; term < termCount; term += 1) {
      const all = (termTotals[term] as number) + SMOOTHING
      for (let owner = 0; owner < classCount; owner += 1) {
        const at = term * classCount + owner
        const own = counts[at] as number
        const odds = Math.log((own + SMOOTHING) / (all - own))
        counts[at] = odds - (inside[owner] as number) + (outside[owner] as number)
      }
    }
  }

  /** Mean log odds by class, per square root of the number of terms. */
  score(terms: readonly number[]): Float32Array {
    const scores = new Float32Array(this.#classCount)
    for (const term of terms) {
      const start = term * this.#classCount
      for (let index = 0; index < scores.length; index += 1) {
        scores[index] = (scores[index] as number) + (this.weights[start + index] as number)
      }
    }
    const scale = 1 / Math.sqrt(Math.max(1, terms.length))
    for (let index = 0; index < scores.length; index += 1) {
      scores[index] = (scores[index] as number) * scale
    }
    return scores
  }
}
