import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Channel } from '../../../src/channels/channel.js'
import { SessionFile, SessionFileError } from '../../../src/channels/whatsapp/session-file.js'
import { ready, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

const FILE = 'whatsapp.db'

describe('the session file', () => {
  let folder: string
  let path: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-'))
    path = join(folder, FILE)
  })

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('is created for its owner alone, in WAL mode with full syncs', () => {
    const file = SessionFile.open(path, () => '{}')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600)
    expect(file.db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(file.db.pragma('synchronous', { simple: true })).toBe(2)
    file.close()
  })

  it('gets its rights back when somebody has widened them', () => {
    SessionFile.open(path, () => '{}').close()
    chmodSync(path, 0o644)
    SessionFile.open(path, () => '{}').close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('takes nothing from the log of a database that was deleted alone', () => {
    const old = SessionFile.open(path, () => '{}')
    old.setMeta('logged-out', 'yes')
    copyFileSync(`${path}-wal`, join(folder, 'left'))
    old.close()
    rmSync(path)
    renameSync(join(folder, 'left'), `${path}-wal`)
    const fresh = SessionFile.open(path, () => '{}')
    expect(fresh.meta('logged-out')).toBeUndefined()
    fresh.close()
  })

  it('is created anew when a crash left only a draft of it', () => {
    writeFileSync(`${path}.new`, 'half a file')
    SessionFile.open(path, () => '{}').close()
    expect(readdirSync(folder)).toEqual([FILE])
  })

  it.each([
    { damage: 'emptied by a full disk', content: '' },
    { damage: 'overwritten', content: 'not a database at all, but long enough to look like one' },
  ])('is refused and left alone when it was $damage', ({ content }) => {
    writeFileSync(path, content)
    expect(() => SessionFile.open(path, () => '{}')).toThrow(SessionFileError)
    expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it('is refused when a page in its middle is damaged', () => {
    const file = SessionFile.open(path, () => '{}')
    const put = file.db.prepare('INSERT INTO signal_keys VALUES (?, ?, ?)')
    for (let id = 0; id < 500; id += 1) put.run('session', String(id), 'x'.repeat(200))
    file.close()
    const bytes = readFileSync(path)
    bytes.fill(0xff, 8 * 4096, 12 * 4096)
    writeFileSync(path, bytes)
    expect(() => SessionFile.open(path, () => '{}')).toThrow(/whatsapp\.db/)
  })

  it('is refused when a newer program has written it', () => {
    SessionFile.open(path, () => '{}').close()
    const db = new Database(path)
    db.pragma('user_version = 99')
    db.close()
    expect(() => SessionFile.open(path, () => '{}')).toThrow(/format 99/)
  })
})

describe('a paired bot whose credentials cannot be read', () => {
  let world: WhatsAppWorld
  let log: string[]

  beforeEach(async () => {
    log = []
    world = await WhatsAppWorld.create()
    await (await world.startPairedBot()).stop()
  })

  afterEach(async () => {
    await world.close()
  })

  async function restart(): Promise<Channel> {
    return world.startBot({ logLines: log })
  }

  function expectStopped(bot: Channel, connections: number): void {
    expect(bot.status().state).toBe('failing')
    expect(bot.status().reason).toMatch(/tidak dapat dibaca/)
    expect(log.some((line) => line.includes('whatsapp-credentials-unreadable'))).toBe(true)
    expect(world.server.connections).toBe(connections)
    expect(existsSync(join(world.dataDir, 'whatsapp-qr.txt'))).toBe(false)
  }

  const damages: { what: string; damage: (path: string) => void }[] = [
    { what: 'an emptied file', damage: (path) => writeFileSync(path, '') },
    {
      what: 'a file that is no database',
      damage: (path) => writeFileSync(path, 'x'.repeat(9_000)),
    },
    { what: 'credentials that are no JSON', damage: (path) => rewrite(path, '{"noiseKey":') },
    { what: 'credentials without keys', damage: (path) => rewrite(path, '{"registrationId":1}') },
    { what: 'no credentials', damage: (path) => rewrite(path, undefined) },
  ]
  it.each(damages)('stops, alarms and pairs nothing anew: $what', async ({ damage }) => {
    const connections = world.server.connections
    damage(join(world.dataDir, FILE))
    expectStopped(await restart(), connections)
  })

  it('stops when a key turns out to be unreadable while it runs', async () => {
    const db = new Database(join(world.dataDir, FILE))
    db.prepare("UPDATE signal_keys SET value = '{half' WHERE type = 'pre-key'").run()
    db.close()
    const bot = await restart()
    await until(() => bot.status().state === 'failing', 'it has stopped')
    expect(log.some((line) => line.includes('whatsapp-credentials-unreadable'))).toBe(true)
  })

  it('works again when the file is put back from a backup', async () => {
    const path = join(world.dataDir, FILE)
    const backup = readFileSync(path)
    writeFileSync(path, '')
    const bot = await restart()
    expect(bot.status().state).toBe('failing')
    await bot.stop()

    writeFileSync(path, backup)
    await ready(await restart())
    expect(world.office.devices.size).toBe(1)
  })
})

function rewrite(path: string, creds: string | undefined): void {
  const db = new Database(path)
  if (creds === undefined) db.prepare('DELETE FROM creds').run()
  else db.prepare('UPDATE creds SET value = ?').run(creds)
  db.close()
}
