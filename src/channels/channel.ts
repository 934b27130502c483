/**
 * The port between the service and a messenger. A channel translates: it hands what arrives to the
 * inbox and sends what the outbox gives it. It keeps no conversation and decides nothing about
 * content. One folder a channel; nothing outside `channels/` and the composition root knows a name.
 */
import type { FastifyInstance } from 'fastify'
import type { MaskedKind, MessageKind, Reply } from '../engine/model.js'

/** One message as it arrived, before masking. Handed to {@link Inbox.receive} and to nobody else. */
export interface InboundEnvelope {
  readonly channel: string
  /** Unique with the channel, forever; a second copy is dropped. Formats: `docs/architecture.md`. */
  readonly externalId: string
  readonly chat: {
    /** Where replies go, e.g. a Telegram chat id or a WhatsApp JID. */
    readonly address: string
    readonly kind: 'private' | 'group'
  }
  readonly sender: {
    /** Every address of this person that the message tells (LID and phone): one contact. */
    readonly addresses: readonly string[]
    readonly displayName?: string
  }
  readonly kind: MessageKind
  readonly text: string
  /** What the channel has blackened already (WhatsApp keeps messages before the inbox does). */
  readonly masked?: readonly MaskedKind[]
  /** `Choice.action` of a pressed button. */
  readonly action?: string
  /** A picture that comes with the message; fetched later, by {@link Channel.fetchPicture}. */
  readonly picture?: PictureSource
  /** UTC milliseconds, by the channel's clock. */
  readonly sentAt: number
  /**
   * `user`: from the person. `staff`: typed by a person on the office's own phone, so the bot goes
   * quiet in that chat.
   */
  readonly from: 'user' | 'staff'
}

/** Where a picture can be had; stored with the message, so that a restart forgets none. */
export interface PictureSource {
  /** All that {@link Channel.fetchPicture} needs, as text; holds no bytes. */
  readonly reference: string
  /** Size as the channel tells it, bytes: a picture far too large is not even fetched. */
  readonly bytes?: number
}

/** `retry`: may work later. `gone`: never again. `too-large`: more than `maxBytes`. */
export type PictureFault = 'retry' | 'gone' | 'too-large'

export class PictureError extends Error {
  override readonly name = 'PictureError'
  constructor(
    readonly fault: PictureFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export interface FetchOptions {
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** The door of the service. */
export interface Inbox {
  /**
   * Masks, deduplicates and stores all envelopes in one transaction, in order. Resolves only when
   * they survive a power cut; rejects when they were not stored, and then the channel must not
   * acknowledge them and tries again. Resolves to the number that was new.
   */
  receive(envelopes: readonly InboundEnvelope[]): Promise<number>
  /** The person blocked the bot or left: queued replies are cancelled, nothing is retried. */
  blocked(channel: string, chatAddress: string): Promise<void>
}

export interface OutgoingMessage {
  /** Public id of the outbox row. */
  readonly id: string
  readonly chatAddress: string
  readonly chatKind: 'private' | 'group'
  readonly reply: Reply
  /** The same on every attempt, so a phone shows a repeated send once (WhatsApp's message id). */
  readonly clientMessageId: string
  /** External id of the message to quote (groups). */
  readonly quote?: string
}

export interface SendReceipt {
  /** The channel's id of the sent message, if it has one. */
  readonly externalId?: string
}

export const SEND_FAULTS = ['retry', 'throttled', 'blocked', 'permanent', 'unavailable'] as const
/**
 * `retry`: may work later. `throttled`: wait `retryAfterMs`. `blocked`: the person blocked the bot.
 * `permanent`: this message can never be sent. `unavailable`: the whole channel is down; the attempt
 * does not count against the message.
 */
export type SendFault = (typeof SEND_FAULTS)[number]

export class SendError extends Error {
  override readonly name = 'SendError'
  constructor(
    readonly fault: SendFault,
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

export type ChannelState = 'off' | 'connecting' | 'ready' | 'failing' | 'logged-out'

export interface ChannelStatus {
  readonly state: ChannelState
  /** UTC milliseconds. */
  readonly since: number
  readonly reason?: string
}

/** How fast a channel may be written to. */
export interface Pacing {
  /** Sends in flight at once over all chats. */
  readonly concurrency: number
  /** Shortest time between two sends to one chat, milliseconds; 0 for none. */
  readonly perChatMs: number
  /** Shortest time between two sends of the whole channel, milliseconds; 0 for none. */
  readonly overallMs: number
  /** Random extra per send, milliseconds, so the rhythm is not a machine's. */
  readonly jitterMs: number
}

export interface Channel {
  readonly name: string
  readonly pacing: Pacing
  /** Longest text of one message in characters; longer replies are split at sentence ends. */
  readonly maxTextLength: number
  /** Begins connecting and returns; never throws because the network is down. */
  start(): Promise<void>
  /** Stops taking messages in, finishes what is in flight. */
  stop(): Promise<void>
  status(): ChannelStatus
  /** @throws {SendError} always of that class, so the outbox knows what to do. */
  send(message: OutgoingMessage): Promise<SendReceipt>
  /**
   * The bytes of a picture that an envelope told of.
   * @throws {PictureError} always of that class.
   */
  fetchPicture?(reference: string, options: FetchOptions): Promise<Uint8Array>
  /** The picture has been read or given up: what the channel kept of it may go. Never throws. */
  releasePicture?(reference: string): Promise<void>
  /** Link that opens a private chat with the bot, once known. */
  privateLink(): string | undefined
  /** Adds the channel's own pages or webhook to the service's HTTP server, before it listens. */
  register?(app: FastifyInstance): void
}
