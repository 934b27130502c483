/**
 * Sends one reply and waits until WhatsApp's server has acknowledged it. Baileys alone only tells that
 * the bytes were written to the socket, and reports a refusal to nobody.
 */
import type { BinaryNode, proto, WAMessage, WASocket } from '@whiskeysockets/baileys'
import type pino from 'pino'
import { replyText } from '../../engine/reply-text.js'
import { type OutgoingMessage, SendError, type SendReceipt } from '../channel.js'
import type { Baileys } from './baileys.js'
import { externalId, isPhone, parseExternalId, userOf } from './jids.js'
import { ACK_TIMEOUT_MS } from './limits.js'
import type { Mask } from './message-reader.js'
import { faultOfAck, faultOfError } from './send-faults.js'
import { messageIdFor, type SentMessages } from './sent-messages.js'

export interface SenderParts {
  readonly baileys: Baileys
  readonly sent: SentMessages
  readonly mask: Mask
  readonly log: pino.Logger
  readonly now: () => number
  readonly lidUserOf: (phoneUser: string) => string | undefined
  /** Masked text of a received group message. */
  readonly quoteText: (externalId: string) => string | undefined
  /** End of a time lock on new chats that WhatsApp announced, UTC milliseconds. */
  readonly lockedUntil: () => number | undefined
}

interface AckWaiter {
  readonly resolve: (ack: BinaryNode) => void
  readonly reject: (error: SendError) => void
}

export class Sender {
  readonly #parts: SenderParts
  readonly #waiting = new Map<string, AckWaiter>()
  readonly #inFlight = new Set<Promise<unknown>>()

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  /** Listens for the server's acknowledgements on a new connection. */
  attach(socket: WASocket): void {
    socket.ws.on('CB:ack,class:message', (ack: BinaryNode) => {
      this.#waiting.get(ack.attrs.id ?? '')?.resolve(ack)
    })
  }

  /** The connection ended: nobody will acknowledge what is under way. */
  detach(): void {
    for (const waiter of this.#waiting.values()) {
      waiter.reject(new SendError('unavailable', 'the WhatsApp connection ended during the send'))
    }
  }

  /** Resolves when no send is under way any more. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#inFlight])
  }

  /** @throws {SendError} */
  send(socket: WASocket, message: OutgoingMessage): Promise<SendReceipt> {
    const sending = this.#send(socket, message)
    this.#inFlight.add(sending)
    return sending.finally(() => this.#inFlight.delete(sending))
  }

  async #send(socket: WASocket, message: OutgoingMessage): Promise<SendReceipt> {
    const { sent } = this.#parts
    const id = messageIdFor(message.clientMessageId)
    // A crash between the acknowledgement and its record in the outbox: it has arrived already.
    const arrivedIn = sent.acknowledgedChat(id)
    if (arrivedIn !== undefined) return { externalId: externalId(arrivedIn, '', id) }

    const jid = this.#addressFor(message.chatAddress)
    const content = this.#compose(socket, jid, id, message)
    sent.begin(id, jid, this.#encodeMasked(content))
    const ack = this.#nextAck(id)
    try {
      await Promise.race([socket.relayMessage(jid, content, { messageId: id }), ack])
      this.#check(await ack)
    } catch (error) {
      throw error instanceof SendError ? error : faultOfError(error)
    } finally {
      // A failed relay leaves the acknowledgement unwatched.
      ack.catch(() => {})
      this.#waiting.delete(id)
    }
    sent.acknowledged(id)
    return { externalId: externalId(jid, '', id) }
  }

  #check(ack: BinaryNode): void {
    const code = ack.attrs.error
    if (code === undefined) return
    const error = faultOfAck(code, this.#parts.now(), this.#parts.lockedUntil())
    this.#parts.log.error({ alarm: 'whatsapp-send-refused', code }, `whatsapp: ${error.message}`)
    throw error
  }

  /** The LID where one is known: WhatsApp drops replies to the phone number of such a chat. */
  #addressFor(chatAddress: string): string {
    if (!isPhone(chatAddress)) return chatAddress
    const lid = this.#parts.lidUserOf(userOf(chatAddress))
    return lid === undefined ? chatAddress : `${lid}@lid`
  }

  #compose(
    socket: WASocket,
    jid: string,
    messageId: string,
    message: OutgoingMessage,
  ): proto.IMessage {
    const text = replyText(message.reply, (heading) => `*${heading}*`)
    const quoted = message.quote === undefined ? undefined : this.#quoted(message.quote)
    const composed = this.#parts.baileys.generateWAMessageFromContent(
      jid,
      { extendedTextMessage: { text } },
      {
        userJid: socket.user?.id ?? '',
        messageId,
        timestamp: new Date(this.#parts.now()),
        ...(quoted === undefined ? {} : { quoted }),
      },
    )
    return composed.message ?? {}
  }

  #quoted(quote: string): WAMessage | undefined {
    const parts = parseExternalId(quote)
    if (parts === undefined) return undefined
    return {
      key: {
        remoteJid: parts.chat,
        id: parts.id,
        fromMe: false,
        ...(parts.participant === '' ? {} : { participant: parts.participant }),
      },
      message: { conversation: this.#parts.quoteText(quote) ?? '' },
    }
  }

  /** What is kept for a resend holds no personal data, like everything that is kept. */
  #encodeMasked(content: proto.IMessage): Uint8Array {
    const { proto } = this.#parts.baileys
    const copy = proto.Message.decode(proto.Message.encode(content).finish())
    const body = copy.extendedTextMessage
    if (body?.text) body.text = this.#parts.mask(body.text).text
    return proto.Message.encode(copy).finish()
  }

  #nextAck(id: string): Promise<BinaryNode> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new SendError('retry', 'WhatsApp did not acknowledge the message in time')),
        ACK_TIMEOUT_MS,
      )
      const settle =
        <T>(done: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer)
          done(value)
        }
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
    })
  }
}
