/**
 * Sends the outbox of one channel: strictly in order within a chat, many chats at once, as fast as
 * the channel's pacing allows. The state is committed before and after each send, so a crash leaves
 * at most one unanswered send per chat.
 */
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Channel, OutgoingMessage, Pacing } from '../channels/channel.js'
import { type Boundary, type OutboxHead, outbox, type Store, type Tx } from '../store/index.js'
import { backoffMs } from './backoff.js'
import type { Clock, Random } from './clock.js'
import {
  MAX_SEND_INTERRUPTIONS,
  OUTBOX_BATCH,
  OUTBOX_POLL_MS,
  SEND_TIMEOUT_MS,
  STORE_RETRY_FIRST_MS,
  STORE_RETRY_MAX_MS,
  UNAVAILABLE_FIRST_MS,
  UNAVAILABLE_MAX_MS,
} from './limits.js'
import { Pacer } from './pacer.js'
import { asSendError, judgeSend, type SendResult, type Verdict } from './send-policy.js'
import { logVerdict, recordVerdict } from './send-record.js'

export interface DispatcherParts {
  readonly store: Store
  readonly channel: Channel
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly boundary: Boundary
  /** Instead of the channel's own pacing. */
  readonly pacing?: Pacing
  /** Called after a commit that put an event into a chat. */
  readonly onEvent: (chatId: number) => void
}

export interface Dispatcher {
  /** Queues again what a crash interrupted, then sends. */
  start(): void
  /** There is something new in the outbox. */
  wake(): void
  /** Begins no more sends and waits for those in flight. */
  stop(): Promise<void>
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  return new ChannelDispatcher(parts)
}

class ChannelDispatcher implements Dispatcher {
  readonly #pacer: Pacer
  readonly #inFlight = new Map<number, Promise<void>>()
  #state: 'new' | 'running' | 'stopped' = 'new'
  #recovered = false
  #round: Promise<void> | undefined
  #again = false
  #timer: { readonly at: number; readonly cancel: () => void } | undefined
  #storeFaults = 0
  #storeRestsUntil = 0
  /** Since when and how often in a row the channel has been unavailable. */
  #outage: { readonly since: number; readonly times: number } | undefined

  constructor(private readonly parts: DispatcherParts) {
    this.#pacer = new Pacer(parts.pacing ?? parts.channel.pacing, parts.random)
  }

  start(): void {
    this.#state = 'running'
    this.wake()
  }

  wake(): void {
    if (this.#state !== 'running') return
    this.#again = true
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined
      // Someone may have called between the last look and this line.
      if (this.#again) this.wake()
    })
  }

  async stop(): Promise<void> {
    this.#state = 'stopped'
    this.#timer?.cancel()
    await this.#round
    await Promise.all(this.#inFlight.values())
  }

  async #rounds(): Promise<void> {
    while (this.#again && this.#state === 'running') {
      // Sends that ended together are followed by one look, not by one each.
      await setImmediate()
      this.#again = false
      try {
        if (!this.#recovered) await this.#recover()
        this.#wakeAt(await this.#beginSends())
      } catch (error) {
        this.#storeFault(error)
        this.#wakeAt(this.#storeRestsUntil)
      }
    }
  }

  async #recover(): Promise<void> {
    const { store, channel, clock, logger } = this.parts
    const recovery = await store.write('recover', (tx) =>
      outbox.recoverInterrupted(tx, {
        channel: channel.name,
        maxInterruptions: MAX_SEND_INTERRUPTIONS,
        now: clock.now(),
      }),
    )
    this.#recovered = true
    if (recovery.again > 0) {
      logger.warn({ channel: channel.name, rows: recovery.again }, 'interrupted sends are repeated')
    }
    for (const row of recovery.uncertain) {
      const about = { channel: channel.name, outboxId: row.publicId }
      logger.error(about, 'send was interrupted too often and is given up, it may have arrived')
    }
  }

