import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from 'pino'
import { z } from 'zod'
import { chats, type Store, transcripts } from '../../store/index.js'
import type {
  Channel,
  ChannelStatus,
  FetchOptions,
  InboundEnvelope,
  Inbox,
  OutgoingMessage,
  Pacing,
  PictureSource,
  SendReceipt,
} from '../channel.js'
import { PictureFiles } from './picture-files.js'
import { PictureUpload } from './picture-upload.js'
import { presentEntry } from './presenter.js'
import { chatAddressOf, endSession, ensureSession } from './session.js'

/** The page gets what is new by itself; nothing has to be paced. */
const PACING: Pacing = { concurrency: 16, perChatMs: 0, overallMs: 0, jitterMs: 0 }

/** A long staff answer stays one bubble; far above anything a person writes. */
const TEXT_MAX = 20_000

/** Entries of one answer: a screenful many times over; the page asks again for more. */
const TRANSCRIPT_LIMIT = 200

/** Proxies and phones cut a connection that is silent for about a minute, milliseconds. */
const HEARTBEAT_MS = 20_000

/** Larger than the longest text a textarea may hold, with room for JSON escapes, bytes. */
const BODY_LIMIT = 512 * 1024

/** Open pages per chat: enough for a person's devices, and a limit for one who opens many. */
const LISTENERS_MAX = 8

/** Below the data folder. */
const PICTURE_FOLDER = join('media', 'incoming')

const messageSchema = z.strictObject({
  id: z.uuid(),
  text: z.string().max(200_000),
  action: z.string().max(64).optional(),
})

/** What the page sends; either a button or a picture may come with the text. */
type PageMessage = z.output<typeof messageSchema> & { readonly picture?: PictureSource }

export interface WebChannelOptions {
  readonly inbox: Inbox
  readonly store: Store
  readonly dataDir: string
  readonly logger: Logger
  readonly now: () => number
  /** Whose bot this is, shown on top of the page. */
  readonly owner: () => string
}

/** The web chat at `/chat`: a plain page, a message at a time, told of new ones by server events. */
export class WebChannel implements Channel {
  readonly name = 'web'
  readonly pacing = PACING
  readonly maxTextLength = TEXT_MAX
  readonly #listeners = new Map<string, Set<ServerResponse>>()
  readonly #startedAt: number
  readonly #pictures: PictureFiles
  readonly #upload: PictureUpload
  #heartbeat: NodeJS.Timeout | undefined
  #isStopping = false

  constructor(private readonly options: WebChannelOptions) {
    const { dataDir, now, logger } = options
    this.#startedAt = now()
    this.#pictures = new PictureFiles(join(dataDir, PICTURE_FOLDER), now, logger)
    this.#upload = new PictureUpload({
      files: this.#pictures,
      logger,
      store: async (request, reply, message) => {
        const { address } = ensureSession(request, reply)
        return (await options.inbox.receive([this.#envelope(address, message)])) > 0
      },
    })
  }

  async start(): Promise<void> {
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS)
    this.#heartbeat.unref()
    await this.#pictures.start()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#heartbeat)
    this.#pictures.stop()
    this.#upload.stop()
    for (const responses of this.#listeners.values()) {
      for (const response of responses) response.end()
    }
    this.#listeners.clear()
  }

