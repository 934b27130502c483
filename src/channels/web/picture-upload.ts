/**
 * `POST /chat/api/pictures`: one line of JSON (`{"id":"uuid","text":"caption"}`), a line feed, and the
 * picture's bytes. One body for both, so that a weak line brings them together or not at all. Written to
 * the disk as it comes: an upload takes no memory, however many there are.
 */
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { PictureSource } from '../channel.js'
import type { PictureFiles } from './picture-files.js'

const TYPE = 'application/octet-stream'

/** A phone's photo has 2 to 6 MB, and the page makes it much smaller where the browser can. */
export const PICTURE_MB_MAX = 10
const PICTURE_BYTES_MAX = PICTURE_MB_MAX * 1024 * 1024

/** The longest caption that the page's field holds, in JSON with all of it escaped, bytes. */
const HEAD_BYTES_MAX = 128 * 1024

/** Longest beginning that tells what a file is, bytes. */
const SIGNATURE_BYTES = 12

/** Uploads at once. More come again by themselves, as after a lost connection. */
const UPLOADS_MAX = 16
/** Pictures that wait to be read: far more than are read in the time that anybody waits. */
const WAITING_MAX = 200
/** Ten megabytes at the speed of the weakest line that still works, milliseconds. */
const UPLOAD_LIMIT_MS = 5 * 60_000

const headSchema = z.strictObject({ id: z.uuid(), text: z.string().max(20_000) })

export interface PictureMessage extends z.output<typeof headSchema> {
  readonly picture: PictureSource
}

export interface PictureUploadOptions {
  readonly files: PictureFiles
  readonly logger: Logger
  /** Stores the message; resolves to whether it is new. Rejects when it could not be stored. */
  readonly store: (
    request: FastifyRequest,
    reply: FastifyReply,
    message: PictureMessage,
  ) => Promise<boolean>
}

/** Why an upload ends without a message; the text is for the user. */
class Refusal extends Error {
  constructor(
    readonly status: 400 | 413 | 415 | 503,
    message: string,
  ) {
    super(message)
  }
}

const TOO_LARGE = new Refusal(
  413,
  `Gambar terlalu besar (paling besar ${PICTURE_MB_MAX} MB). Kirim tangkapan layarnya saja.`,
)
const NO_PICTURE = new Refusal(
  415,
  'Berkas ini bukan gambar yang bisa dibaca. Kirim tangkapan layar atau foto (JPG atau PNG).',
)
const NO_MESSAGE = new Refusal(400, 'Pesan tidak terbaca. Muat ulang halaman ini.')
const BUSY = new Refusal(503, 'Server sedang sibuk. Dicoba lagi sebentar lagi.')
const NOT_STORED = new Refusal(503, 'Belum tersimpan. Dicoba lagi sebentar lagi.')

export class PictureUpload {
  readonly #underWay = new Set<IncomingMessage>()

  constructor(private readonly options: PictureUploadOptions) {}

  /** In a scope of its own: no other route takes such a body, and this one takes no other. */
  register(app: FastifyInstance): void {
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser(TYPE, (_request, _body, done) => done(null))
      scope.post('/chat/api/pictures', (request, reply) => this.#answer(request, reply))
    })
  }

  /** Breaks off what is under way: the page sends it again to whoever comes next. */
  stop(): void {
    for (const request of this.#underWay) request.destroy()
  }

  async #answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { raw } = request
    this.#underWay.add(raw)
    const limit = setTimeout(() => raw.destroy(), UPLOAD_LIMIT_MS)
    try {
      const isBusy = (await this.options.files.waiting()) >= WAITING_MAX
      if (isBusy || this.#underWay.size > UPLOADS_MAX) throw BUSY
      await take(request, reply, this.options)
      return reply.code(202).send({ stored: true })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // The browser reads no answer before it has sent everything, and the connection is not free.
      await finished(raw.resume(), { writable: false }).catch(() => {})
      return reply.code(error.status).send({ error: error.message })
    } finally {
      clearTimeout(limit)
      this.#underWay.delete(raw)
    }
  }
}

async function take(
  request: FastifyRequest,
  reply: FastifyReply,
  options: PictureUploadOptions,
): Promise<void> {
  if (Number(request.headers['content-length'] ?? 0) > PICTURE_BYTES_MAX + HEAD_BYTES_MAX) {
    throw TOO_LARGE
  }
  // A body that is refused half-way is still read to its end, and the connection kept for the answer.
  const chunks = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  try {
    const { head, beginning } = await readHead(chunks)
    if (!isPicture(beginning)) throw NO_PICTURE
    await keep(limited(beginning, chunks), options, (picture) =>
      options.store(request, reply, { ...head, picture }),
    )
  } catch (error) {
    if (error instanceof Refusal) throw error
    // A line that broke off is no fault of this server.
    if (!request.raw.errored) {
      options.logger.error({ err: error }, 'web picture not stored, the page sends it again')
    }
    throw NOT_STORED
  } finally {
    await chunks.return?.()
  }
}

/** The file first: a stored message can be answered at any moment from then on. */
async function keep(
  content: AsyncIterable<Buffer>,
  { files }: PictureUploadOptions,
  store: (picture: PictureSource) => Promise<boolean>,
): Promise<void> {
  const picture = await files.keep(content)
  let isNew = false
  try {
    isNew = await store(picture)
  } finally {
    // Not stored, or a second copy of a message whose first one has its picture.
    if (!isNew) await files.release(picture.reference)
  }
}

// === The body ===

async function readHead(
  chunks: AsyncIterator<Buffer>,
): Promise<{ head: z.output<typeof headSchema>; beginning: Buffer }> {
  let read = Buffer.alloc(0)
  for (;;) {
    const end = read.indexOf('\n')
    const isEnough = end >= 0 && read.length >= end + 1 + SIGNATURE_BYTES
    const next = isEnough ? undefined : await chunks.next()
    if (next === undefined || next.done) {
      return {
        head: parseHead(read.subarray(0, Math.max(end, 0))),
        beginning: read.subarray(end + 1),
      }
    }
    read = Buffer.concat([read, next.value])
    if (end < 0 && read.length > HEAD_BYTES_MAX && !read.includes('\n')) throw NO_MESSAGE
  }
}

function parseHead(line: Buffer): z.output<typeof headSchema> {
  try {
    return headSchema.parse(JSON.parse(line.toString('utf8')))
  } catch {
    throw NO_MESSAGE
  }
}

async function* limited(
  beginning: Buffer,
  chunks: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void> {
  let bytes = beginning.length
  yield beginning
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    bytes += next.value.length
    if (bytes > PICTURE_BYTES_MAX) throw TOO_LARGE
    yield next.value
  }
}

/** By the first bytes: what a browser says of a file comes from the ending of its name. */
function isPicture(beginning: Buffer): boolean {
  const text = beginning.toString('latin1', 0, SIGNATURE_BYTES)
  const isWebp = text.startsWith('RIFF') && text.endsWith('WEBP')
  return isWebp || SIGNATURES.some((signature) => text.startsWith(signature))
}

/** JPEG, PNG, GIF. */
const SIGNATURES = ['\xff\xd8\xff', '\x89PNG\r\n', 'GIF87a', 'GIF89a'] as const
