/** A count out of so many, and how far the true share may lie from it. */
export interface Share {
  readonly count: number
  readonly of: number
  readonly share: number
  /** 95 % Wilson score interval. */
  readonly low: number
  readonly high: number
}

/** Standard score of a two-sided 95 % interval. */
const Z = 1.96

/** Share with its 95 % Wilson score interval (Wilson 1927). */
export function wilson(count: number, of: number): Share {
  if (of === 0) return { count, of, share: 0, low: 0, high: 1 }
  const share = count / of
  const scale = 1 + (Z * Z) / of
  const middle = (share + (Z * Z) / (2 * of)) / scale
  const half = (Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of))) / scale
  return { count, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** The share of `items` for which `test` holds. */
export function shareOf<T>(items: readonly T[], test: (item: T) => boolean): Share {
  return wilson(items.filter(test).length, items.length)
}
