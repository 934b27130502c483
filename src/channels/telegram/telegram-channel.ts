import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { Telegram, TelegramError } from 'telegraf'
import type { Update, UserFromGetMe } from 'telegraf/types'
import { COMMANDS } from '../../engine/commands.js'
import type {
  Channel,
  ChannelState,
  ChannelStatus,
  FetchOptions,
  Inbox,
  OutgoingMessage,
  Pacing,
  SendReceipt,
} from '../channel.js'
import { describe, retryAfterMs, sendErrorOf } from './faults.js'
import { fetchPicture } from './pictures.js'
import { renderReply } from './rendering.js'
import { ALLOWED_UPDATES, type Arrival, messageIdOf, readUpdate, TELEGRAM } from './updates.js'
import { registerWebhook } from './webhook.js'

/**
 * Telegram does not publish its limits; about 30 messages a second in all and one a second in a chat
 * are reported, and replies may exceed the latter. A 429 is obeyed to the second all the same.
 */
const PACING: Pacing = { concurrency: 16, perChatMs: 50, overallMs: 35, jitterMs: 0 }

/** Telegram's own limit is 4,096 after entities; the rest is room for the heading. */
const TEXT_MAX = 4_096 - 120

/** How long Telegram holds an empty `getUpdates`, seconds. */
const POLL_SECONDS = 25
/** A poll that has not answered by then is dead (half-open connection), milliseconds. */
const POLL_LIMIT_MS = (POLL_SECONDS + 10) * 1000
/** Any other call, milliseconds. */
const CALL_LIMIT_MS = 30_000

/** Waiting time after the first failure, doubled up to the limit, milliseconds. */
const BACKOFF_MS = 500
const BACKOFF_LIMIT_MS = 30_000

/**
 * Telegram ends the older of two polls with 409. One may be the ghost of a process that was killed;
 * this many in a row mean that somebody else runs a bot with this token.
 */
const CONFLICTS_MAX = 3

export interface TelegramChannelOptions {
  readonly token: string
  readonly apiRoot: string
  readonly webhook?: { readonly url: string; readonly secret: string }
  readonly inbox: Inbox
  readonly logger: Logger
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  /** For tests: first waiting time after a failure, milliseconds. */
  readonly backoffMs?: number
}

/** Stops the channel for good: waiting does not mend it. */
class PermanentFault extends Error {}

/**
 * Telegram through telegraf's client alone. Its `launch()` moves the offset before handlers have run,
 * so a failed store would lose messages; this loop stores a batch in one transaction, in order, and
 * only then asks for the next.
 */
