/** Time and chance from outside, so that tests decide them. */

export interface Clock {
  /** UTC milliseconds. */
  now(): number
  /** Runs `task` once after `ms`; the returned function cancels it. */
  after(ms: number, task: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
}

/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number
