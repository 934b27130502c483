import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { outgoing, QR_FILE, ready, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import { until } from '../../support/whatsapp-wait.js'

let world: WhatsAppWorld

beforeEach(async () => {
  world = await WhatsAppWorld.create()
})

afterEach(async () => {
  await world.close()
})

describe('pairing by QR', () => {
  it('pairs, answers a person who writes, and is ready', async () => {
    const bot = await world.startPairedBot()
    const person = await world.person()

    await person.sendText(world.botJid, 'halo min')
    await until(() => world.inbox.stored.length === 1, 'the message is stored')
    const chat = world.inbox.stored[0]?.chat.address ?? ''
    await bot.send(outgoing(chat, 'Halo, Bapak/Ibu.'))

    const answer = await person.waitFor(() => true)
    expect(answer.text).toBe('Halo, Bapak/Ibu.')
    expect(bot.status().state).toBe('ready')
    expect(bot.privateLink()).toBe(`https://wa.me/${world.office.phone}`)
  })
})
