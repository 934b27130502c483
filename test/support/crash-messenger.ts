/**
 * A messenger on loopback for the crash tests. It hands out messages as Telegram does (again and
 * again until a higher offset is asked for) and writes down every reply that arrives, with the run of the
 * service that sent it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface GivenMessage {
  readonly n: number
  readonly chat: string
  readonly text: string
  /** The text stands in a picture that comes with an empty message. */
  readonly isPicture: boolean
}

export interface Arrival {
  /** Which start of the service sent it, from 1. */
  readonly run: number
  readonly chat: string
  readonly text: string
  readonly clientMessageId: string
}

/** Messages handed out at once. */
const BATCH = 10
/** How long a request for messages waits when there are none. */
const HOLD_MS = 200

export class CrashMessenger {
  readonly given: GivenMessage[] = []
  readonly arrivals: Arrival[] = []
  /** Counted up by the test before each start of the service, which sends it along. */
  run = 0
  /** Texts whose first send is answered with a fault that may pass. */
  readonly failOnce = new Set<string>()
  /** Messages below this one were acknowledged and are not handed out again. */
  #confirmed = 1
  #waiting: (() => void) | undefined
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  give(chat: string, message: string): void {
    this.#give({ chat, text: message, isPicture: false })
  }

  givePicture(chat: string, words: string): void {
    this.#give({ chat, text: words, isPicture: true })
  }

  #give(message: Omit<GivenMessage, 'n'>): void {
    this.given.push({ n: this.given.length + 1, ...message })
    this.#waiting?.()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse((await text(request)) || '{}') as Record<string, unknown>
    if (request.url === '/messages') {
      response.end(JSON.stringify(await this.#messages(Number(body.offset))))
      return
    }
    if (request.url === '/picture') {
      response.end(String(body.reference))
      return
    }
    const { chat, clientMessageId } = body as Record<'chat' | 'clientMessageId', string>
    // Not the run of this moment: a killed service's last request may be read after the next start.
    const run = Number(body.run)
    const said = String(body.text)
    // A name says how sends to a chat go.
    response.statusCode = chat.startsWith('blocked') ? 403 : this.failOnce.delete(said) ? 500 : 200
    if (response.statusCode === 200) {
      this.arrivals.push({ run, chat, text: said, clientMessageId })
    }
    response.end('{}')
  }

  async #messages(offset: number): Promise<readonly GivenMessage[]> {
    this.#confirmed = Math.max(this.#confirmed, offset)
    const ready = () => this.given.slice(this.#confirmed - 1, this.#confirmed - 1 + BATCH)
    if (ready().length > 0) return ready()
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, HOLD_MS)
      this.#waiting = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    return ready()
  }
}
