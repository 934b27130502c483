import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { outgoing, QR_FILE, ready, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

let world: WhatsAppWorld

beforeEach(async () => {
  world = await WhatsAppWorld.create()
})

afterEach(async () => {
  await world.close()
})

describe('pairing by QR', () => {
  it('pairs, restarts when the server asks for it, and answers a person', async () => {
    const bot = await world.startPairedBot()
    const person = await world.person()

    await person.sendText(world.botJid, 'halo min')
    await until(() => world.inbox.stored.length === 1, 'the message is stored')
    const chat = world.inbox.stored[0]?.chat.address ?? ''
    await bot.send(outgoing(chat, 'Halo, Bapak/Ibu.'))

    expect((await person.waitFor(() => true)).text).toBe('Halo, Bapak/Ibu.')
    expect(bot.status().state).toBe('ready')
    expect(bot.privateLink()).toBe(`https://wa.me/${world.office.phone}`)
  })

  it('writes the payload to a file that only its owner reads, one line, and removes it once paired', async () => {
    const path = join(world.dataDir, QR_FILE)
    const bot = await world.startBot()
    await until(() => existsSync(path), 'the file is there')

    const content = readFileSync(path, 'utf8')
    expect(content).toMatch(/^[^\n]+#ref-0[^\n]*,[^\n]+\n$/)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(bot.status().state).toBe('connecting')
    expect(bot.status().reason).toMatch(/QR/)
    await until(() => world.terminal.includes('▄▄▄▄▄'), 'the QR is drawn')
    expect(world.terminal).toContain('Perangkat tertaut')

    await world.scanQrOf(world.dataDir)
    await ready(bot)
    expect(readdirSync(world.dataDir).filter((name) => name.includes('qr'))).toEqual([])
  })

  it('renews the file with each new QR', async () => {
    const path = join(world.dataDir, QR_FILE)
    await world.startBot()
    await until(() => existsSync(path), 'the first QR is there')
    const first = readFileSync(path, 'utf8')

    world.server.dropAll()
    await until(() => existsSync(path) && readFileSync(path, 'utf8') !== first, 'a new QR is there')
  })

  it('comes back after a restart without pairing again', async () => {
    const bot = await world.startPairedBot()
    await bot.stop()

    const again = await world.startBot()
    await ready(again)
    expect(existsSync(join(world.dataDir, QR_FILE))).toBe(false)
    expect(world.office.devices.size).toBe(1)
  })

  it('removes the file when it is stopped before anybody scanned', async () => {
    const bot = await world.startBot()
    await until(() => existsSync(join(world.dataDir, QR_FILE)), 'the file is there')
    await bot.stop()
    expect(existsSync(join(world.dataDir, QR_FILE))).toBe(false)
  })
})

describe('pairing by code', () => {
  it('shows a code for the office number and pairs when it is typed on the phone', async () => {
    const bot = await world.startBot({ pairingNumber: `+${world.office.phone}` })
    const code = (): string | undefined =>
      /([0-9A-Z]{4})-([0-9A-Z]{4})/.exec(world.terminal)?.slice(1).join('')
    await until(() => code() !== undefined && world.server.codeAsked, 'a code is shown')
    expect(bot.status().reason).toMatch(/kode penautan/)
    expect(existsSync(join(world.dataDir, QR_FILE))).toBe(false)

    await world.server.enterCode(code() ?? '', world.office)
    await ready(bot)
    expect(world.office.devices.size).toBe(1)
  })

  it('offers a new code after a connection that broke before the code was typed', async () => {
    await world.startBot({ pairingNumber: world.office.phone })
    await until(() => world.server.codeAsked, 'a code is asked for')
    const shown = world.terminal

    world.server.dropAll()
    await until(() => world.terminal !== shown, 'another code is shown')
    expect(world.server.logins).toEqual([])
  })
})
