import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { PictureError } from '../../../src/channels/channel.js'
import { WebChannel } from '../../../src/channels/web/web-channel.js'
import { createHttpServer, listen } from '../../../src/http/server.js'
import { FakeInbox } from '../../support/fake-inbox.js'
import { recordingLogger } from '../../support/silent-logger.js'
import { openTestStore, tempDir } from '../../support/store-fixtures.js'
import { until } from '../../support/until.js'

const MEGABYTE = 1024 * 1024
const DAY_MS = 24 * 60 * 60_000

interface World {
  readonly channel: WebChannel
  readonly inbox: FakeInbox
  readonly folder: string
  readonly log: readonly string[]
  readonly port: number
  /** @returns status, and the text for the user where there is one. */
  post(body: Blob, headers?: Record<string, string>): Promise<{ status: number; error?: string }>
}

/** The channel over an inbox in memory. */
async function world(dataDir = tempDir()): Promise<World> {
  const { logger, lines: log } = recordingLogger()
  const inbox = new FakeInbox()
  const store = await openTestStore()
  const owner = () => 'Kantor Contoh'
  const channel = new WebChannel({ inbox, store, dataDir, logger, now: Date.now, owner })
  const app = await createHttpServer(logger)
  channel.register(app)
  const port = await listen(app, '127.0.0.1', 0)
  onTestFinished(async () => {
    await channel.stop()
    await app.close()
  })
  await channel.start()
  return {
    channel,
    inbox,
    folder: join(dataDir, 'media', 'incoming'),
    log,
    port,
    async post(body, headers = { 'content-type': 'application/octet-stream' }) {
      const url = `http://127.0.0.1:${port}/chat/api/pictures`
      const response = await fetch(url, { method: 'POST', headers, body })
      const { error } = (await response.json()) as { error?: string }
      return { status: response.status, ...(error === undefined ? {} : { error }) }
    },
  }
}

/** One line of JSON, then the bytes, as the page sends it. */
function body(picture: Uint8Array, text = '', id: string = randomUUID()): Blob {
  return new Blob([`${JSON.stringify({ id, text })}\n`, picture as Uint8Array<ArrayBuffer>])
}

/** Any bytes that begin like a JPEG. */
function jpeg(size: number): Buffer {
  const bytes = randomBytes(size)
  bytes.set([0xff, 0xd8, 0xff], 0)
  return bytes
}

async function fetched({ channel }: World, reference = '', maxBytes = 12 * MEGABYTE) {
  const signal = new AbortController().signal
  return Buffer.from(await channel.fetchPicture(reference, { maxBytes, signal }))
}

async function faultOf(fetching: Promise<unknown>): Promise<string> {
  return fetching.then(
    () => 'none',
    (error: PictureError) => error.fault,
  )
}

const filesOf = ({ folder }: World): string[] => (existsSync(folder) ? readdirSync(folder) : [])