  status(): ChannelStatus {
    return { state: 'ready', since: this.#startedAt }
  }

  privateLink(): undefined {
    return undefined
  }

  /** The reply is in the chat's transcript already; open pages are told to fetch it. */
  async send(message: OutgoingMessage): Promise<SendReceipt> {
    for (const response of this.#listeners.get(message.chatAddress) ?? []) {
      response.write(`data: ${message.id}\n\n`)
    }
    return {}
  }

  fetchPicture(reference: string, options: FetchOptions): Promise<Uint8Array> {
    return this.#pictures.fetch(reference, options)
  }

  releasePicture(reference: string): Promise<void> {
    return this.#pictures.release(reference)
  }

  /** Adds the page and its API to the server. */
  register(app: FastifyInstance): void {
    // A chat on a shared computer must not stay in the browser's cache.
    app.addHook('onRequest', async (request, reply) => {
      if (request.url.startsWith('/chat/api/')) void reply.header('cache-control', 'no-store')
    })

    app.get('/chat', async (_request, reply) => sendAsset(reply, 'chat.html', 'text/html'))
    app.get('/chat/chat.css', async (_request, reply) => sendAsset(reply, 'chat.css', 'text/css'))
    for (const name of ['chat.js', 'picture.js']) {
      app.get(`/chat/${name}`, async (_request, reply) => sendAsset(reply, name, 'text/javascript'))
    }

    app.post('/chat/api/session', async (request, reply) => {
      const { isNew } = ensureSession(request, reply)
      return { isNew }
    })

    app.post('/chat/api/messages', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const parsed = messageSchema.safeParse(request.body)
      if (!parsed.success) {
        return reply.code(400).send({ error: 'Pesan tidak terbaca. Muat ulang halaman ini.' })
      }
      const { address } = ensureSession(request, reply)
      try {
        await this.options.inbox.receive([this.#envelope(address, parsed.data)])
      } catch (error) {
        this.options.logger.error({ err: error }, 'web message not stored, the page sends it again')
        return reply.code(503).send({ error: 'Belum tersimpan. Dicoba lagi sebentar lagi.' })
      }
      return reply.code(202).send({ stored: true })
    })

    this.#upload.register(app)

    app.get('/chat/api/messages', async (request, reply) => {
      const address = chatAddressOf(request)
      if (address === undefined) return reply.code(401).send({ error: 'Belum ada percakapan.' })
      return this.#transcript(address, afterOf(request.query))
    })

    app.get('/chat/api/events', (request, reply) => {
      const address = chatAddressOf(request)
      if (address === undefined) {
        void reply.code(401).send({ error: 'Belum ada percakapan.' })
        return
      }
      if (this.#isStopping) {
        // An open stream would hold the server back from closing; the page comes again by itself.
        void reply.code(503).send({ error: 'Server sedang dimatikan.' })
        return
      }
      this.#listen(address, reply)
    })

    app.post('/chat/api/end', async (request, reply) => {
      const address = chatAddressOf(request)
      if (address !== undefined) this.#drop(address)
      endSession(reply)
      return { ended: true }
    })
  }

  #envelope(address: string, message: PageMessage): InboundEnvelope {
    const { action, picture } = message
    return {
      channel: this.name,
      externalId: message.id.toLowerCase(),
      chat: { address, kind: 'private' },
      sender: { addresses: [address] },
      kind: picture !== undefined ? 'picture' : action !== undefined ? 'press' : 'text',
      text: message.text,
      ...(action === undefined ? {} : { action }),
      ...(picture === undefined ? {} : { picture }),
      sentAt: this.options.now(),
      from: 'user',
    }
  }

  async #transcript(address: string, after: number) {
    const { store, owner } = this.options
    const entries = await store.read(async (tx) => {
      const chat = await chats.findChat(tx, this.name, address)
      if (chat === undefined) return []
      const query = { limit: TRANSCRIPT_LIMIT, ...(after > 0 ? { after } : {}) }
      return transcripts.readTranscript(tx, chat.id, query)
    })
    return {
      owner: `Milik ${owner()}, bukan kementerian atau BKN`,
      next: entries.at(-1)?.seq ?? after,
      items: entries.flatMap((entry) => presentEntry(entry) ?? []),
    }
  }

  #listen(address: string, reply: FastifyReply): void {
    const listeners = this.#listeners.get(address) ?? new Set()
    this.#listeners.set(address, listeners)
    const oldest = listeners.values().next().value
    if (listeners.size >= LISTENERS_MAX && oldest !== undefined) {
      listeners.delete(oldest)
      oldest.end()
    }

    reply.hijack()
    const response = reply.raw
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write('retry: 2000\n\n')
    listeners.add(response)
    // A connection that breaks while it is written to is no fault of the service.
    response.on('error', () => response.destroy())
    response.on('close', () => {
      listeners.delete(response)
      if (listeners.size === 0 && this.#listeners.get(address) === listeners) {
        this.#listeners.delete(address)
      }
    })
  }

  /** The device gave up its key: its open pages hear nothing more. */
  #drop(address: string): void {
    for (const response of this.#listeners.get(address) ?? []) response.end()
    this.#listeners.delete(address)
  }

  #beat(): void {
    for (const responses of this.#listeners.values()) {
      for (const response of responses) response.write(': \n\n')
    }
  }
}

function afterOf(query: unknown): number {
  const after = Number((query as { after?: string }).after)
  return Number.isSafeInteger(after) && after > 0 ? after : 0
}

const ASSETS = new Map<string, string>()

function sendAsset(reply: FastifyReply, name: string, type: string): FastifyReply {
  const content = ASSETS.get(name) ?? readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8')
  ASSETS.set(name, content)
  return reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('cache-control', 'no-cache')
    .send(content)
}
