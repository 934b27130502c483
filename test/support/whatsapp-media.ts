/** WhatsApp's media server on loopback: takes encrypted files and gives them out, over HTTPS. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, globalAgent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { rootCertificates } from 'node:tls'
import { loopbackCertificate } from './certificate.js'
import { type BinaryNode, baileys } from './whatsapp-baileys.js'

/** How the next downloads go. `half`: half of the file, then nothing more; `cut`: the line breaks. */
export type MediaFault = number | 'half' | 'cut'

export class MediaServer {
  readonly certificate = loopbackCertificate()
  /** Paths that were downloaded or tried, in order. */
  readonly asked: string[] = []
  /** One for each of the next downloads. */
  readonly faults: MediaFault[] = []
  /** Host and port, as `media_conn` names it. */
  host = ''
  readonly #files = new Map<string, Buffer>()
  readonly #server = createServer(this.certificate, (request, response) => {
    void this.#handle(request, response)
  })

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** For clients in this process; another one takes it by `NODE_EXTRA_CA_CERTS`. */
  trustInThisProcess(): void {
    globalAgent.options.ca = [...rootCertificates, this.certificate.cert]
  }

  close(): void {
    delete globalAgent.options.ca
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** What happens to a file after some weeks. */
  expire(path: string): Buffer {
    const file = this.#files.get(path)
    if (file === undefined) throw new Error(`no file at ${path}`)
    this.#files.delete(path)
    return file
  }

  /** @returns the path. */
  put(file: Buffer, path = `/v/t62.7118-24/${this.#files.size}_${randomBytes(4).toString('hex')}`) {
    this.#files.set(path, file)
    return path
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', `https://${this.host}`)
    if (request.method === 'POST') {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const path = this.put(Buffer.concat(chunks))
      response.end(JSON.stringify({ url: `https://${this.host}${path}`, direct_path: path }))
      return
    }
    this.asked.push(pathname)
    const fault = this.faults.shift()
    const file = this.#files.get(pathname)
    if (typeof fault === 'number' || file === undefined) {
      response.writeHead(typeof fault === 'number' ? fault : 404).end()
      return
    }
    if (fault === undefined) {
      response.end(file)
      return
    }
    response.writeHead(200, { 'content-length': file.length })
    response.write(file.subarray(0, file.length / 2), () => {
      if (fault === 'cut') response.destroy()
    })
  }
}

/** What the phone says when it has uploaded a file again, or cannot (a code). */
export function mediaRetry(
  request: BinaryNode,
  answer: { readonly mediaKey: Uint8Array; readonly directPath: string } | number,
): BinaryNode {
  const { id = '', to = '' } = request.attrs
  const rmr = baileys.getBinaryNodeChild(request, 'rmr')
  const result: BinaryNode =
    typeof answer === 'number'
      ? { tag: 'error', attrs: { code: String(answer) } }
      : sealed(id, answer.mediaKey, answer.directPath)
  return {
    tag: 'notification',
    attrs: { id, from: to, type: 'mediaretry', t: String(Math.floor(Date.now() / 1000)) },
    content: [result, ...(rmr === undefined ? [] : [rmr])],
  }
}

function sealed(id: string, mediaKey: Uint8Array, directPath: string): BinaryNode {
  const { MediaRetryNotification } = baileys.proto
  const { SUCCESS } = MediaRetryNotification.ResultType
  const text = MediaRetryNotification.encode({ stanzaId: id, directPath, result: SUCCESS }).finish()
  const info = 'WhatsApp Media Retry Notification'
  const key = baileys.hkdf(mediaKey, 32, { info })
  const iv = randomBytes(12)
  const content = baileys.aesEncryptGCM(text, key, iv, Buffer.from(id))
  return {
    tag: 'encrypt',
    attrs: {},
    content: [
      { tag: 'enc_p', attrs: {}, content },
      { tag: 'enc_iv', attrs: {}, content: iv },
    ],
  }
}
