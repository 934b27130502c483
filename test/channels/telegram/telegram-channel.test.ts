import Fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../../src/channels/channel.js'
import { SendError } from '../../../src/channels/channel.js'
import {
  TelegramChannel,
  type TelegramChannelOptions,
} from '../../../src/channels/telegram/telegram-channel.js'
import { FakeInbox } from '../../support/fake-inbox.js'
import { recordingLogger } from '../../support/silent-logger.js'
import { TelegramServer } from '../../support/telegram-server.js'

const USER = 777

let server: TelegramServer
let inbox: FakeInbox
let channels: TelegramChannel[]
let log: ReturnType<typeof recordingLogger>

beforeEach(async () => {
  server = await new TelegramServer().listen()
  inbox = new FakeInbox()
  channels = []
  log = recordingLogger()
})

afterEach(async () => {
  await Promise.all(channels.map((channel) => channel.stop()))
  await server.close()
})

function make(options: Partial<TelegramChannelOptions> = {}): TelegramChannel {
  const channel = new TelegramChannel({
    token: server.token,
    apiRoot: server.apiRoot,
    inbox,
    logger: log.logger,
    now: Date.now,
    random: () => 0,
    backoffMs: 5,
    ...options,
  })
  channels.push(channel)
  return channel
}

async function ready(options: Partial<TelegramChannelOptions> = {}): Promise<TelegramChannel> {
  const channel = make(options)
  await channel.start()
  await server.until(() => channel.status().state === 'ready', 'channel is ready')
  return channel
}

function outgoing(text: string, extra: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: 'row',
    chatAddress: String(USER),
    chatKind: 'private',
    reply: { text },
    clientMessageId: 'client',
    ...extra,
  }
}

async function faultOf(send: Promise<unknown>): Promise<SendError> {
  const error = await send.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SendError)
  return error as SendError
}

describe('taking messages in', () => {
  it('stores a batch in order and confirms it only afterwards', async () => {
    await ready()
    server.text(USER, 'satu')
    server.text(USER, 'dua')
    await server.until(() => inbox.stored.length === 2, 'both are stored')
    expect(inbox.stored.map(({ text }) => text)).toEqual(['satu', 'dua'])
    await server.until(() => server.unconfirmed === 0, 'the offset has moved')
  })

  it('asks again for what the store refused three times, and loses nothing', async () => {
    await ready()
    inbox.failNext(3)
    server.text(USER, 'jangan hilang')
    await server.until(() => inbox.attempts >= 3, 'three tries')
    expect(server.unconfirmed).toBe(1)
    await server.until(() => inbox.stored.length === 1, 'stored at last')
    expect(inbox.stored[0]?.text).toBe('jangan hilang')
  })

  it('gives messages, edits and presses the ids that never change', async () => {
    const channel = await ready()
    const id = server.text(USER, 'halo')
    await server.until(() => inbox.stored.length === 1, 'message stored')
    server.edit(USER, id, 'halo lagi')
    await server.until(() => inbox.stored.length === 2, 'edit stored')
    const reply = { text: 'Pilih', choices: [{ action: 'menu', label: 'Menu' }] }
    await channel.send(outgoing('', { reply }))
    const press = server.press(USER, 'Menu')
    await server.until(() => inbox.stored.length === 3, 'press stored')
    expect(inbox.stored[0]?.externalId).toBe(`${USER}:${id}`)
    expect(inbox.stored[1]).toMatchObject({ kind: 'edit', text: 'halo lagi' })
    expect(inbox.stored[1]?.externalId).toMatch(new RegExp(`^${USER}:${id}:\\d+$`))
    expect(inbox.stored[2]).toMatchObject({
      externalId: press,
      kind: 'press',
      action: 'menu',
      text: 'Menu',
    })
  })

  it('acknowledges every press', async () => {
    const channel = await ready()
    const reply = { text: 'Pilih', choices: [{ action: 'menu', label: 'Menu' }] }
    await channel.send(outgoing('', { reply }))
    const press = server.press(USER, 'Menu')
    await server.until(() => server.callsOf('answerCallbackQuery').length === 1, 'acknowledged')
    expect(server.callsOf('answerCallbackQuery')[0]?.payload.callback_query_id).toBe(press)
  })

  it.each([
    ['photo', { photo: [{ file_id: 'f' }], caption: 'error apa ini' }, 'picture'],
    ['sticker', { sticker: { file_id: 'f' } }, 'sticker'],
    ['voice note', { voice: { file_id: 'f' } }, 'voice'],
    ['location', { location: { latitude: 1, longitude: 1 } }, 'location'],
    ['document', { document: { file_id: 'f' } }, 'document'],
    ['contact', { contact: { phone_number: '1', first_name: 'A' } }, 'contact'],
    ['something new', { hologram: {} }, 'unsupported'],
  ])('stores a %s as what it is', async (_name, content, kind) => {
    await ready()
    server.message(USER, content)
    await server.until(() => inbox.stored.length === 1, 'stored')
    expect(inbox.stored[0]?.kind).toBe(kind)
  })

  it('is not stopped by an update that cannot be read (telegraf#735)', async () => {
    await ready()
    server.push({ message: null })
    server.text(USER, 'sesudahnya')
    await server.until(() => inbox.stored.length === 1, 'the next one is stored')
    expect(inbox.stored[0]?.text).toBe('sesudahnya')
  })

  it('tells when a person blocks the bot', async () => {
    await ready()
    server.block(USER)
    await server.until(() => inbox.blockedChats.length === 1, 'told')
    expect(inbox.blockedChats).toEqual([String(USER)])
  })
})

