/**
 * Fetches and opens pictures from WhatsApp's media servers.
 *
 * Baileys' own download can neither be stopped nor limited, does not check that the file is the one
 * that was sent, and lets a line that breaks off end the process (an error of the piped stream that
 * nobody listens to). So only the derivation of the keys is Baileys'.
 */
import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import type { proto, WAMessage, WASocket } from '@whiskeysockets/baileys'
import type pino from 'pino'
import { type FetchOptions, PictureError } from '../channel.js'
import { download, RefusedError, tooLarge } from '../download.js'
import type { Baileys } from './baileys.js'
import { REUPLOAD_LIMIT_MS } from './limits.js'
import { type PictureReference, readReference } from './picture-reference.js'

/** The message authentication code at the end of a media file. */
const MAC_BYTES = 10
/** What encryption adds at most: one block of padding and the code. */
const OVERHEAD_BYTES = 16 + MAC_BYTES

/** The servers delete after some weeks, and addresses are signed for a while only. */
const EXPIRED_STATUS: ReadonlySet<number> = new Set([403, 404, 410])

const DEFAULT_HOST = 'mmg.whatsapp.net'
const OWN_HOSTS = /^[a-z\d.-]+\.whatsapp\.net$/

export interface PictureParts {
  readonly baileys: Baileys
  /** The connection while it is open. */
  readonly socket: () => WASocket | undefined
  readonly log: pino.Logger
}

export class Pictures {
  readonly #parts: PictureParts

  constructor(parts: PictureParts) {
    this.#parts = parts
  }

  /** @throws {PictureError} */
  async fetch(text: string, options: FetchOptions): Promise<Uint8Array> {
    const reference = readReference(text)
    try {
      return await this.#get(reference, options)
    } catch (error) {
      if (!(error instanceof RefusedError && EXPIRED_STATUS.has(error.status))) throw error
      return this.#get(await this.#uploadedAgain(reference, options.signal), options)
    }
  }

  async #get(reference: PictureReference, options: FetchOptions): Promise<Uint8Array> {
    const address = await this.#addressOf(reference)
    const file = await download(address, {
      ...options,
      maxBytes: options.maxBytes + OVERHEAD_BYTES,
      headers: { origin: this.#parts.baileys.DEFAULT_ORIGIN },
    })
    const picture = await this.#opened(file, reference)
    if (picture.length > options.maxBytes) throw tooLarge(options.maxBytes)
    return picture
  }

  // === Where it lies ===

  /** The address comes from the sender: only its path is taken, and its host where it is WhatsApp's. */
  async #addressOf({ directPath, url }: PictureReference): Promise<URL> {
    const told = parsed(url)
    const path = directPath ?? (told === undefined ? '' : `${told.pathname}${told.search}`)
    const host = await this.#hostFor(told)
    const address = parsed(`https://${host}${path}`)
    if (!path.startsWith('/') || address?.host !== host) {
      throw new PictureError('gone', 'the picture has no usable address')
    }
    return address
  }

  async #hostFor(told: URL | undefined): Promise<string> {
    if (told === undefined) return DEFAULT_HOST
    if (OWN_HOSTS.test(told.host)) return told.host
    // Not a name that is known here: WhatsApp itself says which servers it has.
    const hosts = await this.#mediaHosts()
    return hosts.find((host) => host === told.host) ?? hosts[0] ?? DEFAULT_HOST
  }

  async #mediaHosts(): Promise<readonly string[]> {
    const socket = this.#parts.socket()
    if (socket === undefined) throw notConnected()
    try {
      return (await socket.refreshMediaConn(false)).hosts.map(({ hostname }) => hostname)
    } catch {
      throw new PictureError('retry', 'WhatsApp did not name its media servers')
    }
  }

  // === Opening it ===

  async #opened(file: Uint8Array, { media, mediaKey }: PictureReference): Promise<Uint8Array> {
    const { baileys } = this.#parts
    const { cipherKey, iv, macKey } = await baileys.getMediaKeys(
      Buffer.from(mediaKey, 'base64'),
      media,
    )
    if (macKey === undefined || file.length <= MAC_BYTES) throw notTheFile()
    const body = file.subarray(0, -MAC_BYTES)
    const code = createHmac('sha256', macKey).update(iv).update(body).digest()
    if (!timingSafeEqual(code.subarray(0, MAC_BYTES), file.subarray(-MAC_BYTES))) throw notTheFile()
    try {
      const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv)
      return Buffer.concat([decipher.update(body), decipher.final()])
    } catch {
      throw notTheFile()
    }
  }

  // === Old pictures ===

  /** Asks the office's phone to upload the picture again, once. */
  async #uploadedAgain(
    reference: PictureReference,
    signal: AbortSignal,
  ): Promise<PictureReference> {
    const socket = this.#parts.socket()
    if (socket === undefined) throw notConnected()
    const { message, media, mediaKey } = reference
    const content: proto.Message.IImageMessage & proto.Message.IDocumentMessage = {
      mediaKey: Buffer.from(mediaKey, 'base64'),
    }
    const asked: WAMessage = {
      key: {
        remoteJid: message.chat,
        id: message.id,
        fromMe: false,
        ...(message.participant === undefined ? {} : { participant: message.participant }),
      },
      message: media === 'image' ? { imageMessage: content } : { documentMessage: content },
    }
    this.#parts.log.debug('whatsapp: a picture has expired, asking for it again')
    await waitForUpload(socket, asked, signal)
    const { directPath, url } = content
    if (!directPath) throw new PictureError('gone', 'the picture was not uploaded again')
    return { ...reference, directPath, ...(url ? { url } : {}) }
  }
}

/** Baileys writes the new address into the content; by itself it would wait for it for ever. */
async function waitForUpload(
  socket: WASocket,
  message: WAMessage,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(REUPLOAD_LIMIT_MS)])
  const giveUp = (): void => {
    // The event that it waits for: so it stops listening, too.
    const error = new Error('given up') as never
    socket.ev.emit('messages.media-update', [{ key: message.key, error }])
  }
  limit.addEventListener('abort', giveUp)
  try {
    limit.throwIfAborted()
    await socket.updateMediaMessage(message)
  } catch {
    if (signal.aborted) throw new PictureError('retry', 'the download was stopped')
    throw new PictureError('gone', 'the phone did not upload the picture again')
  } finally {
    limit.removeEventListener('abort', giveUp)
  }
}

function parsed(url: string | undefined): URL | undefined {
  if (url === undefined) return undefined
  try {
    return new URL(url)
  } catch {
    return undefined
  }
}

function notConnected(): PictureError {
  return new PictureError('retry', 'WhatsApp is not connected')
}

function notTheFile(): PictureError {
  return new PictureError('gone', 'the media server has another file than the one that was sent')
}
