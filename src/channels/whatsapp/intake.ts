/**
 * The two ways a message comes in: with its decryption (kept in the same commit as the keys, see
 * `signal-repository.ts`), and as an event of Baileys, which also brings what a phone re-sends for a
 * message that never reached this device. Both end in the spool, where a second copy is dropped.
 */
import type { BinaryNode, WAMessage, WASocket } from '@whiskeysockets/baileys'
import type pino from 'pino'
import type { ArrivalOrder } from './arrival-order.js'
import type { AuthStore } from './auth-store.js'
import type { Baileys } from './baileys.js'
import { type InboundSpool, type SpoolRow, standInId } from './inbound-spool.js'
import { UNREADABLE_AFTER_MS } from './limits.js'
import { type ReaderContext, type Reading, readMessage } from './message-reader.js'

/** `WebMessageInfo.StubType.CIPHERTEXT`: arrived, but could not be decrypted. */
const UNDECRYPTED = 2

export interface IntakeParts {
  readonly baileys: Baileys
  readonly auth: AuthStore
  readonly spool: InboundSpool
  readonly order: ArrivalOrder
  readonly reader: ReaderContext
  readonly log: pino.Logger
  /** Something new is in the spool. */
  readonly wake: () => void
}

export class Intake {
  readonly #parts: IntakeParts

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  attach(socket: WASocket): void {
    this.#parts.order.attach(socket)
    // `notify` and `append` alike: what people wrote while the bot was away comes as `append`.
    socket.ev.on('messages.upsert', ({ messages }) => {
      for (const message of messages) this.#onEvent(message)
    })
  }

  /** Called inside the key transaction: what is to be kept with this plaintext. */
  describe(ciphertext: Uint8Array, plaintext: Uint8Array): SpoolRow | undefined {
    const { order, log } = this.#parts
    const stanza = order.stanzaOf(ciphertext)
    if (stanza === undefined) return undefined
    try {
      const reading = this.#readPlaintext(stanza, plaintext)
      if ('skip' in reading) {
        log.debug({ reason: reading.skip }, 'whatsapp: message passed over')
        return undefined
      }
      return { ...reading, dueAt: 0 }
    } catch (error) {
      // Baileys will stumble over the same bytes and ask for the message again.
      log.warn({ err: error }, 'whatsapp: a decrypted message could not be read')
      return undefined
    }
  }

  settled(ciphertext: Uint8Array): void {
    this.#parts.order.settle(ciphertext)
    this.#parts.wake()
  }

  #readPlaintext(stanza: BinaryNode, plaintext: Uint8Array): Reading {
    const { baileys, auth, reader } = this.#parts
    const decoded = baileys.proto.Message.decode(baileys.unpadRandomMax16(plaintext))
    const { me } = auth.creds
    const { fullMessage } = baileys.decodeMessageNode(stanza, me?.id ?? '', me?.lid ?? '')
    const fromOwnPhone = decoded.deviceSentMessage
    const message = { ...fullMessage, message: fromOwnPhone?.message ?? decoded } as WAMessage
    return readMessage(message, reader, fromOwnPhone?.destinationJid)
  }

  #onEvent(message: WAMessage): void {
    const { log, spool, wake } = this.#parts
    try {
      const row = this.#isUndecrypted(message) ? this.#standIn(message) : this.#fromEvent(message)
      if (row === undefined) return
      spool.add(row)
      wake()
    } catch (error) {
      log.error({ err: error }, 'whatsapp: a message event could not be kept')
    }
  }

  #isUndecrypted(message: WAMessage): boolean {
    return message.messageStubType === UNDECRYPTED && !message.message
  }

  #fromEvent(message: WAMessage): SpoolRow | undefined {
    const reading = readMessage(message, this.#parts.reader)
    return 'skip' in reading ? undefined : { ...reading, dueAt: 0 }
  }

  /** Says after a while that something could not be read, unless it has come by then. */
  #standIn(message: WAMessage): SpoolRow | undefined {
    if (message.key.fromMe) return undefined
    const { reader } = this.#parts
    const reading = readMessage({ ...message, message: { conversation: '' } }, reader)
    if ('skip' in reading) return undefined
    const { envelope } = reading
    return {
      envelope: { ...envelope, externalId: standInId(envelope.externalId), kind: 'unsupported' },
      aliases: [],
      dueAt: reader.now() + UNREADABLE_AFTER_MS,
      standsInFor: envelope.externalId,
    }
  }
}