export class TelegramChannel implements Channel {
  readonly name = TELEGRAM
  readonly pacing = PACING
  readonly maxTextLength = TEXT_MAX
  readonly #telegram: Telegram
  readonly #stopping = new AbortController()
  #status: ChannelStatus
  #me: UserFromGetMe | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(private readonly options: TelegramChannelOptions) {
    this.#telegram = new Telegram(options.token, {
      apiRoot: options.apiRoot,
      webhookReply: false,
    })
    this.#status = { state: 'off', since: options.now() }
  }

  async start(): Promise<void> {
    this.#setState('connecting')
    this.#running = this.#run().catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return
      this.#setState('failing', describe(error))
      this.options.logger.error(
        { reason: describe(error) },
        'telegram stopped, an operator is needed',
      )
    })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    this.#setState('off')
  }

  status(): ChannelStatus {
    return this.#status
  }

  privateLink(): string | undefined {
    return this.#me === undefined ? undefined : `https://t.me/${this.#me.username}`
  }

  async send(message: OutgoingMessage): Promise<SendReceipt> {
    const quoted = message.quote === undefined ? undefined : messageIdOf(message.quote)
    try {
      const sent = await this.#call('sendMessage', {
        chat_id: message.chatAddress,
        ...renderReply(message.reply),
        ...(quoted === undefined
          ? {}
          : { reply_parameters: { message_id: quoted, allow_sending_without_reply: true } }),
      })
      return { externalId: `${message.chatAddress}:${(sent as { message_id: number }).message_id}` }
    } catch (error) {
      throw sendErrorOf(error)
    }
  }

  async fetchPicture(reference: string, options: FetchOptions): Promise<Uint8Array> {
    const { token, apiRoot } = this.options
    return fetchPicture(reference, { token, apiRoot, call: this.#call.bind(this) }, options)
  }

  /** With a webhook, updates come in through the service's own server. */
  register(app: FastifyInstance): void {
    const { webhook } = this.options
    if (webhook === undefined) return
    registerWebhook(app, {
      path: new URL(webhook.url).pathname,
      secret: webhook.secret,
      store: (update) => this.#storeFromWebhook(update),
    })
  }

  // === Life ===

  async #run(): Promise<void> {
    this.#me = await this.#persist(() => this.#setUp('getMe') as Promise<UserFromGetMe>)
    await this.#persist(() => this.#setUp('setMyCommands', { commands: [...COMMANDS] }))
    const { webhook } = this.options
    if (webhook === undefined) {
      await this.#persist(() => this.#setUp('deleteWebhook'))
      await this.#poll(this.#me)
      return
    }
    await this.#persist(() =>
      this.#setUp('setWebhook', {
        url: webhook.url,
        secret_token: webhook.secret,
        allowed_updates: ALLOWED_UPDATES,
      }),
    )
    this.#setState('ready')
  }

  async #setUp(method: string, payload: object = {}): Promise<unknown> {
    return this.#call(method, payload, this.#untilStopped(CALL_LIMIT_MS))
  }

  async #poll(me: UserFromGetMe): Promise<void> {
    let offset = 0
    while (!this.#stopping.signal.aborted) {
      const updates = await this.#persist(() => this.#getUpdates(offset))
      this.#setState('ready')
      const last = updates.at(-1)
      if (last === undefined) continue
      await this.#persist(() => this.#store(updates, me))
      // Only now: what is not stored is delivered again.
      offset = last.update_id + 1
    }
  }

  async #getUpdates(offset: number): Promise<readonly Update[]> {
    // The first poll, and the first after a fault, answers at once, so that the state is true soon.
    const timeout = this.#status.state === 'ready' ? POLL_SECONDS : 0
    const payload = { offset, timeout, allowed_updates: ALLOWED_UPDATES }
    return (await this.#call('getUpdates', payload, this.#untilStopped(POLL_LIMIT_MS))) as Update[]
  }

  // === Storing ===

  async #store(updates: readonly Update[], me: UserFromGetMe): Promise<void> {
    const arrivals = updates.map((update) => this.#read(update, me))
    await this.options.inbox.receive(arrivals.flatMap(envelopesOf))
    for (const arrival of arrivals) await this.#afterStored(arrival)
  }

  /** One update that cannot be read must not stop all that come after it. */
  #read(update: Update, me: UserFromGetMe): Arrival {
    try {
      return readUpdate(update, me, this.options.now())
    } catch (error) {
      const updateId = update.update_id
      this.options.logger.error({ updateId, reason: describe(error) }, 'unreadable update ignored')
      return { type: 'ignored', reason: 'unreadable' }
    }
  }

  async #afterStored(arrival: Arrival): Promise<void> {
    if (arrival.type === 'blocked') await this.options.inbox.blocked(TELEGRAM, arrival.chatAddress)
    if (arrival.type === 'press') {
      // Ends the button's spinner. Not waited for: a slow answer must not hold up the next batch.
      this.#call('answerCallbackQuery', { callback_query_id: arrival.callbackId }).catch(
        (error: unknown) => {
          this.options.logger.debug({ reason: describe(error) }, 'press not acknowledged')
        },
      )
    }
  }

  async #storeFromWebhook(update: Update): Promise<void> {
    if (this.#me === undefined) throw new Error('not connected yet')
    try {
      await this.#store([update], this.#me)
    } catch (error) {
      this.options.logger.error({ reason: describe(error) }, 'telegram update not stored')
      throw error
    }
  }

  // === Calls ===

  /** Ends a waiting call when the channel stops; a send that has begun is let finish instead. */
  #untilStopped(limitMs: number): AbortSignal {
    return AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(limitMs)])
  }

  async #call(
    method: string,
    payload: object,
    signal = AbortSignal.timeout(CALL_LIMIT_MS),
  ): Promise<unknown> {
    // telegraf types each method; the payloads here are built by hand from the Bot API's documentation.
    const call = this.#telegram.callApi.bind(this.#telegram) as (
      method: string,
      payload: object,
      options: { signal: AbortSignal },
    ) => Promise<unknown>
    return call(method, payload, { signal })
  }

  /** Tries until it works: waits as Telegram asks, else ever longer; ends only on a lasting fault. */
  async #persist<T>(attempt: () => Promise<T>): Promise<T> {
    let conflicts = 0
    for (let failures = 0; ; failures++) {
      this.#stopping.signal.throwIfAborted()
      try {
        return await attempt()
      } catch (error) {
        this.#stopping.signal.throwIfAborted()
        const code = error instanceof TelegramError ? error.code : undefined
        if (code === 409) conflicts++
        this.#refuseLastingFault(code, conflicts)
        this.#setState('failing', describe(error))
        this.options.logger.warn({ reason: describe(error), failures }, 'telegram call failed')
        const { signal } = this.#stopping
        await wait(this.#pauseMs(error, failures), undefined, { signal }).catch(() => {})
      }
    }
  }

  #refuseLastingFault(code: number | undefined, conflicts: number): void {
    if (code === 401 || code === 404) {
      throw new PermanentFault(
        'TELEGRAM_BOT_TOKEN ditolak Telegram (401). Periksa token di BotFather.',
      )
    }
    if (conflicts >= CONFLICTS_MAX) {
      throw new PermanentFault(
        'Program lain memakai token bot yang sama (409). Hentikan yang lain, lalu nyalakan ulang.',
      )
    }
  }

  #pauseMs(error: unknown, failures: number): number {
    if (error instanceof TelegramError && error.code === 429) return retryAfterMs(error)
    const { backoffMs = BACKOFF_MS, random } = this.options
    const backoff = Math.min(backoffMs * 2 ** failures, BACKOFF_LIMIT_MS)
    // Between half and all of it, so that many bots do not come back at the same moment.
    return backoff * (0.5 + random() / 2)
  }

  #setState(state: ChannelState, reason?: string): void {
    if (this.#status.state === state && this.#status.reason === reason) return
    const since = this.#status.state === state ? this.#status.since : this.options.now()
    this.#status = { state, since, ...(reason === undefined ? {} : { reason }) }
    this.options.logger.info({ channel: TELEGRAM, state, reason }, 'channel state')
  }
}

function envelopesOf(arrival: Arrival) {
  return arrival.type === 'message' || arrival.type === 'press' ? [arrival.envelope] : []
}