describe('groups', () => {
  const group = { chat: { id: -100, type: 'supergroup', title: 'Guru' } }

  it('never stores what is not addressed to the bot', async () => {
    await ready()
    server.text(USER, 'obrolan biasa', group)
    server.text(USER, 'penanda')
    await server.until(() => inbox.stored.length === 1, 'the private one is stored')
    expect(inbox.stored[0]?.text).toBe('penanda')
  })

  it('stores a mention without the mention, and a reply to the bot', async () => {
    await ready()
    const mention = `@${server.username}`
    const entities = [{ type: 'mention', offset: 0, length: mention.length }]
    server.text(USER, `${mention} apa itu unor`, { ...group, entities })
    server.text(USER, 'terus?', {
      ...group,
      reply_to_message: { message_id: 1, from: { id: 4242 } },
    })
    await server.until(() => inbox.stored.length === 2, 'both stored')
    expect(inbox.stored.map(({ text }) => text)).toEqual(['apa itu unor', 'terus?'])
    expect(inbox.stored[0]?.chat).toEqual({ address: '-100', kind: 'group' })
  })

  it('quotes the question it answers', async () => {
    const channel = await ready()
    await channel.send(outgoing('jawaban', { chatAddress: '-100', quote: '-100:55' }))
    expect(server.sentTo(-100)[0]?.replyTo).toBe(55)
  })
})

describe('sending', () => {
  it('shows the heading bold, the text as written and the choices as buttons', async () => {
    const channel = await ready()
    const reply = {
      heading: 'Error #6 <xApiKey>',
      text: 'a < b & c',
      links: [{ label: 'Helpdesk', url: 'https://support-siasn.bkn.go.id/?a=1&b=2' }],
      choices: [{ action: 'full:sync-06', label: 'Langkah lengkap' }],
    }
    await channel.send(outgoing('', { reply }))
    expect(server.callsOf('sendMessage')[0]?.payload.text).toContain(
      '<b>Error #6 &lt;xApiKey&gt;</b>\na &lt; b &amp; c',
    )
    expect(server.sent[0]?.text).toContain('https://support-siasn.bkn.go.id/?a=1&b=2')
    expect(server.sent[0]?.buttons).toEqual([
      { text: 'Langkah lengkap', callback_data: 'full:sync-06' },
    ])
  })

  it('passes a 429 on with the time that Telegram asks for', async () => {
    const channel = await ready()
    server.fail('sendMessage', {
      error_code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    })
    const error = await faultOf(channel.send(outgoing('x')))
    expect(error).toMatchObject({ fault: 'throttled', retryAfterMs: 7000 })
  })

  it.each([
    [403, 'blocked'],
    [400, 'permanent'],
    [500, 'retry'],
    [401, 'unavailable'],
  ])('tells what a %i means for the message', async (code, fault) => {
    const channel = await ready()
    server.fail('sendMessage', { error_code: code, description: 'refused' })
    expect((await faultOf(channel.send(outgoing('x')))).fault).toBe(fault)
  })

  it('takes a network that is down for no fault of the message', async () => {
    const channel = make({ apiRoot: 'http://127.0.0.1:9' })
    const error = await faultOf(channel.send(outgoing('x')))
    expect(error.fault).toBe('unavailable')
    expect(error.message).not.toContain(server.token)
  })

  it('lets a send that has begun finish when it is stopped', async () => {
    const channel = await ready()
    const sending = channel.send(outgoing('terakhir'))
    await channel.stop()
    await expect(sending).resolves.toMatchObject({ externalId: expect.any(String) })
  })
})

