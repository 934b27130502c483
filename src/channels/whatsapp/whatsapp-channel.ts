/**
 * WhatsApp through Baileys, as a linked device of the office's phone. Pairing, the message's way in
 * and out and the connection each have a file of their own; here they are put together, and their
 * troubles become a status that people can read.
 */
import { join } from 'node:path'
import type { ConnectionState, WASocket } from '@whiskeysockets/baileys'
import type pino from 'pino'
import {
  type Channel,
  type ChannelState,
  type ChannelStatus,
  type FetchOptions,
  type OutgoingMessage,
  PictureError,
  SendError,
  type SendReceipt,
} from '../channel.js'
import { loadBaileys } from './baileys.js'
import { bareJid, userOf } from './jids.js'
import { MAX_TEXT_LENGTH, PACING, STOP_GRACE_MS } from './limits.js'
import { CHANNEL_NAME } from './message-reader.js'
import type { WhatsAppOptions } from './options.js'
import { PairingDisplay } from './pairing.js'
import type { Decision } from './reconnect.js'
import { guardRejections } from './rejection-guard.js'
import { openSession, type Session } from './session.js'
import { STATUS } from './status-texts.js'

/** From the third failure in a row on, the trouble is no longer a passing one. */
const FAILING_AFTER = 3

export function createWhatsAppChannel(options: WhatsAppOptions): Channel {
  return new WhatsAppChannel(options)
}

class WhatsAppChannel implements Channel {
  readonly name = CHANNEL_NAME
  readonly pacing = PACING
  readonly maxTextLength = MAX_TEXT_LENGTH
  readonly #options: WhatsAppOptions
  readonly #log: pino.Logger
  readonly #pairing: PairingDisplay
  #status: ChannelStatus
  #session: Session | undefined
  #dropGuard: (() => void) | undefined
  #starting: Promise<void> | undefined
  #codeAskedBy: WASocket | undefined
  #lockedUntil: number | undefined

  constructor(options: WhatsAppOptions) {
    this.#options = options
    this.#log = options.logger
    this.#pairing = new PairingDisplay(options.dataDir, options.terminal, options.logger)
    this.#status = { state: 'off', since: options.clock() }
  }

  status(): ChannelStatus {
    return this.#status
  }

