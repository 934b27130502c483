import { hostname } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import {
  acquireLease,
  DATABASE_FILE,
  type Lease,
  LeaseHeldError,
  LeaseLostError,
  type Store,
} from '../../src/store/index.js'
import { LEASE_TTL_MS } from '../../src/store/lease.js'
import { type ProcessIdentity, stateOf, thisProcess } from '../../src/store/process-identity.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'

const FOREIGN: ProcessIdentity = { ...thisProcess(), host: 'komputer-lain' }
/** No process has this number: it is above Linux's largest. */
const NO_PROCESS = 2 ** 22 + 1
const DEAD: ProcessIdentity = { ...thisProcess(), pid: NO_PROCESS }

/** UTC milliseconds, moved by waiting alone. */
let time = 0

interface Taking {
  readonly identity: ProcessIdentity
  readonly onLost?: () => void
  /** What happens elsewhere while this process waits. */
  readonly meanwhile?: () => void
}

function take(store: Store, { meanwhile, ...options }: Taking): Promise<Lease> {
  return acquireLease(store, 'service', {
    ...options,
    now: () => time,
    wait: async (ms) => {
      time += ms
      meanwhile?.()
    },
  })
}

test('a live holder on this host is not replaced, even when its time is up', async () => {
  const store = await openTestStore()
  await take(store, { identity: thisProcess() })
  time += 10 * LEASE_TTL_MS
  const second = take(store, { identity: thisProcess() })
  await expect(second).rejects.toThrow(LeaseHeldError)
  await expect(second).rejects.toThrow(hostname())
})

test('a dead holder on this host is replaced at once, with a higher fencing number', async () => {
  const store = await openTestStore()
  const first = await take(store, { identity: DEAD })
  const second = await take(store, { identity: thisProcess() })
  expect(second.fencing).toBe(first.fencing + 1)
})

test('a process with the number of a dead holder is not taken for it', () => {
  expect(stateOf({ ...thisProcess(), processStart: '1' })).toBe('dead')
  expect(stateOf(thisProcess())).toBe('alive')
})

test('a holder from before a reboot of this host is dead, one from another container foreign', () => {
  const { boot } = thisProcess()
  expect(stateOf({ ...thisProcess(), boot: `other/${boot.split('/')[1]}` })).toBe('dead')
  expect(stateOf({ ...thisProcess(), boot: `${boot.split('/')[0]}/other` })).toBe('foreign')
})

test('a holder on another host is waited for, and replaced when it has not renewed for 30 s', async () => {
  const store = await openTestStore()
  const start = time
  const gone = await take(store, { identity: FOREIGN })
  const taken = await take(store, { identity: thisProcess() })
  expect(taken.fencing).toBe(gone.fencing + 1)
  expect(time - start).toBe(LEASE_TTL_MS)
})

test('a holder on another host that renews while it is waited for keeps the lease', async () => {
  const dataDir = tempDir()
  const store = await openTestStore({ dataDir })
  await take(store, { identity: FOREIGN })
  const renew = () => {
    const elsewhere = new BetterSqlite(join(dataDir, DATABASE_FILE))
    elsewhere.prepare('UPDATE leases SET expires_at = expires_at + 9000').run()
    elsewhere.close()
  }
  const second = take(store, { identity: thisProcess(), meanwhile: renew })
  await expect(second).rejects.toThrow(/komputer-lain/)
})

test('a released lease is free at once', async () => {
  const store = await openTestStore()
  const first = await take(store, { identity: FOREIGN })
  await first.release()
  await expect(take(store, { identity: thisProcess() })).resolves.toMatchObject({ fencing: 2 })
})

test('writes of a replaced holder are refused, and it is told once', async () => {
  const store = await openTestStore()
  const onLost = vi.fn()
  const first = await take(store, { identity: DEAD, onLost })
  const guarded = first.guard(store)
  await expect(guarded.write('test', async () => 'ok')).resolves.toBe('ok')
  await take(store, { identity: thisProcess() })
  await expect(guarded.write('test', async () => 'ok')).rejects.toThrow(LeaseLostError)
  await expect(guarded.write('test', async () => 'ok')).rejects.toThrow(LeaseLostError)
  expect(onLost).toHaveBeenCalledTimes(1)
})