  /** Begins every send whose time has come; returns when to look again, UTC milliseconds. */
  async #beginSends(): Promise<number> {
    const { store, channel, clock } = this.parts
    const status = channel.status()
    const poll = clock.now() + OUTBOX_POLL_MS
    if (this.#storeRestsUntil > clock.now()) return this.#storeRestsUntil
    if (status.state === 'off' || status.state === 'logged-out') return poll
    if (
      this.#outage !== undefined &&
      status.state === 'ready' &&
      status.since > this.#outage.since
    ) {
      this.#outage = undefined
      this.#pacer.resume()
    }
    if (this.#pacer.channelReadyAt() > clock.now()) {
      return Math.min(poll, this.#pacer.channelReadyAt())
    }
    const { concurrency, hasChatGap } = this.#pacer
    if (this.#inFlight.size >= concurrency) return poll
    // Chats in their gap are in the list too, and must not crowd out the others.
    const limit = hasChatGap ? concurrency + OUTBOX_BATCH : concurrency
    const query = { channel: channel.name, now: clock.now(), limit }
    const { heads, retryAt } = await store.read(async (tx) => ({
      heads: await outbox.outboxHeads(tx, query),
      retryAt: await outbox.nextRetryAt(tx, query),
    }))
    let next = Math.min(poll, retryAt ?? poll)
    for (const head of heads) {
      if (this.#state !== 'running' || this.#inFlight.size >= concurrency) break
      if (this.#inFlight.has(head.chatId)) continue
      const now = clock.now()
      const readyAt = Math.max(this.#pacer.channelReadyAt(), this.#pacer.chatReadyAt(head.chatId))
      if (readyAt > now) {
        next = Math.min(next, readyAt)
        continue
      }
      this.#pacer.began(head.chatId, now)
      this.#begin(head)
    }
    return next
  }

  #begin(head: OutboxHead): void {
    const send = this.#send(head).finally(() => {
      this.#inFlight.delete(head.chatId)
      this.wake()
    })
    this.#inFlight.set(head.chatId, send)
  }

  /** Never rejects. */
  async #send(head: OutboxHead): Promise<void> {
    const { clock, boundary, random } = this.parts
    if (!(await this.#claim(head))) return
    // The gap to the next send counts from here, not from before the commit.
    this.#pacer.began(head.chatId, clock.now())
    boundary('send.before')
    const result = await this.#attempt(head)
    boundary('send.after')
    const verdict = judgeSend(result, head.attempts + 1, random)
    const now = clock.now()
    this.#adapt(verdict, now)
    await this.#record(head, verdict, now)
  }

  /** Stores that the send begins now. False when it must not: cancelled, or not stored. */
  async #claim(head: OutboxHead): Promise<boolean> {
    const { store, clock } = this.parts
    try {
      const begun = await store.write('send-begin', (tx) =>
        outbox.beginSending(tx, head.id, clock.now()),
      )
      this.#storeFaults = 0
      return begun
    } catch (error) {
      // A failed commit may have happened all the same: the row must not stay `sending` when nobody
      // sends it.
      await this.#rest(error)
      const release = { at: clock.now(), error: 'not begun', counted: false }
      await this.#persist('send-begin', (tx) => outbox.queueAgain(tx, head.id, release))
      return false
    }
  }

  async #attempt(head: OutboxHead): Promise<SendResult> {
    const { channel, clock } = this.parts
    let cancel = () => {}
    const timeout = new Promise<never>((_, reject) => {
      cancel = clock.after(SEND_TIMEOUT_MS, () =>
        reject(new Error(`the channel did not answer within ${SEND_TIMEOUT_MS / 1000} s`)),
      )
    })
    try {
      return { ok: true, receipt: await Promise.race([channel.send(messageOf(head)), timeout]) }
    } catch (error) {
      return { ok: false, error: asSendError(error) }
    } finally {
      cancel()
    }
  }

  /** What the answer to one send means for the whole channel. */
  #adapt(verdict: Verdict, now: number): void {
    if (verdict.type === 'throttled') {
      this.#pacer.pause(now + verdict.waitMs)
      return
    }
    if (verdict.type !== 'unavailable') {
      this.#outage = undefined
      return
    }
    // Of several sends that failed together only the first counts.
    if (this.#outage !== undefined && this.#pacer.channelReadyAt() > now) return
    const times = (this.#outage?.times ?? 0) + 1
    const range = { firstMs: UNAVAILABLE_FIRST_MS, maxMs: UNAVAILABLE_MAX_MS }
    this.#outage = { since: now, times }
    this.#pacer.pause(now + backoffMs(times, range, this.parts.random))
  }

  async #record(head: OutboxHead, verdict: Verdict, now: number): Promise<void> {
    await this.#persist('send-end', (tx) => recordVerdict(tx, head, verdict, now))
    logVerdict(this.parts.logger, head, verdict)
    if (verdict.type === 'blocked') this.parts.onEvent(head.chatId)
  }

  /**
   * Stores what has happened already, as often as it takes: what was sent must not be sent again. A
   * stop cannot wait for ever; then the row stays `sending` and is repeated with the same id.
   */
  async #persist(label: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await this.parts.store.write(label, work)
      } catch (error) {
        if (this.#state === 'stopped') return
        await this.#rest(error)
      }
    }
  }

  /** Logs a fault of the store and lets it rest for a while. */
  async #rest(error: unknown): Promise<void> {
    const waitMs = this.#storeFault(error)
    await new Promise<void>((resolve) => void this.parts.clock.after(waitMs, resolve))
  }

  /** Logs a fault of the store, lets it rest, and returns for how long, milliseconds. */
  #storeFault(error: unknown): number {
    const { logger, channel, random, clock } = this.parts
    this.#storeFaults++
    const range = { firstMs: STORE_RETRY_FIRST_MS, maxMs: STORE_RETRY_MAX_MS }
    const waitMs = backoffMs(this.#storeFaults, range, random)
    this.#storeRestsUntil = clock.now() + waitMs
    logger.error({ err: error, channel: channel.name, waitMs }, 'store failed, outbox waits')
    return waitMs
  }

  /** One timer, for the earliest moment asked for. */
  #wakeAt(at: number): void {
    if (this.#state !== 'running') return
    if (this.#timer !== undefined && this.#timer.at <= at) return
    this.#timer?.cancel()
    const { clock } = this.parts
    const cancel = clock.after(Math.max(0, at - clock.now()), () => {
      this.#timer = undefined
      this.wake()
    })
    this.#timer = { at, cancel }
  }
}

function messageOf(head: OutboxHead): OutgoingMessage {
  return {
    id: head.publicId,
    chatAddress: head.chatAddress,
    chatKind: head.chatKind,
    reply: JSON.parse(head.reply) as OutgoingMessage['reply'],
    clientMessageId: head.clientMessageId,
    ...(head.quote === null ? {} : { quote: head.quote }),
  }
}
