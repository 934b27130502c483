import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { outgoing, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import { BotProcess } from '../../support/whatsapp-process.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

describe('what libsignal prints about its sessions', () => {
  const quiet = fileURLToPath(
    new URL('../../../src/channels/whatsapp/quiet-libsignal.ts', import.meta.url),
  )
  const record = createRequire(import.meta.url).resolve('libsignal/src/session_record.js')

  function closeSession(before: string): { stdout: string; stderr: string } {
    const script = `
      ${before}
      const { default: SessionRecord } = await import(${JSON.stringify(pathToFileURL(record).href)})
      const session = SessionRecord.createEntry()
      session.indexInfo = { baseKey: Buffer.alloc(1), closed: -1, secret: 'private key' }
      new SessionRecord().closeSession(session)
      console.info('other code prints on')`
    return spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
  }

  it('would reach the terminal by itself', () => {
    expect(closeSession('').stdout).toContain('private key')
  })

  it('does not reach it once silenced, while other code prints on', () => {
    const { stdout, stderr } = closeSession(
      `const { silenceLibsignal } = await import(${JSON.stringify(pathToFileURL(quiet).href)}); silenceLibsignal()`,
    )
    expect(stdout).toBe('other code prints on\n')
    expect(stderr).toBe('')
  })
})

describe('a whole life of the bot', () => {
  let world: WhatsAppWorld
  let bot: BotProcess

  beforeEach(async () => {
    world = await WhatsAppWorld.create()
    bot = BotProcess.start(world)
  })

  afterEach(async () => {
    await bot.kill()
    await world.close()
  })

  it('writes no key, no phone number and no message to its output, not even at level trace', async () => {
    await world.scanQrOf(world.dataDir)
    await bot.connected()
    const person = await world.person('Guru Rahasia')
    const texts = (): string[] => bot.stored().map((one) => one.text)

    await person.sendText(world.botJid, 'isi pesan rahasia')
    await until(() => texts().length === 1, 'the first message is stored')
    const chat = bot.stored()[0]?.chat.address ?? ''
    const message = outgoing(chat, 'jawaban rahasia')
    bot.send(message)
    await bot.sent(message)
    await person.waitFor(() => true)
    // A new session of the person closes the old one: that is when libsignal prints.
    await person.forgetSession(world.office.lidJid)
    await person.forgetSession(`${world.office.lid}:1@lid`)
    await person.sendText(world.botJid, 'isi pesan rahasia kedua')
    await until(() => texts().length === 2, 'the second message is stored')
    world.server.corruptNext = 1
    await person.sendText(world.botJid, 'isi pesan rahasia ketiga')
    await until(() => texts().length === 3, 'the third message is stored')
    await bot.kill()

    const secrets = storedSecrets(join(world.dataDir, 'whatsapp.db'))
    expect(secrets.length).toBeGreaterThan(100)
    expect(secrets.filter((secret) => appears(secret, bot.output))).toEqual([])
    for (const word of [person.account.phone, person.account.lid, world.office.lid, 'rahasia']) {
      expect(bot.output.toLowerCase()).not.toContain(word)
    }
  })
})

/** Private keys and chain keys of the session file, as bytes. */
function storedSecrets(path: string): Buffer[] {
  const db = new Database(path, { readonly: true })
  const rows = db
    .prepare(
      `SELECT value FROM creds UNION ALL
       SELECT value FROM signal_keys WHERE type IN ('session', 'pre-key', 'sender-key')`,
    )
    .all() as { value: string }[]
  db.close()
  const secrets: Buffer[] = []
  for (const row of rows) {
    JSON.parse(row.value, (name: string, value: unknown) => {
      if (!/priv|key|secret|root/i.test(name)) return value
      const text = (value as { data?: unknown } | null)?.data ?? value
      if (typeof text === 'string' && /^[A-Za-z0-9+/]{42,}=*$/.test(text)) {
        secrets.push(Buffer.from(text, 'base64'))
      }
      return value
    })
  }
  return secrets
}

/** In any form that a program prints bytes in. */
function appears(secret: Buffer, output: string): boolean {
  const forms = [
    secret.toString('base64'),
    secret.toString('hex'),
    inspect(secret),
    [...secret].join(','),
  ]
  return forms.some((form) => output.includes(form))
}
