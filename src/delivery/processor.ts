/**
 * Works the inbox: strictly one after the other within a chat, many chats at once. Turns of different
 * chats that are ready at the same time share a commit (the store's group commit).
 */
import type { Logger } from 'pino'
import { isStoreFault, messages, type Store, wakes } from '../store/index.js'
import { backoffMs } from './backoff.js'
import type { Clock, Random } from './clock.js'
import {
  DEFAULT_TEXT_LENGTH,
  MAX_CHATS_AT_ONCE,
  MAX_WAKES_PER_SWEEP,
  STORE_RETRY_FIRST_MS,
  STORE_RETRY_MAX_MS,
  SWEEP_MS,
} from './limits.js'
import { logOpenedCase } from './log-cases.js'
import { recordFailure } from './poison.js'
import { runTurn, TurnError, type TurnParts, type TurnReport } from './turn.js'

export interface ProcessorParts extends TurnParts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Called after a commit that put something into the outbox. */
  readonly onReplies: () => void
}

export interface Processor {
  /** Looks for what an earlier run left and keeps looking every second. */
  start(): void
  /** These chats have something new. */
  wake(chatIds: Iterable<number>): void
  /** Resolves when no turn is running and none is known to be waiting. */
  idle(): Promise<void>
  /** Begins no more turns and waits for those that run. */
  stop(): Promise<void>
}

export function createProcessor(parts: ProcessorParts): Processor {
  return new InboxProcessor(parts)
}

class InboxProcessor implements Processor {
  readonly #waiting = new Set<number>()
  readonly #running = new Map<number, Promise<void>>()
  #state: 'new' | 'running' | 'stopped' = 'new'
  #storeFaults = 0
  #cancelSweep: (() => void) | undefined
  #sweeping: Promise<void> | undefined

  constructor(private readonly parts: ProcessorParts) {}

  start(): void {
    this.#state = 'running'
    this.#sweep()
  }

  wake(chatIds: Iterable<number>): void {
    for (const chatId of chatIds) this.#waiting.add(chatId)
    this.#pump()
  }

  async idle(): Promise<void> {
    await this.#sweeping
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  async stop(): Promise<void> {
    this.#state = 'stopped'
    this.#cancelSweep?.()
    await this.idle()
  }

  #pump(): void {
    if (this.#state !== 'running') return
    for (const chatId of this.#waiting) {
      if (this.#running.size >= MAX_CHATS_AT_ONCE) return
      if (this.#running.has(chatId)) continue
      this.#waiting.delete(chatId)
      const run = this.#drive(chatId).finally(() => {
        this.#running.delete(chatId)
        this.#pump()
      })
      this.#running.set(chatId, run)
    }
  }

  /** Turn after turn until the chat has nothing left. Never rejects. */
  async #drive(chatId: number): Promise<void> {
    try {
      while (this.#state === 'running' && (await this.#turn(chatId))) {
        this.#storeFaults = 0
      }
    } catch (error) {
      this.#retryLater(chatId, error)
    }
  }

  /** False when there was nothing to do. Rejects only with faults of the store. */
  async #turn(chatId: number): Promise<boolean> {
    const { store, clock } = this.parts
    try {
      const report = await store.write('turn', (tx) => runTurn(tx, chatId, this.parts, clock.now()))
      if (report === undefined) return false
      this.#announce(report)
      return true
    } catch (error) {
      if (!(error instanceof TurnError)) throw error
      await this.#fail(error)
      return true
    }
  }

  #announce({ result, opened, ms }: TurnReport): void {
    const { logger, onReplies } = this.parts
    const { understood } = result
    logger.debug({ kind: understood?.kind, id: understood?.id, ms }, 'turn')
    for (const row of opened) logOpenedCase(logger, row)
    if (result.replies.length > 0) onReplies()
  }

  async #fail(error: TurnError): Promise<void> {
    const { store, clock, logger, channels, onReplies } = this.parts
    const { work } = error
    const channel = work.type === 'message' ? channels.get(work.row.channel) : undefined
    const maxTextLength = channel?.maxTextLength ?? DEFAULT_TEXT_LENGTH
    const report = await store.write('poison', (tx) =>
      recordFailure(tx, error, maxTextLength, clock.now()),
    )
    const about = { chatId: work.row.chatId, work: work.type, id: work.row.id }
    logger.error(
      { ...about, err: error.cause, attempts: report.attempts },
      report.parked ? 'turn failed for good, left to the staff' : 'turn failed',
    )
    if (report.opened !== undefined) logOpenedCase(logger, report.opened)
    if (report.parked) onReplies()
  }

  #retryLater(chatId: number, error: unknown): void {
    const { clock, random, logger } = this.parts
    this.#storeFaults++
    const range = { firstMs: STORE_RETRY_FIRST_MS, maxMs: STORE_RETRY_MAX_MS }
    const waitMs = backoffMs(this.#storeFaults, range, random)
    logger.error(
      { err: error, chatId, waitMs },
      isStoreFault(error) ? 'store failed, turn is tried again' : 'turn not stored, tried again',
    )
    clock.after(waitMs, () => this.wake([chatId]))
  }

  #sweep(): void {
    this.#sweeping = this.#lookForWork()
      .catch((error: unknown) => this.parts.logger.error({ err: error }, 'sweep failed'))
      .finally(() => {
        if (this.#state !== 'running') return
        this.#cancelSweep = this.parts.clock.after(SWEEP_MS, () => this.#sweep())
      })
  }

  /** Due wakes become timer events; whatever has no outcome yet is driven again. */
  async #lookForWork(): Promise<void> {
    const { store, clock } = this.parts
    const due = await store.read((tx) => wakes.dueWakes(tx, clock.now(), 1))
    if (due.length > 0) {
      await store.write('wake', (tx) => wakes.ringDueWakes(tx, clock.now(), MAX_WAKES_PER_SWEEP))
    }
    this.wake(await store.read((tx) => messages.chatsWithWork(tx)))
  }
}
