/** Why a store could not be opened. The text is for the operator, Indonesian first, then English. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError'
  constructor(
    readonly code: 'newer' | 'half-migrated' | 'outdated' | 'missing' | 'damaged' | 'unwritable',
    indonesian: string,
    english: string,
    options?: ErrorOptions,
  ) {
    super(`${indonesian}\n${english}`, options)
  }
}

/** A read or write was begun inside another one, which would wait for itself forever. */
export class NestedTransactionError extends Error {
  override readonly name = 'NestedTransactionError'
  constructor() {
    super('A transaction was begun inside another one: pass the `tx` you have on instead')
  }
}

/** A handle was kept and used after its transaction had ended. */
export class TransactionEndedError extends Error {
  override readonly name = 'TransactionEndedError'
  constructor() {
    super('This transaction has ended: a `tx` may not outlive the function it was given to')
  }
}

/** The commit that the work was part of failed: nothing of it was stored, and it may be tried again. */
export class CommitFailedError extends Error {
  override readonly name = 'CommitFailedError'
  constructor(cause: unknown) {
    super(`Nothing was stored: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** SQLite's primary result codes that speak of the disk or a lock, never of the data written. */
const FAULTS_OF_THE_STORE = [
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_NOMEM',
  'SQLITE_READONLY',
  'SQLITE_IOERR',
  'SQLITE_CORRUPT',
  'SQLITE_FULL',
  'SQLITE_CANTOPEN',
  'SQLITE_PROTOCOL',
  'SQLITE_NOTADB',
]

/**
 * True when the store itself failed (disk, lock, commit), so that trying the same again later may
 * help; false for a fault of the work, which would fail again.
 */
export function isStoreFault(error: unknown): boolean {
  if (error instanceof CommitFailedError) return true
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return false
  return FAULTS_OF_THE_STORE.some((fault) => code === fault || code.startsWith(`${fault}_`))
}
