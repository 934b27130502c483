/** One connection to WhatsApp at a time: opened, watched, and opened again by the reason it ended. */
import type { ConnectionState, WASocket } from '@whiskeysockets/baileys'
import type pino from 'pino'
import type { AuthStore } from './auth-store.js'
import type { Baileys, MakeSignalRepository } from './baileys.js'
import { quietLogger } from './baileys-logger.js'
import { isBroadcast } from './jids.js'
import { KEY_COMMIT, QUERY_TIMEOUT_MS } from './limits.js'
import type { Decision, ReconnectPolicy } from './reconnect.js'
import type { SentMessages } from './sent-messages.js'

export interface ConnectionEvents {
  /** A new socket, before it is connected: the place to listen. */
  socket(socket: WASocket): void
  update(update: Partial<ConnectionState>, socket: WASocket): void
  opened(): void
  closed(decision: Decision, code: number | undefined, failures: number): void
  /** Credentials could not be stored; the connection is given up, so nothing is confirmed. */
  credsNotStored(error: unknown): void
}

export interface ConnectionParts {
  readonly baileys: Baileys
  readonly auth: AuthStore
  readonly sent: SentMessages
  readonly repository: MakeSignalRepository
  readonly log: pino.Logger
  readonly now: () => number
  readonly socketUrl?: string
  readonly policy: ReconnectPolicy
  readonly events: ConnectionEvents
}

export class Connection {
  readonly #parts: ConnectionParts
  #socket: WASocket | undefined
  #open = false
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(parts: ConnectionParts) {
    this.#parts = parts
  }

  /** The socket while it is open. */
  get openSocket(): WASocket | undefined {
    return this.#open ? this.#socket : undefined
  }

  /** Does nothing when connected, connecting or stopped. */
  connect(): void {
    if (this.#stopped || this.#socket !== undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { auth, events } = this.#parts
    // An account name without the phone's confirmation is what a broken-off pairing leaves.
    if (!auth.paired && auth.creds.me !== undefined) auth.startAnew()
    const socket = this.#makeSocket()
    this.#socket = socket
    socket.ev.on('creds.update', (update) => this.#saveCreds(socket, update))
    socket.ev.on('connection.update', (update) => this.#onUpdate(socket, update))
    events.socket(socket)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#open = false
    clearTimeout(this.#timer)
    await this.#socket?.end(undefined)
  }

  #makeSocket(): WASocket {
    const { baileys, auth, sent, repository, log, socketUrl } = this.#parts
    const socket = baileys.makeWASocket({
      ...(socketUrl === undefined ? {} : { waWebSocketUrl: socketUrl }),
      auth: { creds: auth.creds, keys: auth.keys },
      logger: quietLogger(log),
      // Pairing codes are silently void under any other name.
      browser: baileys.Browsers.ubuntu('Chrome'),
      makeSignalRepository: repository,
      transactionOpts: KEY_COMMIT,
      defaultQueryTimeoutMs: QUERY_TIMEOUT_MS,
      // The office's phone keeps ringing for the people who answer there.
      markOnlineOnConnect: false,
      syncFullHistory: false,
      emitOwnEvents: false,
      shouldIgnoreJid: isBroadcast,
      getMessage: async (key) => {
        const content = key.id ? sent.content(key.id) : undefined
        return content === undefined ? undefined : baileys.proto.Message.decode(content)
      },
    })
    // Baileys would keep every received message for a while, those of groups too that are none of the
    // bot's business; its own sent ones come from `getMessage`.
    if (socket.messageRetryManager !== null) {
      socket.messageRetryManager.addRecentMessage = () => undefined
    }
    return socket
  }

  #saveCreds(socket: WASocket, update: object): void {
    try {
      Object.assign(this.#parts.auth.creds, update)
      this.#parts.auth.saveCreds()
    } catch (error) {
      this.#parts.events.credsNotStored(error)
      // Ended at once, before Baileys confirms to the server what could not be stored.
      void socket.end(error instanceof Error ? error : undefined)
    }
  }

  #onUpdate(socket: WASocket, update: Partial<ConnectionState>): void {
    if (this.#stopped || socket !== this.#socket) return
    const { events, policy, now } = this.#parts
    events.update(update, socket)
    if (update.connection === 'open') {
      this.#open = true
      policy.opened(now())
      events.opened()
    }
    if (update.connection === 'close') this.#onClose(statusCode(update))
  }

  #onClose(code: number | undefined): void {
    this.#socket = undefined
    this.#open = false
    const { auth, events, policy, now } = this.#parts
    let decision = policy.closed(code, now())
    if (decision.action === 'stop' && !auth.paired) {
      // Nothing to lose yet: the next try shows a new QR or code.
      auth.startAnew()
      decision = policy.closed(undefined, now())
    }
    events.closed(decision, code, policy.failures)
    if (decision.action === 'stop') {
      this.#stopped = true
      return
    }
    this.#timer = setTimeout(() => this.connect(), decision.afterMs)
  }
}

function statusCode(update: Partial<ConnectionState>): number | undefined {
  const error = update.lastDisconnect?.error as { output?: { statusCode?: number } } | undefined
  return error?.output?.statusCode
}
