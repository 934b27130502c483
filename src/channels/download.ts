/**
 * Fetches a picture from a messenger's file server: with limits on bytes and time, without following a
 * redirect to who knows where, and with errors that name neither the address nor what it holds (it may
 * carry a token).
 */
import { get as httpGet, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { type FetchOptions, PictureError } from './channel.js'

/**
 * A try that takes longer is given up, milliseconds: a screenshot has some 300 kB, which even an office
 * line at the end of the country brings in a few seconds, and the person waits for an answer.
 */
export const DOWNLOAD_LIMIT_MS = 20_000

/** Answers that a later try may turn into a file: too busy, too slow, or a server in trouble. */
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429])

/** The file server answered, but not with the file. */
export class RefusedError extends PictureError {
  constructor(readonly status: number) {
    const passes = PASSING_STATUS.has(status) || status >= 500
    super(passes ? 'retry' : 'gone', `the file server answered ${status}`)
  }
}

export interface DownloadOptions extends FetchOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** For tests: another limit than {@link DOWNLOAD_LIMIT_MS}. */
  readonly limitMs?: number
}

/** @throws {PictureError} always of that class; {@link RefusedError} for an answer without the file. */
export async function download(url: URL, options: DownloadOptions): Promise<Uint8Array> {
  const { maxBytes, headers = {}, limitMs = DOWNLOAD_LIMIT_MS } = options
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limitMs)])
  try {
    const response = await request(url, headers, signal)
    try {
      return await readBody(response, maxBytes)
    } finally {
      response.destroy()
    }
  } catch (error) {
    if (error instanceof PictureError) throw error
    throw new PictureError('retry', reasonOf(error, options.signal, signal))
  }
}

function request(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const get = url.protocol === 'https:' ? httpsGet : httpGet
    get(url, { headers, signal }, resolve).on('error', reject)
  })
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const { statusCode = 0 } = response
  if (statusCode !== 200) throw new RefusedError(statusCode)
  const told = Number(response.headers['content-length'] ?? 0)
  if (told > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  // An answer that breaks off ends its stream with an error of its own.
  return Buffer.concat(chunks, bytes)
}

export function tooLarge(maxBytes: number): PictureError {
  return new PictureError('too-large', `the picture has more than ${maxBytes} bytes`)
}

/** A code such as `ECONNRESET` says enough; a message might quote the address. */
function reasonOf(error: unknown, stopped: AbortSignal, overall: AbortSignal): string {
  if (stopped.aborted) return 'the download was stopped'
  if (overall.aborted) return 'the download took too long'
  const code = (error as NodeJS.ErrnoException | null)?.code
  const fault = typeof code === 'string' ? code : 'unknown fault'
  return `the file server was not reached (${fault})`
}
