/**
 * The handles that repositories take. Only `store.read` and `store.write` make one, so a query cannot
 * slip outside its transaction; `queries` is for `store/` alone and not exported from its index.
 */
import type { Kysely } from 'kysely'
import { TransactionEndedError } from './errors.js'
import type { Tables } from './schema.js'

/** A consistent snapshot, good until the function it was given to returns. */
export class ReadTx {
  #queries: Kysely<Tables> | undefined

  constructor(queries: Kysely<Tables>) {
    this.#queries = queries
  }

  static queriesOf(tx: ReadTx): Kysely<Tables> {
    if (tx.#queries === undefined) throw new TransactionEndedError()
    return tx.#queries
  }

  static end(tx: ReadTx): void {
    tx.#queries = undefined
  }
}

/** A transaction that may write. Await only database calls and the pure engine while you have it. */
export class Tx extends ReadTx {
  /** Tells the compiler that a {@link ReadTx} is not one. */
  declare readonly writable: true
}

/** The query builder of a live transaction. */
export function queries(tx: ReadTx): Kysely<Tables> {
  return ReadTx.queriesOf(tx)
}
