/**
 * Leases: at most one live process does a thing (serve a data folder, poll a channel). The holder
 * renews; every one of its writes checks the fencing number in the same transaction, so a process
 * that slept through its own replacement cannot write any more.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { type ProcessIdentity, stateOf, thisProcess } from './process-identity.js'
import type { Store } from './store.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

/** A holder on another host counts as gone when it has not renewed for this long (design.md). */
export const LEASE_TTL_MS = 30_000
/** Three renewals may fail before the lease is lost. */
export const LEASE_RENEW_MS = LEASE_TTL_MS / 3 - 1_000
/** How often a holder on another host is looked at while waiting for it to expire. */
const FOREIGN_POLL_MS = 1_000

/** Another live process has the lease. The message names it, for the operator. */
export class LeaseHeldError extends Error {
  override readonly name = 'LeaseHeldError'
  constructor(
    readonly lease: string,
    readonly holder: ProcessIdentity,
  ) {
    super(
      `Layanan sudah berjalan dengan folder data ini: proses ${holder.pid} di komputer ${holder.host}. Hentikan dulu yang itu, atau pakai DATA_DIR lain.\n` +
        `Another process already works on this data folder: process ${holder.pid} on host ${holder.host}. Stop that one first, or use another DATA_DIR.`,
    )
  }
}

/** This process has been replaced: it must stop, its writes are refused. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
  constructor(readonly lease: string) {
    super(`The lease "${lease}" was taken by another process; this one must stop`)
  }
}

export interface LeaseOptions {
  /** UTC milliseconds. */
  readonly now?: () => number
  /** Called once when another process has taken the lease. */
  readonly onLost?: (error: LeaseLostError) => void
  readonly identity?: ProcessIdentity
  /** Waits that many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>
}

export interface Lease {
  readonly name: string
  readonly fencing: number
  /** The store for everything the holder does: each write is refused once the lease is lost. */
  guard(store: Store): Store
  /** Gives the lease up, so that the next process need not wait. */
  release(): Promise<void>
}

/**
 * Takes the lease. A dead holder on this host is replaced at once; one on another host is waited for
 * until it expires.
 * @throws {LeaseHeldError} when a live process has it.
 */
export async function acquireLease(
  store: Store,
  name: string,
  options: LeaseOptions = {},
): Promise<Lease> {
  const { now = Date.now, identity = thisProcess(), wait = sleep } = options
  let seen: LeaseRow | undefined
  for (;;) {
    const attempt = await store.write('lease', (tx) => tryTake(tx, { name, identity, now: now() }))
    if (attempt.type === 'taken') return new HeldLease(store, name, attempt.fencing, options)
    const { holder } = attempt
    const renewed = seen !== undefined && seen.expiresAt !== holder.expiresAt
    if (stateOf(holder) === 'alive' || renewed) throw new LeaseHeldError(name, holder)
    seen = holder
    await wait(FOREIGN_POLL_MS)
  }
}

/**
 * Before the schema is changed: nobody may be working on it.
 * @throws {LeaseHeldError} when a live process holds a lease of this database.
 */
export function requireNoLiveHolder(database: Database, now: number): void {
  const leases = database
    .prepare<[], LeaseRow & { readonly name: string }>(
      `SELECT name, host, boot, pid, process_start AS processStart, fencing, expires_at AS expiresAt
       FROM leases`,
    )
    .all()
  const held = leases.find((lease) => isHeld(lease, now))
  if (held !== undefined) throw new LeaseHeldError(held.name, held)
}

interface LeaseRow extends ProcessIdentity {
  readonly fencing: number
  readonly expiresAt: number
}

type Attempt =
  | { readonly type: 'taken'; readonly fencing: number }
  | { readonly type: 'held'; readonly holder: LeaseRow }

interface Claim {
  readonly name: string
  readonly identity: ProcessIdentity
  readonly now: number
}

async function tryTake(tx: Tx, { name, identity, now }: Claim): Promise<Attempt> {
  const current = await readLease(tx, name)
  if (current !== undefined && isHeld(current, now)) return { type: 'held', holder: current }
  const fencing = (current?.fencing ?? 0) + 1
  const row = { ...identity, fencing, expiresAt: now + LEASE_TTL_MS }
  await queries(tx)
    .insertInto('leases')
    .values({ name, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute()
  return { type: 'taken', fencing }
}

function isHeld(lease: LeaseRow, now: number): boolean {
  if (lease.expiresAt === 0) return false
  const state = stateOf(lease)
  // A live holder on this host keeps the lease even when a stopped clock let it expire.
  return state === 'alive' || (state === 'foreign' && lease.expiresAt > now)
}

async function readLease(tx: ReadTx, name: string): Promise<LeaseRow | undefined> {
  return queries(tx)
    .selectFrom('leases')
    .select(['host', 'boot', 'pid', 'processStart', 'fencing', 'expiresAt'])
    .where('name', '=', name)
    .executeTakeFirst()
}

class HeldLease implements Lease {
  readonly #timer: NodeJS.Timeout
  #lost = false

  constructor(
    private readonly store: Store,
    readonly name: string,
    readonly fencing: number,
    private readonly options: LeaseOptions,
  ) {
    this.#timer = setInterval(() => void this.#renew(), LEASE_RENEW_MS)
    this.#timer.unref()
  }

  guard(store: Store): Store {
    return {
      write: (label, work) =>
        store.write(label, async (tx) => {
          await this.#check(tx)
          return work(tx)
        }),
      read: (work) => store.read(work),
      health: () => store.health(),
      close: () => store.close(),
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.store.write('lease', (tx) => this.#setExpiry(tx, 0))
  }

  async #check(tx: ReadTx): Promise<void> {
    const row = await readLease(tx, this.name)
    if (row?.fencing === this.fencing) return
    const error = new LeaseLostError(this.name)
    this.#reportLoss(error)
    throw error
  }

  async #renew(): Promise<void> {
    const now = (this.options.now ?? Date.now)()
    try {
      await this.store.write('lease', async (tx) => {
        await this.#check(tx)
        await this.#setExpiry(tx, now + LEASE_TTL_MS)
      })
    } catch {
      // A lost lease was reported by the check; a store that fails now is tried again next time,
      // and its health says why.
    }
  }

  async #setExpiry(tx: Tx, expiresAt: number): Promise<void> {
    await queries(tx)
      .updateTable('leases')
      .set({ expiresAt })
      .where('name', '=', this.name)
      .where('fencing', '=', this.fencing)
      .execute()
  }

  #reportLoss(error: LeaseLostError): void {
    if (this.#lost) return
    this.#lost = true
    clearInterval(this.#timer)
    this.options.onLost?.(error)
  }
}
