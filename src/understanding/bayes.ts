/**
 * Complement naive Bayes (Rennie et al. 2003) over all examples of a class together: what many
 * phrasings share counts more than what one of them says.
 */

const SMOOTHING = 0.3

/**
 * Log odds of each class for each term, the classes of a term side by side.
 *
 * @param examples term numbers of each example, below `termCount`
 * @param classOf class number of each example, below `classCount`
 */
export function bayesOdds(
  examples: readonly Int32Array[],
  classOf: Int32Array,
  classCount: number,
  termCount: number,
): Float32Array {
  const weights = new Float32Array(termCount * classCount)
  const termTotals = new Float32Array(termCount)
  const classTotals = new Float32Array(classCount)
  let total = 0
  for (const [example, terms] of examples.entries()) {
    const owner = classOf[example] as number
    // Each example weighs the same: a long phrasing says no more than a short one.
    const share = 1 / Math.sqrt(Math.max(1, terms.length))
    for (const term of terms) {
      const at = term * classCount + owner
      weights[at] = (weights[at] as number) + share
      termTotals[term] = (termTotals[term] as number) + share
    }
    classTotals[owner] = (classTotals[owner] as number) + share * terms.length
    total += share * terms.length
  }
  const usual = Float32Array.from(
    classTotals,
    (own) => Math.log(total - own + SMOOTHING * termCount) - Math.log(own + SMOOTHING * termCount),
  )
  for (let term = 0; term < termCount; term += 1) {
    const all = (termTotals[term] as number) + SMOOTHING
    const unseen = Math.log(SMOOTHING / all)
    for (let owner = 0; owner < classCount; owner += 1) {
      const at = term * classCount + owner
      const own = weights[at] as number
      const odds = own === 0 ? unseen : Math.log((own + SMOOTHING) / (all - own))
      weights[at] = odds + (usual[owner] as number)
    }
  }
  return weights
}
