/** From which score on a search may answer at all, so that it declines what is out of scope. */

/**
 * @param scores what the search gave to messages that are out of scope; `-Infinity` where it found
 *   nothing or said itself that it is none of its own
 * @param declined share of them that must be declined, 0..1
 * @returns answers need a score above this
 */
export function cutOff(scores: readonly number[], declined: number): number {
  const sorted = [...scores].sort((one, other) => other - one)
  // The tiny amount keeps 100 × (1 − 0.95) from being 4.999….
  const answered = Math.floor(scores.length * (1 - declined) + 1e-9)
  return sorted[answered] ?? Number.NEGATIVE_INFINITY
}
