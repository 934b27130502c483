/**
 * Hands what is in the spool to the inbox, in order, until the inbox has it. A refusal (the store is
 * down) is tried again with a growing wait; one message that is refused alone holds back its own chat
 * only.
 */
import type pino from 'pino'
import type { Inbox } from '../channel.js'
import type { DueRow, InboundSpool } from './inbound-spool.js'
import { DELIVERY_BACKOFF, DELIVERY_BATCH } from './limits.js'

/** `setTimeout` knows no longer wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface DeliveryParts {
  readonly spool: InboundSpool
  readonly inbox: Inbox
  readonly log: pino.Logger
  readonly now: () => number
  readonly random: () => number
}

export class InboundDelivery {
  readonly #parts: DeliveryParts
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = false
  #failures = 0

  constructor(parts: DeliveryParts) {
    this.#parts = parts
  }

  /** Something new may be in the spool. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running !== undefined) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#running = this.#work()
      .catch((error: unknown) => {
        this.#failures += 1
        this.#parts.log.error({ err: error }, 'whatsapp: kept messages cannot be read')
      })
      .finally(() => {
        this.#running = undefined
        this.#plan()
      })
  }

  /** Ends after the hand-over that is under way; the rest stays in the spool. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #work(): Promise<void> {
    do {
      this.#again = false
      await this.#handOverAll()
    } while (this.#again && !this.#stopped && this.#failures === 0)
  }

  async #handOverAll(): Promise<void> {
    for (;;) {
      const rows = this.#parts.spool.due(DELIVERY_BATCH)
      if (rows.length === 0 || this.#stopped) return
      if (!(await this.#handOver(rows))) return
    }
  }

  /** @returns whether all of them were taken. */
  async #handOver(rows: readonly DueRow[]): Promise<boolean> {
    const { inbox, spool, log } = this.#parts
    try {
      await inbox.receive(rows.map((row) => row.envelope))
      spool.remove(rows)
      this.#failures = 0
      return true
    } catch (error) {
      this.#failures += 1
      log.warn(
        { err: error, waiting: rows.length },
        'whatsapp: the inbox did not take messages; they are kept and tried again',
      )
      if (rows.length > 1) await this.#oneByOne(rows)
      return false
    }
  }

  /** So that one message that cannot be stored does not hold up everybody else's. */
  async #oneByOne(rows: readonly DueRow[]): Promise<void> {
    const { inbox, spool } = this.#parts
    const refused = new Set<string>()
    for (const row of rows) {
      if (this.#stopped) return
      const chat = row.envelope.chat.address
      if (refused.has(chat)) continue
      try {
        await inbox.receive([row.envelope])
        spool.remove([row])
      } catch {
        refused.add(chat)
      }
    }
  }

  /** Sleeps until something can be done again; a wake comes before. */
  #plan(): void {
    if (this.#stopped) return
    if (this.#again && this.#failures === 0) {
      this.wake()
      return
    }
    const nextDueAt = this.#parts.spool.nextDueAt()
    if (nextDueAt === undefined) return
    const untilDue = Math.max(0, nextDueAt - this.#parts.now())
    const wait = this.#failures > 0 ? this.#backoff() : untilDue
    this.#timer = setTimeout(() => this.wake(), Math.min(wait, LONGEST_TIMER_MS))
  }

  #backoff(): number {
    const { baseMs, capMs } = DELIVERY_BACKOFF
    const full = Math.min(capMs, baseMs * 2 ** (this.#failures - 1))
    return Math.round(full * (0.5 + this.#parts.random() / 2))
  }
}