describe('state and faults', () => {
  it('comes back after the network was away', async () => {
    server.fail('getMe', { error_code: 502, description: 'Bad Gateway' })
    const channel = await ready()
    expect(channel.status().state).toBe('ready')
    expect(channel.privateLink()).toBe(`https://t.me/${server.username}`)
  })

  it('offers its commands in Telegram’s own menu', async () => {
    await ready()
    expect(server.callsOf('setMyCommands')[0]?.payload.commands).toContainEqual(
      expect.objectContaining({ command: 'petugas' }),
    )
  })

  it('stops and says so when the token is refused', async () => {
    const channel = make({ token: '1:wrong' })
    await channel.start()
    await server.until(() => channel.status().state === 'failing', 'failing')
    expect(channel.status().reason).toContain('TELEGRAM_BOT_TOKEN')
    expect(log.lines.join('\n')).toContain('operator is needed')
  })

  it('stops and alarms when another program polls with the same token (409)', async () => {
    const conflict = { error_code: 409, description: 'Conflict: terminated by other getUpdates' }
    server.fail('getUpdates', conflict, conflict, conflict)
    const channel = make()
    await channel.start()
    await server.until(
      () => channel.status().reason?.includes('token bot yang sama') ?? false,
      'stopped',
    )
    expect(channel.status().state).toBe('failing')
  })

  it('logs neither the token nor what people wrote', async () => {
    const channel = await ready()
    server.fail('sendMessage', { error_code: 500, description: 'boom' })
    await faultOf(channel.send(outgoing('rahasia warga')))
    inbox.failNext(1)
    server.text(USER, 'kata pengguna')
    await server.until(() => inbox.stored.length === 1, 'stored')
    const all = log.lines.join('\n')
    expect(all).not.toContain(server.token.split(':')[1])
    expect(all).not.toContain('rahasia warga')
    expect(all).not.toContain('kata pengguna')
  })
})

describe('webhook', () => {
  const secret = 'a-long-enough-secret'

  async function withWebhook() {
    const app = Fastify()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as { port: number }
    await app.close()
    const url = `http://127.0.0.1:${port}/telegram`
    const channel = make({ webhook: { url, secret } })
    const served = Fastify()
    channel.register(served)
    await served.listen({ host: '127.0.0.1', port })
    await channel.start()
    await server.until(() => channel.status().state === 'ready', 'ready')
    return served
  }

  function update(id: number) {
    return server.push({
      message: {
        message_id: id,
        from: { id: USER, is_bot: false, first_name: 'G' },
        chat: { id: USER, type: 'private', first_name: 'G' },
        date: 1,
        text: 'lewat webhook',
      },
    })
  }

  it('answers 200 only after the commit, and 503 while the store fails', async () => {
    const app = await withWebhook()
    inbox.failNext(1)
    const sent = update(1)
    expect(await server.deliver(sent)).toBe(503)
    expect(inbox.stored).toHaveLength(0)
    expect(await server.deliver(sent)).toBe(200)
    expect(inbox.stored).toHaveLength(1)
    await app.close()
  })

  it('refuses a wrong or missing secret', async () => {
    const app = await withWebhook()
    const sent = update(2)
    expect(await server.deliver(sent, 'another-secret')).toBe(401)
    expect(await server.deliver(sent, '')).toBe(401)
    expect(inbox.stored).toHaveLength(0)
    await app.close()
  })
})
