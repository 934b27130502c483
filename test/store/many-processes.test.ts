import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { DATABASE_FILE } from '../../src/store/index.js'
import { startChild } from '../support/child.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

const WRITERS = 3
const MESSAGES_EACH = 200

test('bursts from several processes never meet "database is locked" (B40)', async () => {
  const dataDir = tempDir()
  await openTestStore({ dataDir })
  const writers = Array.from({ length: WRITERS }, (_, n) =>
    startChild('store-writer.ts', [dataDir, `writer-${n}`, `${MESSAGES_EACH}`]),
  )
  const codes = await Promise.all(writers.map(({ exited }) => exited))
  expect(writers.map(({ output }) => output.stderr).join('')).toBe('')
  expect(codes).toEqual(Array(WRITERS).fill(0))
  const database = new BetterSqlite(join(dataDir, DATABASE_FILE), { readonly: true })
  expect(database.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(
    WRITERS * MESSAGES_EACH,
  )
  database.close()
})

test('a second live process on the same folder exits with 1 and names the holder; a killed one is replaced at once (B8)', async () => {
  const dataDir = tempDir()
  const first = startChild('lease-holder.ts', [dataDir])
  await until(() => first.output.stdout.includes('held 1'), 'the first holds the lease')

  const second = startChild('lease-holder.ts', [dataDir])
  expect(await second.exited).toBe(1)
  expect(second.output.stderr).toContain(`proses ${first.process.pid}`)
  expect(second.output.stderr).toContain(`process ${first.process.pid}`)

  first.process.kill('SIGKILL')
  await first.exited
  const third = startChild('lease-holder.ts', [dataDir])
  await until(() => third.output.stdout.includes('held 2'), 'the third replaced the dead one')
})