describe('a picture from the page', () => {
  it('is stored with its caption under the id of the page, and can be fetched', async () => {
    const web = await world()
    const picture = jpeg(300_000)
    const id = randomUUID()
    expect(await web.post(body(picture, 'error apa "ini"\nBu?', id.toUpperCase()))).toEqual({
      status: 202,
    })
    const [stored] = web.inbox.stored
    expect(stored).toMatchObject({
      channel: 'web',
      externalId: id,
      kind: 'picture',
      text: 'error apa "ini"\nBu?',
      picture: { bytes: 300_000 },
      from: 'user',
    })
    expect((await fetched(web, stored?.picture?.reference)).equals(picture)).toBe(true)
  })

  it('is on the disk for the service alone, before the inbox has the message', async () => {
    const web = await world()
    let there: string[] = []
    const receive = web.inbox.receive.bind(web.inbox)
    web.inbox.receive = async (envelopes) => {
      there = filesOf(web)
      return receive(envelopes)
    }
    await web.post(body(jpeg(1_000)))
    expect(there).toEqual([web.inbox.stored[0]?.picture?.reference])
    expect(statSync(web.folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(web.folder, there[0] ?? '')).mode & 0o777).toBe(0o600)
  })

  it('that comes twice under one id is stored once, and the first one stays', async () => {
    const web = await world()
    const [picture, id] = [jpeg(5_000), randomUUID()]
    const statuses = [
      (await web.post(body(picture, '', id))).status,
      (await web.post(body(picture, '', id))).status,
    ]
    expect(statuses).toEqual([202, 202])
    expect(web.inbox.stored).toHaveLength(1)
    expect(filesOf(web)).toEqual([web.inbox.stored[0]?.picture?.reference])
  })

  it('leaves nothing behind when the inbox refuses, and is stored when it comes again', async () => {
    const web = await world()
    const id = randomUUID()
    web.inbox.failNext(1)
    expect(await web.post(body(jpeg(5_000), '', id))).toEqual({
      status: 503,
      error: 'Belum tersimpan. Dicoba lagi sebentar lagi.',
    })
    expect(filesOf(web)).toEqual([])
    expect(web.log.join('\n')).toContain('disk full')
    expect((await web.post(body(jpeg(5_000), '', id))).status).toBe(202)
    expect(filesOf(web)).toHaveLength(1)
  })

  it.each([
    ['JPEG', 'jpeg'],
    ['PNG', 'png'],
    ['WebP', 'webp'],
    ['GIF', 'gif'],
  ] as const)('may be a %s', async (_name, format) => {
    const web = await world()
    const picture = await sharp({
      create: { width: 20, height: 30, channels: 3, background: 'white' },
    })
      .toFormat(format)
      .toBuffer()
    expect((await web.post(body(picture))).status).toBe(202)
  })

  it('is deleted once it has been read', async () => {
    const web = await world()
    await web.post(body(jpeg(1_000)))
    const reference = web.inbox.stored[0]?.picture?.reference ?? ''
    await web.channel.releasePicture(reference)
    expect(filesOf(web)).toEqual([])
    expect(await faultOf(fetched(web, reference))).toBe('gone')
    // Once more is no fault.
    await web.channel.releasePicture(reference)
  })

  it('waits over a restart', async () => {
    const dataDir = tempDir()
    const first = await world(dataDir)
    const picture = jpeg(1_000)
    await first.post(body(picture))
    await first.channel.stop()
    const second = await world(dataDir)
    const reference = first.inbox.stored[0]?.picture?.reference
    expect((await fetched(second, reference)).equals(picture)).toBe(true)
  })
})

describe('an upload', () => {
  it('that is too large is refused in words for the user, told or untold', async () => {
    const web = await world()
    const text = 'Gambar terlalu besar (paling besar 10 MB). Kirim tangkapan layarnya saja.'
    const refused = { status: 413, error: text }
    expect(await web.post(body(jpeg(11 * MEGABYTE)))).toEqual(refused)
    // As from a browser that does not tell the size, or a sender that tells a wrong one.
    const stream = body(jpeg(10 * MEGABYTE + 1)).stream()
    const request = new Request(`http://127.0.0.1:${web.port}/chat/api/pictures`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: stream,
      duplex: 'half',
    } as RequestInit)
    const response = await fetch(request)
    expect({ status: response.status, ...((await response.json()) as object) }).toEqual(refused)
    expect(web.inbox.stored).toEqual([])
    expect(filesOf(web)).toEqual([])
    expect((await web.post(body(jpeg(10 * MEGABYTE)))).status).toBe(202)
  })

  it.each([
    ['a document', Buffer.from('%PDF-1.7 surat tugas')],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a video', Buffer.from('\0\0\0\u0018ftypmp42isom')],
    ['nothing', Buffer.alloc(0)],
    ['two bytes', Buffer.from([0xff, 0xd8])],
  ])('of %s is refused in words for the user', async (_name, bytes) => {
    const web = await world()
    const { status, error } = await web.post(body(bytes))
    expect(status).toBe(415)
    expect(error).toMatch(/^Berkas ini bukan gambar/)
    expect(web.inbox.stored).toEqual([])
  })

  it.each([
    ['an id of its own making', '{"id":"1","text":""}\n'],
    ['a field too many', `{"id":"${randomUUID()}","text":"","from":"staff"}\n`],
    ['no words', `{"id":"${randomUUID()}"}\n`],
    ['no JSON', 'halo\n'],
    ['no line feed', 'x'],
    ['a head without an end', 'x'.repeat(300_000)],
  ])('with %s is refused', async (_name, head) => {
    const web = await world()
    const { status } = await web.post(new Blob([head, jpeg(100) as Uint8Array<ArrayBuffer>]))
    expect(status).toBe(400)
    expect(web.inbox.stored).toEqual([])
  })

  it('of another type than the page’s is refused: no other site can make a browser send it', async () => {
    const web = await world()
    for (const type of ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded']) {
      const { status } = await web.post(body(jpeg(100)), { 'content-type': type })
      expect(status).toBe(415)
    }
    expect(web.inbox.stored).toEqual([])
  })

  /** Half of an upload, written to the disk as far as it came. */
  async function half(web: World): Promise<Socket> {
    const socket = connect(web.port, '127.0.0.1')
    socket.on('error', () => {})
    const head = 'POST /chat/api/pictures HTTP/1.1\r\nhost: loopback\r\ncontent-length: 200000\r\n'
    socket.write(`${head}content-type: application/octet-stream\r\n\r\n`)
    socket.write(Buffer.from(await body(jpeg(100_000)).arrayBuffer()))
    await until(() => filesOf(web).length === 1, 'a part of the picture is written')
    return socket
  }

  it('that breaks off leaves nothing behind', async () => {
    const web = await world()
    const socket = await half(web)
    socket.destroy()
    await until(() => filesOf(web).length === 0, 'the part is gone')
    expect(web.inbox.stored).toEqual([])
    // The line's fault, not the server's.
    expect(web.log.join('\n')).not.toContain('not stored')
  })

  it('that is slow does not hold the server back when it stops', async () => {
    const web = await world()
    const socket = await half(web)
    await web.channel.stop()
    await until(() => socket.destroyed, 'the connection has ended')
    await until(() => filesOf(web).length === 0, 'the part is gone')
  })

  it('is told to come again while too many pictures wait', async () => {
    const web = await world()
    await web.post(body(jpeg(10)))
    for (let count = 1; count < 200; count++) writeFileSync(join(web.folder, `${count}`), '')
    expect(await web.post(body(jpeg(10)))).toMatchObject({ status: 503 })
    await web.channel.releasePicture(web.inbox.stored[0]?.picture?.reference ?? '')
    expect(await web.post(body(jpeg(10)))).toMatchObject({ status: 202 })
  })

  it('takes part in the visitor’s chat: the key is given with it, and is used after it', async () => {
    const web = await world()
    const url = `http://127.0.0.1:${web.port}/chat/api/pictures`
    const headers = { 'content-type': 'application/octet-stream' }
    const first = await fetch(url, { method: 'POST', headers, body: body(jpeg(10)) })
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(first.headers.get('cache-control')).toBe('no-store')
    await fetch(url, { method: 'POST', headers: { ...headers, cookie }, body: body(jpeg(10)) })
    await fetch(url, { method: 'POST', headers, body: body(jpeg(10)) })
    const [one, two, three] = web.inbox.stored.map(({ chat }) => chat.address)
    expect(one).toBe(two)
    expect(three).not.toBe(one)
  })
})

