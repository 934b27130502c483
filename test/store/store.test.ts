import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import {
  CommitFailedError,
  chats,
  DATABASE_FILE,
  isStoreFault,
  NestedTransactionError,
  openStore,
  type Store,
  StoreOpenError,
  TransactionEndedError,
  type Tx,
} from '../../src/store/index.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'

async function addChat(tx: Tx, address: string): Promise<number> {
  const place = { channel: 'test', address, kind: 'group', contactId: null } as const
  return (await chats.ensureChat(tx, place, 1)).id
}

async function exists(store: Store, address: string): Promise<boolean> {
  return store.read(async (tx) => (await chats.findChat(tx, 'test', address)) !== undefined)
}

describe('a write', () => {
  test('is seen by a read that begins after it', async () => {
    const store = await openTestStore()
    await store.write('test', (tx) => addChat(tx, 'a'))
    expect(await exists(store, 'a')).toBe(true)
  })

  test('that throws undoes its own changes and rejects with its own error', async () => {
    const store = await openTestStore()
    const write = store.write('test', async (tx) => {
      await addChat(tx, 'a')
      throw new RangeError('mine')
    })
    await expect(write).rejects.toThrow(RangeError)
    expect(await exists(store, 'a')).toBe(false)
  })

  test('begun inside another is refused instead of waiting for itself for ever', async () => {
    const store = await openTestStore()
    const nested = (begin: () => Promise<unknown>) => store.write('outer', () => begin())
    await expect(nested(() => store.write('inner', async () => {}))).rejects.toThrow(
      NestedTransactionError,
    )
    await expect(nested(() => store.read(async () => {}))).rejects.toThrow(NestedTransactionError)
  })

  test('leaves a handle that cannot be used any more', async () => {
    const store = await openTestStore()
    let kept: Tx | undefined
    await store.write('test', async (tx) => {
      kept = tx
    })
    await expect(addChat(kept as Tx, 'late')).rejects.toThrow(TransactionEndedError)
  })
})

describe('group commit', () => {
  test('one that throws does not take the others along', async () => {
    const store = await openTestStore()
    const results = await Promise.allSettled([
      store.write('test', (tx) => addChat(tx, 'first')),
      store.write('test', async (tx) => {
        await addChat(tx, 'second')
        throw new Error('no')
      }),
      store.write('test', (tx) => addChat(tx, 'third')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await exists(store, 'first')).toBe(true)
    expect(await exists(store, 'second')).toBe(false)
    expect(await exists(store, 'third')).toBe(true)
  })

  test('a failed commit rejects everyone in it and stores nothing', async () => {
    let isFull = true
    const store = await openTestStore({
      boundary: (name) => {
        if (name === 'test.commit.before' && isFull) throw new Error('disk full')
      },
    })
    const results = await Promise.allSettled([
      store.write('test', (tx) => addChat(tx, 'a')),
      store.write('test', (tx) => addChat(tx, 'b')),
    ])
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(CommitFailedError) })
    }
    expect(store.health()).toEqual({ writable: false, reason: 'Error: disk full' })
    expect(await exists(store, 'a')).toBe(false)

    isFull = false
    await store.write('test', (tx) => addChat(tx, 'a'))
    expect(store.health()).toEqual({ writable: true })
  })

  test('1,000 writes that wait at the same time share commits and keep their order', async () => {
    let commits = 0
    const store = await openTestStore({
      boundary: (name) => {
        if (name === 'test.commit.after') commits++
      },
    })
    const ids = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => store.write('test', (tx) => addChat(tx, `${n}`))),
    )
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(commits).toBeLessThan(500)
  })
})

test('a read keeps its snapshot while others write', async () => {
  const dataDir = tempDir()
  const store = await openTestStore({ dataDir })
  await store.read(async (tx) => {
    expect(await chats.findChat(tx, 'test', 'a')).toBeUndefined()
    // Another connection, as another process has.
    const other = new BetterSqlite(join(dataDir, DATABASE_FILE))
    other
      .prepare(
        "INSERT INTO chats (public_id, channel, address, kind, created_at) VALUES ('p', 'test', 'a', 'group', 1)",
      )
      .run()
    other.close()
    expect(await chats.findChat(tx, 'test', 'a')).toBeUndefined()
  })
  expect(await exists(store, 'a')).toBe(true)
})

test('what is written is durable and private: WAL, full flush, foreign keys, mode 0600', async () => {
  const dataDir = tempDir()
  const store = await openTestStore({ dataDir })
  const file = join(dataDir, DATABASE_FILE)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const other = new BetterSqlite(file)
  expect(other.pragma('journal_mode', { simple: true })).toBe('wal')
  other.close()
  const orphan = store.write('test', (tx) =>
    chats.ensureChat(tx, { channel: 'x', address: 'y', kind: 'private', contactId: 999 }, 1),
  )
  await expect(orphan).rejects.toThrow(/FOREIGN KEY/)
})

describe('opening', () => {
  test('a file that is no database is refused in words for the operator', async () => {
    const dataDir = tempDir()
    writeFileSync(join(dataDir, DATABASE_FILE), 'x'.repeat(5_000))
    const opening = openStore({ dataDir })
    await expect(opening).rejects.toThrow(StoreOpenError)
    await expect(opening).rejects.toThrow(/rusak[\s\S]*damaged/)
  })

  test('a tool beside the service does not make a database', async () => {
    const opening = openStore({ dataDir: tempDir(), mode: 'tool' })
    await expect(opening).rejects.toMatchObject({ code: 'missing' })
  })

  test('a folder that cannot be made is refused in words for the operator', async () => {
    const dataDir = tempDir()
    writeFileSync(join(dataDir, 'file'), '')
    const opening = openStore({ dataDir: join(dataDir, 'file') })
    await expect(opening).rejects.toMatchObject({ code: 'unwritable' })
  })
})

test.each([
  ['SQLITE_FULL', true],
  ['SQLITE_IOERR_FSYNC', true],
  ['SQLITE_BUSY_SNAPSHOT', true],
  ['SQLITE_CONSTRAINT_UNIQUE', false],
  ['ENOENT', false],
])('a fault with code %s is the store’s own: %s', (code, expected) => {
  expect(isStoreFault(Object.assign(new Error('x'), { code }))).toBe(expected)
})
