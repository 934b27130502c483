/**
 * Works the inbox: strictly one after the other within a chat, many chats at once. Turns of different
 * chats that are ready at the same time share a commit (the store's group commit).
 */
import type { Logger } from 'pino'
import type { Effect } from '../engine/model.js'
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
import type { Work } from './work.js'

export interface ProcessorParts extends Omit<TurnParts, 'workingSince'> {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Called after a commit that put something into the outbox. */
  readonly onReplies: () => void
  /** Called after a commit that says what becomes of an original. */
  readonly onPictureDecision: () => void
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
  /** Chats whose burst is not complete: cancels the look at the time when it is. */
  readonly #alarms = new Map<number, () => void>()
  #workingSince = 0
  #state: 'new' | 'running' | 'stopped' = 'new'
  #storeFaults = 0
  #cancelSweep: (() => void) | undefined
  #sweeping: Promise<void> | undefined

  constructor(private readonly parts: ProcessorParts) {}

  start(): void {
    this.#state = 'running'
    this.#workingSince = this.parts.clock.now()
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
    for (const cancel of this.#alarms.values()) cancel()
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

  /** False when there is nothing to do now. Rejects only with faults of the store. */
  async #turn(chatId: number): Promise<boolean> {
    const { store, clock } = this.parts
    const parts = { ...this.parts, workingSince: this.#workingSince }
    this.#alarms.get(chatId)?.()
    this.#alarms.delete(chatId)
    try {
      const end = await store.write('turn', (tx) => runTurn(tx, chatId, parts, clock.now()))
      if (end.type === 'waiting') this.#lookAgain(chatId, end.until)
      if (end.type !== 'done') return false
      this.#announce(end.report)
      return true
    } catch (error) {
      if (!(error instanceof TurnError)) throw error
      await this.#fail(error)
      return true
    }
  }

  #lookAgain(chatId: number, at: number): void {
    if (this.#state !== 'running') return
    const { clock } = this.parts
    const cancel = clock.after(at - clock.now(), () => {
      this.#alarms.delete(chatId)
      this.wake([chatId])
    })
    this.#alarms.set(chatId, cancel)
  }

  #announce({ result, opened, ms }: TurnReport): void {
    const { logger, onReplies, onPictureDecision } = this.parts
    const { understood } = result
    logger.debug({ kind: understood?.kind, id: understood?.id, ms }, 'turn')
    for (const row of opened) logOpenedCase(logger, row)
    if (result.replies.length > 0) onReplies()
    if (result.effects.some(({ type }) => DECISIONS.has(type))) onPictureDecision()
  }

  async #fail(error: TurnError): Promise<void> {
    const { store, clock, logger, channels, onReplies } = this.parts
    const { work } = error
    const channel = work.type === 'messages' ? channels.get(work.rows[0].channel) : undefined
    const maxTextLength = channel?.maxTextLength ?? DEFAULT_TEXT_LENGTH
    const report = await store.write('poison', (tx) =>
      recordFailure(tx, error, maxTextLength, clock.now()),
    )
    const about = { work: work.type, ...aboutWork(work) }
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
    const chatIds = await store.read((tx) => messages.chatsWithWork(tx))
    // Those whose burst is not complete are looked at when it is.
    this.wake(chatIds.filter((chatId) => !this.#alarms.has(chatId)))
  }
}

/** Effects after which a file has to go or to move. */
const DECISIONS: ReadonlySet<Effect['type']> = new Set(['keep-picture', 'drop-picture'])

function aboutWork(work: Work) {
  if (work.type === 'event') return { chatId: work.row.chatId, id: work.row.id }
  return { chatId: work.rows[0].chatId, ids: work.rows.map(({ id }) => id) }
}
