import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Channel, SendError, type SendFault } from '../../../src/channels/channel.js'
import { PACING } from '../../../src/channels/whatsapp/limits.js'
import { faultOfAck } from '../../../src/channels/whatsapp/send-faults.js'
import { messageIdFor } from '../../../src/channels/whatsapp/sent-messages.js'
import { outgoing, ready, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import type { Phone, ShownMessage } from '../../support/whatsapp-phone.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

let world: WhatsAppWorld
let bot: Channel
let person: Phone
/** Address of the chat with the person. */
let chat: string

beforeAll(async () => {
  world = await WhatsAppWorld.create()
  bot = await world.startPairedBot()
  person = await world.person()
  await person.sendText(world.botJid, 'halo')
  await until(() => world.inbox.stored.length === 1, 'the greeting is stored')
  chat = world.inbox.stored[0]?.chat.address ?? ''
})

afterAll(async () => {
  await world.close()
})

/** The message with this text that the person sees after the action. */
async function seen(text: string, action: () => Promise<unknown>): Promise<ShownMessage> {
  const before = person.shown.length
  await action()
  return person.waitFor((shown) => shown.text === text, before, text)
}

async function faultOf(sending: Promise<unknown>): Promise<SendError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SendError)
  return error as SendError
}

describe('a reply', () => {
  it('shows its heading bold, its links, and its choices as numbered lines', async () => {
    const reply = {
      heading: 'Menu',
      text: 'Pilih satu, Bapak/Ibu.',
      links: [{ label: 'Panduan', url: 'https://example.org/panduan' }],
      choices: [
        { action: 'a', label: 'Lupa sandi' },
        { action: 'b', label: 'Data PNS' },
      ],
    }
    await seen(
      '*Menu*\nPilih satu, Bapak/Ibu.\nPanduan: https://example.org/panduan\n\n1. Lupa sandi\n2. Data PNS',
      () => bot.send(outgoing(chat, reply)),
    )
  })

  it('goes to the LID of a person whose phone number is asked for', async () => {
    await seen('lewat LID', () => bot.send(outgoing(person.account.phoneJid, 'lewat LID')))
    expect(world.server.messages.at(-1)?.to).toBe(person.account.lidJid)
  })

  it('carries the same id on every attempt, so the phone shows it once', async () => {
    const message = outgoing(chat, 'sekali saja')
    const id = messageIdFor(message.clientMessageId)
    world.server.withholdAcks = true
    const lost = faultOf(bot.send(message))
    await person.waitFor((shown) => shown.id === id)
    world.server.dropAll()
    expect((await lost).fault).toBe('unavailable')

    world.server.withholdAcks = false
    await until(() => person.online, 'the person is online again')
    await ready(bot)
    await bot.send(message)
    const copies = (): string[] => person.arrivals.filter((one) => one === id)
    await until(() => copies().length === 2, 'the repeat has arrived')
    expect(person.shown.filter((shown) => shown.text === 'sekali saja')).toHaveLength(1)
  })

  it('is not sent again when the server has acknowledged it before', async () => {
    const message = outgoing(chat, 'sudah sampai')
    const before = world.server.messages.length
    await seen('sudah sampai', async () => {
      const first = await bot.send(message)
      expect(await bot.send(message)).toEqual(first)
    })
    expect(world.server.messages).toHaveLength(before + 1)
  })

  it('is sent again, from what was kept, to a phone that could not decrypt it', async () => {
    world.server.corruptNext = 1
    const before = world.server.receipts.length
    await seen('rusak di jalan', () => bot.send(outgoing(chat, 'rusak di jalan')))
    expect(world.server.receipts.slice(before).some((one) => one.type === 'retry')).toBe(true)
  })

  it('is sent again even when the bot was restarted in between', async () => {
    await person.disconnect()
    world.server.corruptNext = 1
    const retries = (): number => world.server.receipts.filter((one) => one.type === 'retry').length
    const before = retries()
    await seen('rusak, lalu mulai ulang', async () => {
      await bot.send(outgoing(chat, 'rusak, lalu mulai ulang'))
      await bot.stop()
      bot = await world.startBot()
      await ready(bot)
      await person.connect()
    })
    expect(retries()).toBeGreaterThan(before)
  })

  it('keeps no personal data in what it may send again', async () => {
    await bot.stop()
    const mask = (text: string) => ({ text: text.replace(/\d{18}/g, '[NIP]'), kinds: [] })
    bot = await world.startBot({ mask })
    await ready(bot)
    world.server.corruptNext = 1
    const message = outgoing(chat, 'NIP 198001012005011001 tercatat')
    await seen('NIP [NIP] tercatat', () => bot.send(message))
  })
})

describe('a send that fails', () => {
  it('tells that the channel is unavailable while it is not connected', async () => {
    await bot.stop()
    expect((await faultOf(bot.send(outgoing(chat, 'x')))).fault).toBe('unavailable')
    bot = await world.startBot()
    await ready(bot)
  })

  it("is thrown with the server's code when the server refuses, and works on the next attempt", async () => {
    const message = outgoing(chat, 'akhirnya')
    world.server.refusals.push('500')
    const error = await faultOf(bot.send(message))
    expect(error.fault).toBe('retry')
    expect(error.message).toContain('500')
    await seen('akhirnya', () => bot.send(message))
  })

  it('is permanent for a group that does not exist', async () => {
    const message = outgoing('12036300000000009@g.us', 'x', { chatKind: 'group' })
    expect((await faultOf(bot.send(message))).fault).toBe('permanent')
  })

  const refusals: { code: string; fault: SendFault }[] = [
    { code: '463', fault: 'retry' },
    { code: '429', fault: 'throttled' },
    { code: '403', fault: 'permanent' },
    { code: '404', fault: 'permanent' },
    { code: '479', fault: 'retry' },
    { code: '503', fault: 'retry' },
  ]
  it.each(refusals)('is "$fault" when the server says $code', ({ code, fault }) => {
    expect(faultOfAck(code, 0).fault).toBe(fault)
  })

  it('waits at least an hour on a lock of new chats, and to its announced end', () => {
    const hour = 3_600_000
    expect(faultOfAck('463', 0).retryAfterMs).toBe(hour)
    expect(faultOfAck('463', 5 * hour, 9 * hour).retryAfterMs).toBe(4 * hour)
  })
})

describe('pacing', () => {
  it('stays far below three messages a second, and is uneven', () => {
    expect(PACING.concurrency).toBe(1)
    expect(PACING.overallMs).toBeGreaterThanOrEqual(1_000)
    expect(PACING.jitterMs).toBeGreaterThan(0)
  })
})
