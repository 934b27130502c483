/**
 * Group commit. Every write is a job; jobs that wait at the same time share one transaction, each in
 * a savepoint of its own, and one flush to the disk. A job sees what earlier jobs of its group wrote;
 * none of them is told "stored" before the commit.
 */
import { setImmediate } from 'node:timers/promises'
import type { ControlledTransaction, Kysely } from 'kysely'
import type { Boundary } from './boundary.js'
import { CommitFailedError } from './errors.js'
import type { Tables } from './schema.js'
import { Tx } from './transaction.js'

/** Longest time that the first job of a group waits for others, milliseconds (design.md). */
const GROUP_COMMIT_MS = 5

interface Job {
  readonly label: string
  run(tx: Tx): Promise<void>
  /** Called once, after the commit or the rollback. */
  settle(fault?: unknown): void
}

export class WriteQueue {
  readonly #jobs: Job[] = []
  #draining: Promise<void> | undefined

  constructor(
    private readonly db: Kysely<Tables>,
    private readonly inTransaction: () => boolean,
    private readonly boundary: Boundary,
    private readonly onSettled: (fault: unknown) => void,
  ) {}

  add<T>(label: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let done: { readonly value: T } | { readonly error: unknown } | undefined
      this.#jobs.push({
        label,
        run: async (tx) => {
          try {
            done = { value: await work(tx) }
          } catch (error) {
            done = { error }
            throw error
          }
        },
        settle: (fault) => {
          if (done !== undefined && 'error' in done) reject(done.error)
          else if (fault !== undefined || done === undefined) reject(new CommitFailedError(fault))
          else resolve(done.value)
        },
      })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when everything added so far is settled. */
  async idle(): Promise<void> {
    await this.#draining
  }

  async #drain(): Promise<void> {
    while (this.#jobs.length > 0) {
      // Lets I/O run between groups, and whatever arrived at the same moment join this one.
      await setImmediate()
      await this.#commitGroup()
    }
    this.#draining = undefined
  }

  async #commitGroup(): Promise<void> {
    const group: Job[] = []
    let fault: unknown
    let transaction: ControlledTransaction<Tables> | undefined
    try {
      transaction = await this.db.startTransaction().execute()
      await this.#runJobs(group, transaction)
      for (const label of labels(group)) this.boundary(`${label}.commit.before`)
      await transaction.commit().execute()
      for (const label of labels(group)) this.boundary(`${label}.commit.after`)
    } catch (error) {
      fault = error
      // Without a transaction nobody can write now: all who wait are told, rather than each in turn.
      if (transaction === undefined) group.push(...this.#jobs.splice(0))
      else if (!transaction.isCommitted) await rollback(transaction)
    }
    this.onSettled(fault)
    for (const job of group) job.settle(fault)
  }

  async #runJobs(group: Job[], transaction: ControlledTransaction<Tables>): Promise<void> {
    const deadline = performance.now() + GROUP_COMMIT_MS
    do {
      const job = this.#jobs.shift()
      if (job === undefined) return
      group.push(job)
      const savepoint = await transaction.savepoint('job').execute()
      const tx = new Tx(savepoint)
      try {
        await job.run(tx)
        await savepoint.releaseSavepoint('job').execute()
      } catch (error) {
        // Some faults (disk full) make SQLite roll everything back: then the whole group failed.
        if (!this.inTransaction()) throw error
        await savepoint.rollbackToSavepoint('job').execute()
        await savepoint.releaseSavepoint('job').execute()
      } finally {
        Tx.end(tx)
      }
    } while (performance.now() < deadline)
  }
}

function labels(group: readonly Job[]): ReadonlySet<string> {
  return new Set(group.map((job) => job.label))
}

async function rollback(transaction: ControlledTransaction<Tables>): Promise<void> {
  if (!transaction.isRolledBack) await transaction.rollback().execute()
}
