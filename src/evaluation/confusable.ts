/** Errors that are easily taken for each other: how well each set is told apart. */
import type { Judged } from './evaluate.js'
import { type Share, wilson } from './shares.js'

/** By their numbers in the official list; a set is what shares its words or its place. */
export const CONFUSABLE_SETS: readonly (readonly string[])[] = [
  ['sync-03', 'sync-05', 'sync-04', 'sync-12'],
  ['sync-06', 'sync-08', 'sync-09'],
  ['sync-02', 'sync-13', 'sync-14', 'sync-17'],
  ['sync-15', 'sync-16'],
  ['sync-18', 'sync-19', 'sync-20'],
  ['sync-01', 'sync-01-dukcapil', 'sync-01-nip-updated', 'sync-10'],
]

export interface SetScore {
  readonly ids: readonly string[]
  readonly right: Share
  readonly offered: number
  /** Answered with another error of the same set. */
  readonly mixedUp: number
}

export function scoreSets(judged: readonly Judged[]): SetScore[] {
  return CONFUSABLE_SETS.map((ids) => {
    const own = judged.filter(({ question }) => ids.includes(question.id))
    const count = (test: (item: Judged) => boolean) => own.filter(test).length
    return {
      ids,
      right: wilson(
        count(({ result }) => result === 'right'),
        own.length,
      ),
      offered: count(({ result }) => result === 'offered'),
      mixedUp: count(({ result, answered }) => result === 'wrong' && ids.includes(answered.id)),
    }
  })
}