  privateLink(): string | undefined {
    const phone = bareJid(this.#session?.auth.paired ? this.#session.auth.creds.me?.id : undefined)
    return phone === '' ? undefined : `https://wa.me/${userOf(phone)}`
  }

  start(): Promise<void> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  async stop(): Promise<void> {
    await this.#starting
    this.#starting = undefined
    const session = this.#session
    this.#session = undefined
    if (session !== undefined) await session.close(STOP_GRACE_MS)
    this.#pairing.clear()
    this.#dropGuard?.()
    this.#setStatus('off')
  }

  async send(message: OutgoingMessage): Promise<SendReceipt> {
    const session = this.#session
    const socket = session?.connection.openSocket
    if (session === undefined || socket === undefined) {
      throw new SendError('unavailable', `WhatsApp is not connected (${this.#status.state})`)
    }
    return session.sender.send(socket, message)
  }

  async fetchPicture(reference: string, options: FetchOptions): Promise<Uint8Array> {
    const session = this.#session
    if (session === undefined) {
      throw new PictureError('retry', `WhatsApp is not running (${this.#status.state})`)
    }
    return session.pictures.fetch(reference, options)
  }

  async #start(): Promise<void> {
    this.#setStatus('connecting')
    try {
      this.#pairing.clear()
      this.#dropGuard = guardRejections(this.#log)
      const baileys = await loadBaileys()
      this.#session = openSession({
        baileys,
        options: this.#options,
        path: join(this.#options.dataDir, 'whatsapp.db'),
        lockedUntil: () => this.#lockedUntil,
        onDamage: (error) => this.#onDamage(error),
        events: {
          update: (update, socket) => this.#onUpdate(update, socket),
          opened: () => this.#onOpened(),
          closed: (decision, code, failures) => this.#onClosed(decision, code, failures),
          credsNotStored: (error) => this.#alarm('creds-not-stored', error),
        },
      })
    } catch (error) {
      this.#setStatus('failing', STATUS.unreadable)
      this.#alarm('credentials-unreadable', error)
      return
    }
    this.#connectUnlessLoggedOut(this.#session)
  }

  #connectUnlessLoggedOut(session: Session): void {
    session.delivery.wake()
    const reason = session.loggedOut()
    if (reason === undefined) {
      session.connection.connect()
      return
    }
    this.#setStatus('logged-out', STATUS[reason])
    this.#alarm(reason)
  }

  #onUpdate(update: Partial<ConnectionState>, socket: WASocket): void {
    if (update.qr !== undefined) void this.#offerPairing(update.qr, socket)
    if (update.isNewLogin) this.#pairing.clear()
    const lock = update.reachoutTimeLock
    if (lock !== undefined) {
      this.#lockedUntil = lock.isActive ? lock.timeEnforcementEnds?.getTime() : undefined
      if (lock.isActive) this.#alarm('new-chats-locked')
    }
  }

  async #offerPairing(qr: string, socket: WASocket): Promise<void> {
    const number = this.#options.pairingNumber?.replace(/\D/g, '')
    try {
      if (!number) {
        this.#setStatus('connecting', STATUS.scanQr)
        await this.#pairing.showQr(qr)
        return
      }
      // One code a connection: asking again would void the one that somebody is typing.
      if (this.#codeAskedBy === socket) return
      this.#codeAskedBy = socket
      this.#setStatus('connecting', STATUS.enterCode)
      this.#pairing.showCode(await socket.requestPairingCode(number), number)
    } catch (error) {
      this.#log.warn({ err: error }, 'whatsapp: pairing could not be offered; the next try will')
    }
  }

  #onOpened(): void {
    this.#pairing.clear()
    this.#setStatus('ready')
    this.#log.info('whatsapp: connected')
  }

  #onClosed(decision: Decision, code: number | undefined, failures: number): void {
    this.#pairing.clear()
    if (decision.action === 'stop') {
      this.#onFinalClose(decision.why)
      return
    }
    if (decision.alarm !== undefined) {
      this.#alarm(decision.alarm === 'replaced' ? 'replaced' : 'reconnect-loop')
      const text = decision.alarm === 'replaced' ? STATUS.replacedPause : STATUS.loop
      this.#setStatus('failing', text)
      return
    }
    const failing = failures >= FAILING_AFTER
    this.#setStatus(failing ? 'failing' : 'connecting', failures > 0 ? STATUS.lost : undefined)
    this.#log.info(
      { code, afterMs: decision.afterMs },
      'whatsapp: disconnected, will connect again',
    )
  }

  /** Nothing is tried again by itself: who logged the bot out, or took its place, meant it. */
  #onFinalClose(why: 'logged-out' | 'banned' | 'replaced' | 'mismatch'): void {
    const loggedOut = why === 'logged-out' || why === 'banned'
    this.#setStatus(loggedOut ? 'logged-out' : 'failing', STATUS[why])
    try {
      if (loggedOut) this.#session?.markLoggedOut(why)
    } catch (error) {
      this.#log.error({ err: error }, 'whatsapp: no copy of the session could be kept')
    }
    this.#alarm(why)
  }

  #onDamage(error: unknown): void {
    this.#setStatus('failing', STATUS.unreadable)
    this.#alarm('credentials-unreadable', error)
    void this.#session?.connection.stop()
  }

  /** A log line that a person must see; `alarm` names the trouble for alert rules. */
  #alarm(name: string, error?: unknown): void {
    const fields = error === undefined ? {} : { err: error }
    this.#log.error(
      { alarm: `whatsapp-${name}`, reason: this.#status.reason, ...fields },
      `whatsapp: ${name}`,
    )
  }

  #setStatus(state: ChannelState, reason?: string): void {
    const since = state === this.#status.state ? this.#status.since : this.#options.clock()
    this.#status = { state, since, ...(reason === undefined ? {} : { reason }) }
  }
}
