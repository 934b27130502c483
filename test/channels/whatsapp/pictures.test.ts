import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Channel, type InboundEnvelope, PictureError } from '../../../src/channels/channel.js'
import { ready, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import { mediaRetry } from '../../support/whatsapp-media.js'
import type { Phone, PictureOptions } from '../../support/whatsapp-phone.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

const LIMIT = 1_000_000

let world: WhatsAppWorld
let bot: Channel
let person: Phone
let picture: Buffer
const logLines: string[] = []

beforeAll(async () => {
  world = await WhatsAppWorld.create()
  bot = await world.startPairedBot({ logLines })
  person = await world.person('Ibu Guru')
  picture = await sharp(randomBytes(90 * 160 * 3), { raw: { width: 90, height: 160, channels: 3 } })
    .jpeg()
    .toBuffer()
})

beforeEach(() => {
  world.media.faults.length = 0
  world.server.onMediaRetry = undefined
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

/** Sends the picture and gives its reference. */
async function received(options?: PictureOptions): Promise<string> {
  const stored = await nextStored(() => person.sendPicture(world.botJid, picture, options))
  return stored.picture?.reference ?? ''
}

async function fetched(reference: string, maxBytes = LIMIT, signal = new AbortController().signal) {
  const bytes = await bot.fetchPicture?.(reference, { maxBytes, signal })
  return Buffer.from(bytes ?? [])
}

async function faultOf(fetching: Promise<unknown>): Promise<string> {
  const error = await fetching.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(PictureError)
  return (error as PictureError).fault
}

/** The reference with other values in it, as a sender with another program could make it. */
function altered(reference: string, values: object): string {
  return JSON.stringify({ ...(JSON.parse(reference) as object), ...values })
}

describe('a picture of a person', () => {
  const ways: { label: string; options: PictureOptions }[] = [
    { label: 'with a caption', options: {} },
    { label: 'as a file', options: { asFile: 'image/png' } },
    {
      label: 'that disappears',
      options: { wrap: (message) => ({ ephemeralMessage: { message } }) },
    },
    {
      label: 'to be seen once',
      options: { wrap: (message) => ({ viewOnceMessageV2: { message } }) },
    },
  ]
  it.each(ways)('$label is taken in and can be fetched', async ({ options }) => {
    const stored = await nextStored(() =>
      person.sendPicture(world.botJid, picture, { ...options, caption: 'error apa ini' }),
    )
    expect(stored).toMatchObject({
      kind: 'picture',
      text: 'error apa ini',
      picture: { bytes: picture.length },
    })
    expect((await fetched(stored.picture?.reference ?? '')).equals(picture)).toBe(true)
  })

  it('is kept without its small preview', async () => {
    const stored = await nextStored(() => person.sendPicture(world.botJid, picture))
    const sent = person.sent(stored.externalId.split(':').at(-1) ?? '')?.imageMessage
    const preview = Buffer.from(sent?.jpegThumbnail ?? []).toString('base64')
    expect(preview.length).toBeGreaterThan(100)
    expect(JSON.stringify(stored)).not.toContain(preview.slice(0, 60))
  })

  it('that is an animation or a file of another type stays what it is', async () => {
    const animation = { videoMessage: { gifPlayback: true, url: 'x', mediaKey: randomBytes(32) } }
    const gif = await nextStored(() => person.send(world.botJid, animation))
    const pdf = await nextStored(() =>
      person.sendPicture(world.botJid, picture, { asFile: 'application/pdf' }),
    )
    expect([gif, pdf].map(({ kind, picture: source }) => ({ kind, source }))).toEqual([
      { kind: 'video', source: undefined },
      { kind: 'document', source: undefined },
    ])
  })

  it('is not taken in again when its caption is edited', async () => {
    let id = ''
    await nextStored(async () => {
      id = await person.sendPicture(world.botJid, picture, { caption: 'lupa' })
    })
    const key = { remoteJid: world.botJid, fromMe: true, id }
    const editedMessage = person.sent(id) ?? {}
    const edit = await nextStored(() =>
      person.send(world.botJid, {
        editedMessage: { message: { protocolMessage: { type: 14, key, editedMessage } } },
      }),
    )
    expect(edit).toMatchObject({ kind: 'edit', text: 'lupa' })
    expect(edit.picture).toBeUndefined()
  })

  it('that the office sends is no question to the bot', async () => {
    const officePhone = await world.phoneOf(world.office)
    const stored = await nextStored(() =>
      officePhone.sendPicture(person.account.phoneJid, picture, { caption: 'begini, Bu' }),
    )
    expect(stored).toMatchObject({ from: 'staff', kind: 'picture', text: 'begini, Bu' })
    expect(stored.picture).toBeUndefined()
    await officePhone.disconnect()
  })
})

describe('fetching a picture', () => {
  it('needs the reference alone, after a restart and after waiting in the spool', async () => {
    const before = world.inbox.stored.length
    world.inbox.refuseNext = Number.POSITIVE_INFINITY
    const { refused } = world.inbox
    await person.sendPicture(world.botJid, picture)
    await until(() => world.inbox.refused > refused, 'the inbox has refused it')
    await bot.stop()

    world.inbox.refuseNext = 0
    bot = await world.startBot({ logLines })
    await ready(bot)
    await until(() => world.inbox.stored.length > before, 'it is stored')
    const reference = world.inbox.stored[before]?.picture?.reference ?? ''
    expect((await fetched(reference)).equals(picture)).toBe(true)
  })

  it.each([
    [500, 'retry'],
    [429, 'retry'],
    ['cut', 'retry'],
    [400, 'gone'],
  ] as const)('says what it means when the download ends with %s', async (fault, meaning) => {
    const reference = await received()
    world.media.faults.push(fault)
    expect(await faultOf(fetched(reference))).toBe(meaning)
    // What passes has passed.
    expect(await fetched(reference)).toHaveLength(picture.length)
  })

  it('stops at the limit, which the picture itself may fill', async () => {
    const reference = await received()
    expect(await fetched(reference, picture.length)).toHaveLength(picture.length)
    expect(await faultOf(fetched(reference, picture.length - 1))).toBe('too-large')
    expect(await faultOf(fetched(reference, 100))).toBe('too-large')
  })

  it('ends at once when it is given up, in the middle of a slow download', async () => {
    const reference = await received()
    world.media.faults.push('half')
    const asked = world.media.asked.length
    const giveUp = new AbortController()
    const fault = faultOf(fetched(reference, LIMIT, giveUp.signal))
    await until(() => world.media.asked.length > asked, 'the download has begun')
    giveUp.abort()
    expect(await fault).toBe('retry')
  })

  it('takes no other file than the one that was sent', async () => {
    const reference = await received()
    const { directPath } = JSON.parse(reference) as { directPath: string }
    const file = world.media.expire(directPath)
    file.writeUInt8(file.readUInt8(20) ^ 1, 20)
    world.media.put(file, directPath)
    expect(await faultOf(fetched(reference))).toBe('gone')
    const mediaKey = randomBytes(32).toString('base64')
    expect(await faultOf(fetched(altered(await received(), { mediaKey })))).toBe('gone')
  })

  it('asks no server but WhatsApp’s, whatever the sender wrote', async () => {
    const reference = await received()
    const { directPath } = JSON.parse(reference) as { directPath: string }
    // A server that is there, but not one that WhatsApp names: the path is asked for at WhatsApp's.
    const url = `https://localhost:${world.media.host.split(':')[1]}${directPath}`
    expect((await fetched(altered(reference, { url }))).equals(picture)).toBe(true)
    for (const path of ['@localhost/x', '.localhost/x', ':9/x', '']) {
      expect(await faultOf(fetched(altered(reference, { directPath: path })))).toBe('gone')
    }
  })

  it('gives a reference up that it cannot read', async () => {
    for (const reference of ['', '{}', 'null', altered(await received(), { mediaKey: 7 })]) {
      expect(await faultOf(fetched(reference))).toBe('gone')
    }
  })
})

describe('a picture that the servers have deleted', () => {
  async function expired(): Promise<{ reference: string; file: Buffer }> {
    const reference = await received()
    const { directPath } = JSON.parse(reference) as { directPath: string }
    return { reference, file: world.media.expire(directPath) }
  }

  it('is uploaded again by the phone, and fetched', async () => {
    const { reference, file } = await expired()
    const { mediaKey } = JSON.parse(reference) as { mediaKey: string }
    let asked = 0
    world.server.onMediaRetry = (request) => {
      asked++
      const directPath = world.media.put(file)
      return mediaRetry(request, { mediaKey: Buffer.from(mediaKey, 'base64'), directPath })
    }
    expect((await fetched(reference)).equals(picture)).toBe(true)
    expect(asked).toBe(1)
  })

  it('is given up when the phone has deleted it, too', async () => {
    const { reference } = await expired()
    world.server.onMediaRetry = (request) => mediaRetry(request, 404)
    expect(await faultOf(fetched(reference))).toBe('gone')
  })

  it('waits for the phone no longer than it is let', async () => {
    const { reference } = await expired()
    const giveUp = new AbortController()
    world.server.onMediaRetry = () => {
      giveUp.abort()
      return undefined
    }
    expect(await faultOf(fetched(reference, LIMIT, giveUp.signal))).toBe('retry')
  })
})

describe('the log', () => {
  it('holds no key that opens a picture, and no address of one', async () => {
    const references = world.inbox.stored.flatMap(({ picture: source }) =>
      source === undefined ? [] : [source.reference],
    )
    expect(references.length).toBeGreaterThan(10)
    expect(logLines.length).toBeGreaterThan(10)
    const all = logLines.join('\n')
    for (const reference of references) {
      const { mediaKey, directPath } = JSON.parse(reference) as Record<string, string>
      const key = Buffer.from(mediaKey ?? '', 'base64')
      for (const form of [mediaKey, key.toString('hex'), [...key].join(','), directPath]) {
        expect(all).not.toContain(form)
      }
    }
  })

  it('holds none either when a fault is logged as it was thrown', async () => {
    const reference = await received()
    const { mediaKey } = JSON.parse(reference) as { mediaKey: string }
    for (const broken of [altered(reference, { more: 1 }), altered(reference, { url: 7 })]) {
      const error = await fetched(broken).catch((reason: unknown) => reason as Error)
      expect(error).toBeInstanceOf(PictureError)
      expect(`${(error as Error).stack} ${String((error as Error).cause)}`).not.toContain(mediaKey)
    }
  })
})
