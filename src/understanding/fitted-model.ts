import type { Group } from './examples.js'

/** Everything that scripts/fit-thresholds.ts computes; the order of numbers is that of the names. */
export interface Fitted {
  /** What it was fitted on, for the reader. */
  readonly about: string
  /** Weights by group, in the order of FEATURES and SIGNALS of matcher.ts. */
  readonly ranking: Readonly<
    Record<Group, { readonly features: readonly number[]; readonly signals: readonly number[] }>
  >
  /** How often a class is right whose error text stands in the message letter by letter, 0..1. */
  readonly exact: number
  /** Weights of each outcome but the last, in the order of OUTCOME_INPUTS of outcome.ts. */
  readonly outcomes: readonly (readonly number[])[]
  readonly thresholds: {
    /** At or above this confidence the bot answers. */
    readonly answer: number
    /** Below it, the bot says that it does not know when the message is at least so foreign. */
    readonly decline: number
    /** An error whose text matches at least this well is answered whatever the confidence. */
    readonly verbatim: number
  }
}
