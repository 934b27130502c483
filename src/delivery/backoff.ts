import type { Random } from './clock.js'

export interface BackoffRange {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * The wait before try number `attempt` + 1 (the first failed try is 1): doubles with each, up to the
 * longest; between half and all of it, so that many who failed together do not come back together.
 */
export function backoffMs(
  attempt: number,
  { firstMs, maxMs }: BackoffRange,
  random: Random,
): number {
  const whole = Math.min(maxMs, firstMs * 2 ** (attempt - 1))
  return Math.round(whole / 2 + (random() * whole) / 2)
}
