/** Pictures on Telegram: which of its sizes to take, and how its bytes are fetched. */
import { TelegramError } from 'telegraf'
import type { Message } from 'telegraf/types'
import { type FetchOptions, PictureError, type PictureSource } from '../channel.js'
import { DOWNLOAD_LIMIT_MS, download, tooLarge } from '../download.js'
import { isPictureType } from '../picture-types.js'
import { describe } from './faults.js'

/**
 * Long side of the size that is asked for, pixels. Telegram keeps a photo in several sizes; its largest
 * has 2,560 in new apps, in which every line of a screenshot is legible.
 */
const LONG_SIDE_MAX = 2_560

/**
 * The picture of a message, sent as a photo or as a file; undefined without one.
 * The reference is Telegram's `file_id`, good for as long as the bot keeps its token.
 */
export function pictureOf(message: Message): PictureSource | undefined {
  if ('photo' in message) {
    const size = bestSize(message.photo)
    return size && sourceOf(size)
  }
  if ('animation' in message || !('document' in message)) return undefined
  return isPictureType(message.document.mime_type) ? sourceOf(message.document) : undefined
}

interface File {
  readonly file_id: string
  readonly file_size?: number
}

interface Size extends File {
  readonly width: number
  readonly height: number
}

function sourceOf(file: File): PictureSource {
  const { file_id: reference, file_size: bytes } = file
  return { reference, ...(bytes === undefined ? {} : { bytes }) }
}

/** The largest within the limit; when all are above it, the smallest. */
function bestSize(sizes: readonly Size[]): Size | undefined {
  const rising = [...sizes].sort((a, b) => longSide(a) - longSide(b))
  return rising.findLast((size) => longSide(size) <= LONG_SIDE_MAX) ?? rising[0]
}

function longSide({ width = 0, height = 0 }: Partial<Size>): number {
  return Math.max(width, height)
}

// === Fetching ===

export interface FileServer {
  readonly token: string
  readonly apiRoot: string
  /** Calls a method of the Bot API. */
  readonly call: (method: string, payload: object, signal: AbortSignal) => Promise<unknown>
}

/** @throws {PictureError} without the token in its text. */
export async function fetchPicture(
  fileId: string,
  server: FileServer,
  options: FetchOptions,
): Promise<Uint8Array> {
  const file = await lookUp(fileId, server, options)
  if ((file.file_size ?? 0) > options.maxBytes) throw tooLarge(options.maxBytes)
  if (file.file_path === undefined) throw new PictureError('gone', 'Telegram names no file')
  return download(addressOf(file.file_path, server), options)
}

async function lookUp(
  fileId: string,
  server: FileServer,
  options: FetchOptions,
): Promise<{ readonly file_path?: string; readonly file_size?: number }> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(DOWNLOAD_LIMIT_MS)])
  try {
    const file = await server.call('getFile', { file_id: fileId }, signal)
    return file as Awaited<ReturnType<typeof lookUp>>
  } catch (error) {
    throw pictureErrorOf(error)
  }
}

/** The original error is not passed on: it carries the address that was called. */
function pictureErrorOf(error: unknown): PictureError {
  const text = describe(error)
  if (!(error instanceof TelegramError)) return new PictureError('retry', text)
  // Bots get files up to 20 MB.
  if (error.description.includes('file is too big')) return new PictureError('too-large', text)
  // 401 and 404 are about the token, which the operator may set right.
  return new PictureError(error.code === 400 || error.code === 403 ? 'gone' : 'retry', text)
}

/**
 * Telegram's own server tells a path below `/file/bot<token>/`. A self-hosted one may tell where the
 * file is on its disk, in a folder named by the token; what comes after that is asked for all the same,
 * for those who have it served. Files of this machine are never opened.
 */
function addressOf(path: string, { token, apiRoot }: FileServer): URL {
  const [, below = path] = path.split(`/${token}/`)
  const steps = below.split('/').filter((step) => step !== '')
  if (steps.includes('..')) throw new PictureError('gone', 'Telegram names no file')
  return new URL(`./file/bot${token}/${steps.map(encodeURIComponent).join('/')}`, apiRoot)
}
