import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import {
  acquireLease,
  chats,
  DATABASE_FILE,
  gaps,
  LeaseHeldError,
  openStore,
} from '../../src/store/index.js'
import type { Migration } from '../../src/store/migrate.js'
import { MIGRATIONS } from '../../src/store/migrations/index.js'
import { tempDir } from '../support/store-fixtures.js'

const second: Migration = {
  version: MIGRATIONS.length + 1,
  name: 'later',
  sql: 'CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;',
}
const broken: Migration = {
  version: MIGRATIONS.length + 1,
  name: 'broken',
  sql: 'CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE half (id INTEGER) STRICT;',
}

async function openAndClose(
  dataDir: string,
  migrations: readonly Migration[] = MIGRATIONS,
  mode: 'service' | 'tool' = 'service',
): Promise<void> {
  const store = await openStore({ dataDir, migrations, mode, now: () => Date.UTC(2026, 0, 5) })
  await store.close()
}

function edit(dataDir: string, sql: string): void {
  const database = new BetterSqlite(join(dataDir, DATABASE_FILE))
  database.exec(sql)
  database.close()
}

describe('an upgrade', () => {
  test('leaves a backup with the old data beside the upgraded database (B37)', async () => {
    const dataDir = tempDir()
    const store = await openStore({ dataDir })
    await store.write('test', (tx) =>
      chats.ensureChat(tx, { channel: 't', address: 'a', kind: 'group', contactId: null }, 1),
    )
    await store.close()

    await openAndClose(dataDir, [...MIGRATIONS, second])

    const backups = readdirSync(join(dataDir, 'backups'))
    expect(backups).toEqual([`tanya-kinerja-v${MIGRATIONS.length}-2026-01-05T00-00-00-000Z.sqlite`])
    const copy = new BetterSqlite(join(dataDir, 'backups', backups[0] ?? ''), { readonly: true })
    expect(copy.prepare('SELECT address FROM chats').pluck().all()).toEqual(['a'])
    expect(copy.prepare("SELECT 1 FROM sqlite_master WHERE name = 'later'").get()).toBeUndefined()
    copy.close()
    await openAndClose(dataDir, [...MIGRATIONS, second])
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1)
  })

  test('that fails half-way leaves the database as it was, and the next start works', async () => {
    const dataDir = tempDir()
    await openAndClose(dataDir)
    await expect(openAndClose(dataDir, [...MIGRATIONS, broken])).rejects.toThrow(/half/)
    await openAndClose(dataDir)
    await openAndClose(dataDir, [...MIGRATIONS, second])
  })

  test('goes from any old version to the newest in one start (B37)', async () => {
    const dataDir = tempDir()
    await openAndClose(dataDir)
    const third = {
      version: second.version + 1,
      name: 'third',
      sql: 'ALTER TABLE later ADD x TEXT;',
    }
    await openAndClose(dataDir, [...MIGRATIONS, second, third])
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(2)
  })

  test('from version 1 keeps every gap, as one that was declined', async () => {
    const dataDir = tempDir()
    await openAndClose(dataDir, MIGRATIONS.slice(0, 1))
    edit(
      dataDir,
      `INSERT INTO chats (public_id, channel, address, kind, created_at) VALUES ('p', 't', 'a', 'group', 1);
       INSERT INTO gaps (chat_id, text, candidates, at) VALUES (1, 'apa itu', '["faq-a"]', 5)`,
    )
    const store = await openStore({ dataDir })
    const found = await store.read((tx) => gaps.listGaps(tx, 10))
    await store.close()
    expect(found).toEqual([
      { chatId: 1, reason: 'declined', text: 'apa itu', candidates: ['faq-a'], at: 5 },
    ])
    expect(readdirSync(join(dataDir, 'backups'))).toEqual([
      expect.stringMatching(/^tanya-kinerja-v1-/),
    ])
  })

  test('does not change the schema under a service that still runs, and names it', async () => {
    const dataDir = tempDir()
    const running = await openStore({ dataDir })
    const lease = await acquireLease(running, 'service')
    const upgrade = () => openAndClose(dataDir, [...MIGRATIONS, second])
    await expect(upgrade()).rejects.toThrow(LeaseHeldError)
    expect(existsSync(join(dataDir, 'backups'))).toBe(false)
    await lease.release()
    await running.close()
    await upgrade()
  })

  test('is not made by a tool beside the service, which says what to do', async () => {
    const dataDir = tempDir()
    await openAndClose(dataDir)
    const opening = openAndClose(dataDir, [...MIGRATIONS, second], 'tool')
    await expect(opening).rejects.toMatchObject({ code: 'outdated' })
    await expect(opening).rejects.toThrow(/npm start/)
  })
})

describe('the service refuses to start', () => {
  test('on a database that is newer than the program', async () => {
    const dataDir = tempDir()
    await openAndClose(dataDir, [...MIGRATIONS, second])
    const opening = openAndClose(dataDir)
    await expect(opening).rejects.toMatchObject({ code: 'newer' })
    await expect(opening).rejects.toThrow(/lebih baru[\s\S]*newer/)
  })

  test.each([
    ['a table is missing', 'DROP TABLE gaps', /gaps is missing/],
    ['an index is missing', 'DROP INDEX outbox_pending', /outbox_pending is missing/],
    ['a column was added', 'ALTER TABLE gaps ADD x TEXT', /gaps differs/],
    ['a strange table is there', 'CREATE TABLE half_done (id INTEGER)', /half_done is not known/],
    ['no step is recorded', 'DELETE FROM migrations', /contacts is not known/],
  ])('on a half-migrated database: %s', async (_fault, sql, names) => {
    const dataDir = tempDir()
    await openAndClose(dataDir)
    edit(dataDir, sql)
    const opening = openAndClose(dataDir)
    await expect(opening).rejects.toThrow(names)
    await expect(opening).rejects.toThrow(/backups/)
  })
})

test('the service refuses to start when a step in the middle is not recorded', async () => {
  const dataDir = tempDir()
  await openAndClose(dataDir, [...MIGRATIONS, second])
  edit(dataDir, 'DELETE FROM migrations WHERE version = 1')
  const opening = openAndClose(dataDir, [...MIGRATIONS, second])
  await expect(opening).rejects.toThrow(/migration 1 is not recorded/)
})

test('a backup that was interrupted is written anew', async () => {
  const dataDir = tempDir()
  await openAndClose(dataDir)
  await openAndClose(dataDir, [...MIGRATIONS, second])
  const folder = join(dataDir, 'backups')
  const [name = ''] = readdirSync(folder)
  rmSync(join(folder, name))
  edit(dataDir, `DELETE FROM migrations WHERE version = ${second.version}; DROP TABLE later`)
  edit(dataDir, `ATTACH '${join(folder, `${name}.partial`)}' AS p; CREATE TABLE p.junk (id)`)
  await openAndClose(dataDir, [...MIGRATIONS, second])
  expect(readdirSync(folder)).toEqual([name])
})
