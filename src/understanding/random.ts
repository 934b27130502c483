/** Chance that is the same each time. */

/** Numbers in 0..1 from a linear congruential generator (Numerical Recipes' constants). */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 0x1_0000_0000
  }
}
