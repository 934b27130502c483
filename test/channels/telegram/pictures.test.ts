import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PictureError } from '../../../src/channels/channel.js'
import { TelegramChannel } from '../../../src/channels/telegram/telegram-channel.js'
import { FakeInbox } from '../../support/fake-inbox.js'
import { recordingLogger } from '../../support/silent-logger.js'
import { TelegramServer } from '../../support/telegram-server.js'

const USER = 777
const LIMIT = 10_000
const GROUP = { chat: { id: -100, type: 'supergroup', title: 'Guru' } }

let server: TelegramServer
let inbox: FakeInbox
let channel: TelegramChannel
let log: ReturnType<typeof recordingLogger>

beforeEach(async () => {
  server = await new TelegramServer().listen()
  inbox = new FakeInbox()
  log = recordingLogger()
  channel = await started()
})

afterEach(async () => {
  await channel.stop()
  await server.close()
})

async function started(apiRoot = server.apiRoot): Promise<TelegramChannel> {
  const { logger } = log
  const { token } = server
  const random = () => 0
  const made = new TelegramChannel({
    token,
    apiRoot,
    inbox,
    logger,
    now: Date.now,
    random,
    backoffMs: 5,
  })
  await made.start()
  return made
}

function fetching(reference: string, maxBytes = LIMIT, signal = new AbortController().signal) {
  return channel.fetchPicture(reference, { maxBytes, signal })
}

async function errorOf(fetched: Promise<unknown>): Promise<PictureError> {
  const error = await fetched.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(PictureError)
  return error as PictureError
}

async function received(count: number) {
  await server.until(() => inbox.stored.length === count, `${count} are stored`)
  return inbox.stored.map(({ kind, text, picture }) => ({ kind, text, picture }))
}

describe('a picture that is sent', () => {
  it('as a photo with a caption is taken in with both, and can be fetched', async () => {
    const bytes = randomBytes(5_000)
    server.photo(USER, bytes, { caption: 'error apa ini' })
    const [message] = await received(1)
    expect(message).toMatchObject({
      kind: 'picture',
      text: 'error apa ini',
      picture: { bytes: 5_000 },
    })
    const got = await fetching(message?.picture?.reference ?? '')
    expect(Buffer.from(got).equals(bytes)).toBe(true)
  })

  it('in many sizes is taken in the largest one of at most 2,560 pixels', async () => {
    const sizes = [320, 90, 3_000, 2_560, 1_280].map((height) => ({
      file_id: `tall-${height}`,
      file_size: height * 10,
      width: 100,
      height,
    }))
    server.message(USER, { photo: sizes })
    server.message(USER, { photo: sizes.filter(({ height }) => height === 3_000) })
    const [most, only] = await received(2)
    expect(most?.picture).toEqual({ reference: 'tall-2560', bytes: 25_600 })
    expect(only?.picture).toEqual({ reference: 'tall-3000', bytes: 30_000 })
  })

  it('as a file is a picture by its type, and other files are none', async () => {
    const document = (mime_type?: string) => ({
      document: { file_id: `of ${mime_type}`, file_size: 7, ...(mime_type ? { mime_type } : {}) },
      caption: 'ini',
    })
    server.message(USER, document('image/png'))
    server.message(USER, document('application/pdf'))
    server.message(USER, document('image/svg+xml'))
    server.message(USER, document())
    // An animation comes as a document, too.
    server.message(USER, { ...document('image/gif'), animation: { file_id: 'a' } })
    expect(await received(5)).toEqual([
      { kind: 'picture', text: 'ini', picture: { reference: 'of image/png', bytes: 7 } },
      { kind: 'document', text: 'ini' },
      { kind: 'document', text: 'ini' },
      { kind: 'document', text: 'ini' },
      { kind: 'video', text: 'ini' },
    ])
  })

  it('in an album is a message of its own each, with the caption on one', async () => {
    const album = { media_group_id: '13' }
    const bytes = [1, 2, 3].map((size) => randomBytes(size * 100))
    const ids = bytes.map((one, index) =>
      server.photo(USER, one, index === 0 ? { ...album, caption: 'tiga layar' } : album),
    )
    const messages = await received(3)
    expect(inbox.stored.map(({ externalId }) => externalId)).toEqual(
      ids.map((id) => `${USER}:${id}`),
    )
    expect(messages.map(({ text }) => text)).toEqual(['tiga layar', '', ''])
    for (const [index, { picture }] of messages.entries()) {
      const got = await fetching(picture?.reference ?? '')
      expect(Buffer.from(got).equals(bytes[index] ?? Buffer.alloc(0))).toBe(true)
    }
  })

  it('is not taken in again when its caption is edited', async () => {
    const id = server.photo(USER, randomBytes(10), { caption: 'lupa' })
    const edited = { message_id: id, from: { id: USER, is_bot: false, first_name: 'Guru' } }
    server.push({
      edited_message: {
        ...edited,
        chat: { id: USER, type: 'private', first_name: 'Guru' },
        date: 1,
        edit_date: 2,
        photo: [server.files.add(randomBytes(10))],
        caption: 'lupa sandi',
      },
    })
    const [, edit] = await received(2)
    expect(edit).toEqual({ kind: 'edit', text: 'lupa sandi' })
  })

  it('in a group is taken in only when its caption calls the bot', async () => {
    const mention = `@${server.username}`
    server.photo(USER, randomBytes(10), { ...GROUP, caption: 'liburan' })
    server.photo(USER, randomBytes(10), {
      ...GROUP,
      caption: `${mention} error apa`,
      caption_entities: [{ type: 'mention', offset: 0, length: mention.length }],
    })
    const [message] = await received(1)
    expect(message).toMatchObject({ kind: 'picture', text: 'error apa' })
    expect(message?.picture).toBeDefined()
  })
})

