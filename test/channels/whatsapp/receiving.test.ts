import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Channel, InboundEnvelope } from '../../../src/channels/channel.js'
import { UNREADABLE_AFTER_MS } from '../../../src/channels/whatsapp/limits.js'
import { baileys, type proto } from '../../support/whatsapp-baileys.js'
import { outgoing, ready, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import type { Phone } from '../../support/whatsapp-phone.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

let world: WhatsAppWorld
let bot: Channel
let person: Phone
/** The bot's clock runs ahead by this, milliseconds. */
let clockAhead = 0

beforeAll(async () => {
  world = await WhatsAppWorld.create()
  bot = await world.startPairedBot({
    clock: () => Date.now() + clockAhead,
    mask: (text) => ({
      text: text.replace(/\d{18}/g, '[NIP]'),
      kinds: /\d{18}/.test(text) ? ['nip'] : [],
    }),
  })
  person = await world.person('Ibu Guru')
})

afterAll(async () => {
  await world.close()
})

async function nextStored(action: () => Promise<unknown>): Promise<InboundEnvelope> {
  const before = world.inbox.stored.length
  await action()
  await until(() => world.inbox.stored.length > before, 'the inbox has one more')
  return world.inbox.stored[before] as InboundEnvelope
}

/** The bot reads in order, so once it has this one, everything before was passed over. */
async function nothingStored(action: () => Promise<unknown>): Promise<void> {
  const before = world.inbox.stored.length
  await action()
  await nextStored(() => person.sendText(world.botJid, 'penanda'))
  expect(world.inbox.stored.slice(before).map((one) => one.text)).toEqual(['penanda'])
}

describe('a message of a person', () => {
  it('arrives with its text, time, name and both addresses of the person', async () => {
    let id = ''
    const before = Date.now()
    const stored = await nextStored(async () => {
      id = await person.sendText(world.botJid, 'Selamat pagi')
    })
    expect(stored).toMatchObject({
      channel: 'whatsapp',
      externalId: `${person.account.lidJid}::${id}`,
      chat: { address: person.account.lidJid, kind: 'private' },
      sender: {
        addresses: [person.account.lidJid, person.account.phoneJid],
        displayName: 'Ibu Guru',
      },
      kind: 'text',
      text: 'Selamat pagi',
      from: 'user',
    })
    expect(Math.abs(stored.sentAt - before)).toBeLessThan(5_000)
  })

  it('has one contact and one chat, whether it was written to the phone number or to the LID', async () => {
    const byPhone = await nextStored(() => person.sendText(world.office.phoneJid, 'ke nomor'))
    const byLid = await nextStored(() => person.sendText(world.office.lidJid, 'ke LID'))
    expect(byLid.chat).toEqual(byPhone.chat)
    expect(byLid.sender.addresses).toEqual(byPhone.sender.addresses)
  })

  it('is masked before anything is kept, and says what was masked', async () => {
    const stored = await nextStored(() =>
      person.sendText(world.botJid, 'NIP saya 198001012005011001 ya'),
    )
    expect(stored).toMatchObject({ text: 'NIP saya [NIP] ya', masked: ['nip'] })
  })

  it('arrives whole when it is 100 kB long and holds NUL and right-to-left marks', async () => {
    const text = `a\u0000b\u202e${'x'.repeat(100_000)}`
    const stored = await nextStored(() => person.sendText(world.botJid, text))
    expect(stored.text).toBe(text)
  })

  const cases: { label: string; message: proto.IMessage; kind: string; text: string }[] = [
    {
      label: 'a disappearing text',
      message: { ephemeralMessage: { message: { extendedTextMessage: { text: 'hilang nanti' } } } },
      kind: 'text',
      text: 'hilang nanti',
    },
    {
      label: 'a view-once picture with a caption',
      message: { viewOnceMessageV2: { message: { imageMessage: { caption: 'sekali lihat' } } } },
      kind: 'picture',
      text: 'sekali lihat',
    },
    {
      label: 'a picture with a caption',
      message: { imageMessage: { caption: 'error apa ini', mimetype: 'image/jpeg' } },
      kind: 'picture',
      text: 'error apa ini',
    },
    { label: 'a sticker', message: { stickerMessage: {} }, kind: 'sticker', text: '' },
    { label: 'a voice note', message: { audioMessage: { ptt: true } }, kind: 'voice', text: '' },
    {
      label: 'a video',
      message: { videoMessage: { caption: 'lihat' } },
      kind: 'video',
      text: 'lihat',
    },
    {
      label: 'a document with a caption',
      message: {
        documentWithCaptionMessage: { message: { documentMessage: { caption: 'surat' } } },
      },
      kind: 'document',
      text: 'surat',
    },
    {
      label: 'a location',
      message: { locationMessage: { degreesLatitude: -2.5, degreesLongitude: 140.7 } },
      kind: 'location',
      text: '',
    },
    {
      label: 'a contact card',
      message: { contactMessage: { vcard: 'x' } },
      kind: 'contact',
      text: '',
    },
    {
      label: 'a poll',
      message: { pollCreationMessage: { name: 'Kapan?', options: [] } },
      kind: 'poll',
      text: 'Kapan?',
    },
    {
      label: 'a reaction',
      message: { reactionMessage: { text: '👍', key: { remoteJid: 'x', id: 'y', fromMe: false } } },
      kind: 'reaction',
      text: '👍',
    },
    {
      label: 'the answer to a list of another program',
      message: {
        listResponseMessage: { title: 'Lupa sandi', singleSelectReply: { selectedRowId: 'r1' } },
      },
      kind: 'text',
      text: 'Lupa sandi',
    },
    {
      label: 'a kind that the bot does not know',
      message: { orderMessage: { orderTitle: 'pesanan' } },
      kind: 'unsupported',
      text: '',
    },
  ]
  it.each(cases)('is understood as $kind when it is $label', async ({ message, kind, text }) => {
    const stored = await nextStored(() => person.send(world.botJid, message))
    expect({ kind: stored.kind, text: stored.text }).toEqual({ kind, text })
  })

  it('is told apart when it is edited and when it is taken back', async () => {
    let id = ''
    const first = await nextStored(async () => {
      id = await person.sendText(world.botJid, 'lupa kata')
    })
    const edited = await nextStored(() => person.edit(world.botJid, id, 'lupa kata sandi'))
    const revoked = await nextStored(() => person.revoke(world.botJid, id))

    expect(edited).toMatchObject({ kind: 'edit', text: 'lupa kata sandi' })
    expect(revoked).toMatchObject({ kind: 'deletion', text: '' })
    expect(new Set([first, edited, revoked].map((one) => one.externalId)).size).toBe(3)
  })

  it('is asked for again when it comes damaged, and stored once', async () => {
    await nextStored(() => person.sendText(world.botJid, 'sebelum'))
    world.server.corruptNext = 1
    const stored = await nextStored(() => person.sendText(world.botJid, 'rusak di jalan'))
    expect(stored).toMatchObject({ kind: 'text', text: 'rusak di jalan' })
    expect(world.server.receipts.some((one) => one.type === 'retry')).toBe(true)
    expect(world.inbox.texts().filter((text) => text === 'rusak di jalan')).toHaveLength(1)
  })

  it('is reported as unreadable when it stays damaged, so the person need not wait for ever', async () => {
    world.server.corruptNext = 1
    const before = world.inbox.stored.length
    const retries = world.server.receipts.length
    const id = baileys.generateMessageIDV2()
    const lost = person.send(world.botJid, { conversation: 'tak terbaca' }, id)
    person.forgetSent()
    await lost
    const asked = (): boolean =>
      world.server.receipts.slice(retries).some((one) => one.type === 'retry')
    await until(asked, 'the bot has asked for it again')

    await nextStored(() => person.sendText(world.botJid, 'penanda'))
    expect(world.inbox.texts().slice(before)).toEqual(['penanda'])
    clockAhead = UNREADABLE_AFTER_MS
    await person.sendText(world.botJid, 'kemudian')
    await until(
      () => world.inbox.stored.length === before + 3,
      'the notice and the next are stored',
    )
    expect(world.inbox.stored[before + 1]).toMatchObject({
      externalId: `${person.account.lidJid}::${id}:unreadable`,
      kind: 'unsupported',
      text: '',
    })
  })

  it('is stored once when the server delivers it twice', async () => {
    const stored = await nextStored(() => person.sendText(world.botJid, 'dua kali'))
    await nothingStored(async () => {
      const id = stored.externalId.split(':').at(-1)
      await person.send(world.botJid, { conversation: 'dua kali' }, id)
    })
  })
})

describe('what is not for the bot', () => {
  it('passes over status posts and protocol messages', async () => {
    await nothingStored(async () => {
      world.server.postStatus(person.account, world.office)
      await person.send(world.botJid, { protocolMessage: { type: 3, ephemeralExpiration: 86_400 } })
    })
  })
})

describe('the office itself', () => {
  it('does not take an echo of its own message for a message', async () => {
    const officePhone = await world.phoneOf(world.office)
    const message = outgoing(person.account.lidJid, 'jawaban bot')
    const receipt = await bot.send(message)
    const id = receipt.externalId?.split(':').at(-1)
    await nothingStored(() =>
      officePhone.send(person.account.phoneJid, { conversation: 'jawaban bot' }, id),
    )
    await officePhone.disconnect()
  })

  it("hands on what a person types on the office's phone as a staff reply in that chat", async () => {
    const officePhone = await world.phoneOf(world.office)
    const stored = await nextStored(() =>
      officePhone.sendText(person.account.phoneJid, 'Saya bantu, Bu'),
    )
    expect(stored).toMatchObject({
      from: 'staff',
      kind: 'text',
      text: 'Saya bantu, Bu',
      chat: { address: person.account.lidJid, kind: 'private' },
      sender: { addresses: [person.account.lidJid, person.account.phoneJid] },
    })
    expect(stored.sender.displayName).toBeUndefined()
    await officePhone.disconnect()
  })

  it("does not take a reaction or a note to oneself on the office's phone for a staff reply", async () => {
    const officePhone = await world.phoneOf(world.office)
    await nothingStored(async () => {
      const key = { remoteJid: person.account.phoneJid, id: randomBytes(8).toString('hex') }
      await officePhone.send(person.account.phoneJid, { reactionMessage: { text: '👍', key } })
      await officePhone.sendText(world.office.phoneJid, 'catatan sendiri')
    })
    await officePhone.disconnect()
  })
})

describe('after the bot was away', () => {
  it('stores the 20 messages that were sent meanwhile, once each and in order', async () => {
    await bot.stop()
    const before = world.inbox.stored.length
    const texts = Array.from({ length: 20 }, (_, index) => `selagi mati ${index}`)
    for (const text of texts) await person.sendText(world.botJid, text)

    bot = await world.startBot()
    await ready(bot)
    await until(() => world.inbox.stored.length === before + 20, 'all 20 are stored')
    expect(world.inbox.texts().slice(before)).toEqual(texts)
  })

  it('keeps the order when live messages arrive among those that piled up', async () => {
    await bot.stop()
    const before = world.inbox.stored.length
    const newcomer = await world.person('Pak Baru')
    const texts = Array.from({ length: 30 }, (_, index) => `urut ${index}`)
    for (const text of texts) await newcomer.sendText(world.botJid, text)

    world.server.freshInPile = 15
    bot = await world.startBot()
    await until(() => world.inbox.stored.length === before + 30, 'all are stored')
    world.server.freshInPile = 0
    expect(world.inbox.texts().slice(before)).toEqual(texts)
    await ready(bot)
  })
})

describe('an inbox that refuses', () => {
  it('is asked again until it takes everything, in order', async () => {
    const before = world.inbox.stored.length
    world.inbox.refuseNext = 3
    const texts = ['satu', 'dua', 'tiga', 'empat']
    for (const text of texts) await person.sendText(world.botJid, text)
    await until(() => world.inbox.stored.length === before + 4, 'all four are stored')
    expect(world.inbox.texts().slice(before)).toEqual(texts)
    expect(world.inbox.refused).toBe(3)
  })

  it('gets what it refused before a restart after it', async () => {
    const before = world.inbox.stored.length
    world.inbox.refuseNext = Number.POSITIVE_INFINITY
    const refused = world.inbox.refused
    await person.sendText(world.botJid, 'jangan hilang')
    await until(() => world.inbox.refused > refused, 'the inbox has refused it')
    await bot.stop()

    world.inbox.refuseNext = 0
    bot = await world.startBot()
    await until(() => world.inbox.stored.length === before + 1, 'it is stored')
    expect(world.inbox.texts().at(-1)).toBe('jangan hilang')
  })
})