describe('the folder', () => {
  it('opens and deletes nothing but its own files', async () => {
    const dataDir = tempDir()
    const web = await world(dataDir)
    await web.post(body(jpeg(10)))
    const outside = join(dataDir, 'whatsapp.db')
    writeFileSync(outside, 'secret')
    for (const name of ['../../whatsapp.db', outside, '', '.', `${randomUUID()}/../x`]) {
      expect(await faultOf(fetched(web, name))).toBe('gone')
      await web.channel.releasePicture(name)
    }
    expect(readFileSync(outside, 'utf8')).toBe('secret')
    expect(filesOf(web)).toHaveLength(1)
  })

  it('tells a picture above the limit from one that is gone', async () => {
    const web = await world()
    await web.post(body(jpeg(2_000)))
    const reference = web.inbox.stored[0]?.picture?.reference
    expect(await faultOf(fetched(web, reference, 1_999))).toBe('too-large')
    expect(await faultOf(fetched(web, randomUUID()))).toBe('gone')
  })

  it('is cleared at a start of what an earlier process did not finish', async () => {
    const dataDir = tempDir()
    const first = await world(dataDir)
    await first.post(body(jpeg(10)))
    await first.channel.stop()
    const part = join(first.folder, `${randomUUID()}.partial`)
    writeFileSync(part, 'half')
    const before = new Date(Date.now() - 1_000)
    utimesSync(part, before, before)
    await world(dataDir)
    expect(filesOf(first)).toEqual([first.inbox.stored[0]?.picture?.reference])
  })
})

describe('a picture without a message', () => {
  it('is deleted after a day, and not before', async () => {
    const { PictureFiles } = await import('../../../src/channels/web/picture-files.js')
    const folder = tempDir()
    let ahead = 0
    const files = new PictureFiles(folder, () => Date.now() + ahead, recordingLogger().logger)
    const content = async function* () {
      yield jpeg(10)
    }
    await files.keep(content())
    ahead = DAY_MS - 60_000
    await files.dropOrphans()
    expect(readdirSync(folder)).toHaveLength(1)
    ahead = DAY_MS + 60_000
    await files.dropOrphans()
    expect(readdirSync(folder)).toEqual([])
  })
})