describe('fetching a picture', () => {
  it('needs the reference alone, also after a restart', async () => {
    const bytes = randomBytes(3_000)
    server.photo(USER, bytes)
    const [message] = await received(1)
    await channel.stop()
    channel = await started()
    const got = await fetching(message?.picture?.reference ?? '')
    expect(Buffer.from(got).equals(bytes)).toBe(true)
  })

  it.each([
    ['the file is known no more', 400, 'Bad Request: wrong file_id', 'gone'],
    ['the file is above the limit for bots', 400, 'Bad Request: file is too big', 'too-large'],
    ['it is asked too often', 429, 'Too Many Requests: retry after 3', 'retry'],
    ['the server has trouble', 502, 'Bad Gateway', 'retry'],
    ['the token is refused', 401, 'Unauthorized', 'retry'],
  ])('says what it means when %s', async (_name, error_code, description, fault) => {
    const { file_id } = server.files.add(randomBytes(10))
    server.fail('getFile', { error_code, description })
    expect((await errorOf(fetching(file_id))).fault).toBe(fault)
  })

  it.each([
    [404, 'gone'],
    [400, 'gone'],
    [302, 'gone'],
    [429, 'retry'],
    [500, 'retry'],
    ['cut', 'retry'],
  ] as const)('says what it means when the download ends with %s', async (fault, meaning) => {
    const { file_id } = server.files.add(randomBytes(10_000))
    server.files.faults.push(fault)
    expect((await errorOf(fetching(file_id))).fault).toBe(meaning)
    // What passes has passed.
    await expect(fetching(file_id)).resolves.toHaveLength(10_000)
  })

  it('refuses a picture that is too large before it is downloaded', async () => {
    const { file_id } = server.files.add(randomBytes(LIMIT + 1))
    expect((await errorOf(fetching(file_id))).fault).toBe('too-large')
    expect(server.files.asked).toEqual([])
  })

  it.each(['told', 'untold'] as const)(
    'stops a download whose size is %s at the limit',
    async (how) => {
      const bytes = randomBytes(LIMIT * 20)
      const { file_id } = server.files.add(bytes)
      // As when the look-up tells no size.
      const unsized = { ...server.files.find(file_id), file_size: undefined }
      server.files.find = () => unsized as never
      if (how === 'untold') server.files.faults.push('untold')
      expect((await errorOf(fetching(file_id))).fault).toBe('too-large')
    },
  )

  it('ends at once when it is given up, in the middle of a slow download', async () => {
    const { file_id } = server.files.add(randomBytes(10_000))
    server.files.faults.push('half')
    const giveUp = new AbortController()
    const fetched = errorOf(fetching(file_id, LIMIT, giveUp.signal))
    await server.until(() => server.files.asked.length === 1, 'the download has begun')
    giveUp.abort()
    expect(await fetched).toMatchObject({ fault: 'retry', message: 'the download was stopped' })
  })

  it('is tried again later when the network is down', async () => {
    const { file_id } = server.files.add(randomBytes(10))
    await channel.stop()
    channel = await started('http://127.0.0.1:9')
    expect((await errorOf(fetching(file_id))).fault).toBe('retry')
  })

  it('takes what a self-hosted server keeps on its disk only where it is served', async () => {
    const bytes = randomBytes(100)
    const folder = `/var/lib/telegram-bot-api/${server.token}`
    const served = server.files.add(bytes, `${folder}/photos/1.jpg`, 'photos/1.jpg')
    expect(Buffer.from(await fetching(served.file_id)).equals(bytes)).toBe(true)
    // This file is there, and readable; it is not the bot's business.
    const unserved = server.files.add(bytes, '/etc/hostname', 'elsewhere')
    expect((await errorOf(fetching(unserved.file_id))).fault).toBe('gone')
    const climbing = server.files.add(bytes, '../../getMe', 'elsewhere')
    expect((await errorOf(fetching(climbing.file_id))).fault).toBe('gone')
  })

  it('tells the token neither in an error nor in a line of the log', async () => {
    const { file_id } = server.files.add(randomBytes(10))
    const errors: unknown[] = []
    server.files.faults.push(404, 500, 'cut')
    for (let count = 0; count < 3; count++) errors.push(await errorOf(fetching(file_id)))
    server.fail('getFile', { error_code: 400, description: 'Bad Request: wrong file_id' })
    errors.push(await errorOf(fetching(file_id)))
    await channel.stop()
    channel = await started('http://127.0.0.1:9')
    errors.push(await errorOf(fetching(file_id)))
    for (const err of errors) log.logger.error({ err }, 'as delivery would')
    const secret = server.token.split(':')[1] ?? ''
    expect(log.lines.length).toBeGreaterThan(errors.length)
    expect(log.lines.join('\n')).not.toContain(secret)
    for (const error of errors) expect((error as Error).stack).not.toContain(secret)
  })
})
