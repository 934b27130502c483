/**
 * Hands what is in the spool to the inbox, in order, until the inbox has it. A refusal (the store is
 * down) is tried again with a growing wait; one message that is refused alone holds back its own chat
 * only.
 */
import type pino from 'pino'
import type { Inbox } from '../channel.js'
import type { Arrivals } from './arrivals.js'
import type { InboundSpool, SpoolRow } from './inbound-spool.js'
import { DELIVERY_BACKOFF, DELIVERY_BATCH, ORDER_WAIT_MS } from './limits.js'

type DueRow = Pick<SpoolRow, 'arrival' | 'lane' | 'envelope'>

export interface DeliveryParts {
  readonly spool: InboundSpool
  readonly arrivals: Arrivals
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
      const rows = this.#ready()
      if (rows.length === 0 || this.#stopped) return
      if (!(await this.#handOver(rows))) return
    }
  }

  #ready(): DueRow[] {
    const { spool, arrivals } = this.#parts
    return spool.due(DELIVERY_BATCH).filter((row) => !arrivals.isHeldBack(row.lane, row.arrival))
  }

  /** @returns whether all of them were taken. */
  async #handOver(rows: readonly DueRow[]): Promise<boolean> {
    const { inbox, spool, log } = this.#parts
    try {
      await inbox.receive(rows.map((row) => row.envelope))
      spool.remove(rows.map((row) => row.arrival))
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
      if (refused.has(row.lane)) continue
      try {
        await inbox.receive([row.envelope])
        spool.remove([row.arrival])
      } catch {
        refused.add(row.lane)
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
    const wait = this.#failures > 0 ? this.#backoff() : this.#untilDue(nextDueAt)
    this.#timer = setTimeout(() => this.wake(), wait)
  }

  #backoff(): number {
    const { baseMs, capMs } = DELIVERY_BACKOFF
    const full = Math.min(capMs, baseMs * 2 ** (this.#failures - 1))
    return Math.round(full * (0.5 + this.#parts.random() / 2))
  }

  /** A row that is due but still here waits for an earlier one of its chat. */
  #untilDue(nextDueAt: number): number {
    const wait = nextDueAt - this.#parts.now()
    return wait > 0 ? Math.min(wait, 2 ** 30) : ORDER_WAIT_MS / 10
  }
}
