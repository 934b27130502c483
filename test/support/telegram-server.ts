/**
 * A Bot API on loopback for the real telegraf client: long polling with offsets, webhooks, 409 between
 * two pollers, files, and the refusals that matter (too long, bad entities, bad button, blocked). It keeps
 * every call so that tests can look at what was sent.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TelegramFiles } from './telegram-files.js'
import { until } from './until.js'

export interface ApiCall {
  readonly method: string
  readonly payload: Record<string, unknown>
}

export interface Button {
  readonly text: string
  readonly callback_data: string
}

export interface SentMessage {
  readonly chatId: string
  readonly messageId: number
  readonly text: string
  readonly buttons: readonly Button[]
  readonly replyTo?: number
}

interface ApiFault {
  readonly error_code: number
  readonly description: string
  readonly parameters?: { readonly retry_after?: number }
}

type Update = { update_id: number } & Record<string, unknown>

const TOKEN = '4242:loopback-token'
const BOT = { id: 4242, is_bot: true, first_name: 'Tanya Kinerja', username: 'tanya_kinerja_bot' }
/** The Bot API's limits: text in characters, callback data in bytes. */
const TEXT_MAX = 4096
const CALLBACK_DATA_MAX = 64
const WRONG_FILE = 'Bad Request: wrong file_id or the file is temporarily unavailable'

export class TelegramServer {
  readonly token = TOKEN
  readonly username = BOT.username
  readonly calls: ApiCall[] = []
  readonly sent: SentMessage[] = []
  /** Pictures that people send, and how their download goes. */
  readonly files = new TelegramFiles()
  /** Chats that blocked the bot. */
  readonly blockedBy = new Set<string>()
  apiRoot = ''
  webhook: { url: string; secret_token?: string } | undefined
  readonly #server: Server
  readonly #updates: Update[] = []
  readonly #faults = new Map<string, ApiFault[]>()
  readonly #held = new Map<string, Promise<void>>()
  #poll: { answer: () => void; conflict: () => void } | undefined
  #nextUpdate = 1
  #nextMessage = 100

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.apiRoot = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    return this
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** The next calls of `method` fail like this, one fault each. */
  fail(method: string, ...faults: readonly ApiFault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults])
  }

  /** Answers to `method` wait until the returned function is called; the calls are seen at once. */
  hold(method: string): () => void {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#held.set(method, held)
    return () => {
      this.#held.delete(method)
      release()
    }
  }

  /** Updates that the bot has not confirmed by an offset yet. */
  get unconfirmed(): number {
    return this.#updates.length
  }

  // === What people do ===

  text(chatId: number, text: string, extra: Record<string, unknown> = {}): number {
    return this.message(chatId, { text, ...extra })
  }

  /** Any message content in a private chat, or in a group when `extra.chat` says so. */
  message(chatId: number, content: Record<string, unknown>): number {
    const messageId = this.#nextMessage++
    this.push({ message: { message_id: messageId, ...person(chatId), ...content } })
    return messageId
  }

  /** A photo as the app sends it: the picture in one size, with a caption or without. */
  photo(chatId: number, bytes: Uint8Array, extra: Record<string, unknown> = {}): number {
    const photo = [{ ...this.files.add(bytes), width: 720, height: 1600 }]
    return this.message(chatId, { photo, ...extra })
  }

  edit(chatId: number, messageId: number, text: string): void {
    const edited = { message_id: messageId, ...person(chatId), text, edit_date: seconds() + 1 }
    this.push({ edited_message: edited })
  }

  /** Presses the button with this label under the newest message of the chat. */
  press(chatId: number, label: string): string {
    const message = this.sent.findLast((sent) => sent.chatId === String(chatId))
    const button = message?.buttons.find(({ text }) => text === label)
    if (message === undefined || button === undefined) {
      throw new Error(`no button "${label}" in chat ${chatId}`)
    }
    const id = `press-${this.#nextUpdate}`
    this.push({
      callback_query: {
        id,
        from: person(chatId).from,
        chat_instance: 'loopback',
        data: button.callback_data,
        message: {
          message_id: message.messageId,
          chat: person(chatId).chat,
          date: seconds(),
          text: message.text,
          reply_markup: { inline_keyboard: message.buttons.map((one) => [one]) },
        },
      },
    })
    return id
  }

  block(chatId: number): void {
    this.blockedBy.add(String(chatId))
    const status = { status: 'kicked', user: BOT, until_date: 0 }
    this.push({
      my_chat_member: { ...person(chatId), old_chat_member: status, new_chat_member: status },
    })
  }

  /** Any update, as Telegram would deliver it; through the webhook when one is set. */
  push(content: Record<string, unknown>): Update {
    const update = { update_id: this.#nextUpdate++, ...content }
    this.#updates.push(update)
    this.#poll?.answer()
    return update
  }

  /** Delivers an update to the webhook and tells how it was answered. */
  async deliver(update: Update, secret = this.webhook?.secret_token): Promise<number> {
    const response = await fetch(this.webhook?.url ?? '', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: JSON.stringify(update),
    })
    await response.body?.cancel()
    return response.status
  }

  // === What tests wait for ===

  sentTo(chatId: number): readonly SentMessage[] {
    return this.sent.filter((sent) => sent.chatId === String(chatId))
  }

  callsOf(method: string): readonly ApiCall[] {
    return this.calls.filter((call) => call.method === method)
  }

  /** Resolves once `condition` holds. */
  async until(condition: () => boolean, what: string, limitMs?: number): Promise<void> {
    await until(condition, what, limitMs)
  }

  // === The API ===

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: object) => {
      if (response.writableEnded || response.destroyed) return
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const refuse = (fault: ApiFault) => answer(fault.error_code, { ok: false, ...fault })
    const ok = (result: unknown) => answer(200, { ok: true, result })

    const [, fileToken, path] = /^\/file\/bot([^/]+)\/(.+)$/.exec(request.url ?? '') ?? []
    if (path !== undefined && fileToken === TOKEN) {
      this.files.serve(decodeURIComponent(path), response)
      return
    }
    const [, token, method] = /^\/bot([^/]+)\/(\w+)/.exec(request.url ?? '') ?? []
    const payload = await readJson(request)
    if (token !== TOKEN || method === undefined) {
      refuse({ error_code: 401, description: 'Unauthorized' })
      return
    }
    const fault = this.#faults.get(method)?.shift()
    if (fault !== undefined) {
      refuse(fault)
      return
    }
    if (method !== 'getUpdates') this.calls.push({ method, payload })
    await this.#held.get(method)
    switch (method) {
      case 'getMe':
        ok(BOT)
        return
      case 'getUpdates':
        this.#getUpdates(payload, response, ok, refuse)
        return
      case 'setWebhook':
        this.webhook = payload as unknown as { url: string; secret_token?: string }
        ok(true)
        return
      case 'deleteWebhook':
        this.webhook = undefined
        ok(true)
        return
      case 'getFile': {
        const file = this.files.find(String(payload.file_id))
        if (file === undefined) refuse({ error_code: 400, description: WRONG_FILE })
        else ok(file)
        return
      }
      case 'sendMessage':
        this.#sendMessage(payload, ok, refuse)
        return
      default:
        ok(true)
    }
  }

  #getUpdates(
    payload: Record<string, unknown>,
    response: ServerResponse,
    ok: (result: unknown) => void,
    refuse: (fault: ApiFault) => void,
  ): void {
    this.#poll?.conflict()
    const offset = Number(payload.offset ?? 0)
    while (this.#updates[0] !== undefined && this.#updates[0].update_id < offset) {
      this.#updates.shift()
    }
    const answer = () => ok(this.#updates.slice(0, 100))
    if (this.#updates.length > 0 || Number(payload.timeout ?? 0) === 0) {
      answer()
      return
    }
    const close = () => {
      clearTimeout(timer)
      if (this.#poll === poll) this.#poll = undefined
    }
    const poll = {
      answer: () => {
        close()
        answer()
      },
      conflict: () => {
        close()
        refuse({
          error_code: 409,
          description: 'Conflict: terminated by other getUpdates request',
        })
      },
    }
    const timer = setTimeout(poll.answer, Number(payload.timeout) * 1000)
    response.on('close', close)
    this.#poll = poll
  }

  #sendMessage(
    payload: Record<string, unknown>,
    ok: (result: unknown) => void,
    refuse: (fault: ApiFault) => void,
  ): void {
    const chatId = String(payload.chat_id)
    const text = String(payload.text ?? '')
    const markup = payload.reply_markup as { inline_keyboard?: Button[][] } | undefined
    const buttons = markup?.inline_keyboard?.flat() ?? []
    const refusal = this.#refusal(chatId, text, buttons)
    if (refusal !== undefined) {
      refuse(refusal)
      return
    }
    const reply = payload.reply_parameters as { message_id: number } | undefined
    const messageId = this.#nextMessage++
    this.sent.push({
      chatId,
      messageId,
      text: unescapeHtml(text),
      buttons,
      ...(reply === undefined ? {} : { replyTo: reply.message_id }),
    })
    ok({
      message_id: messageId,
      chat: { id: payload.chat_id, type: 'private' },
      date: seconds(),
      text,
    })
  }

  #refusal(chatId: string, text: string, buttons: readonly Button[]): ApiFault | undefined {
    const bad = (description: string): ApiFault => ({ error_code: 400, description })
    if (this.blockedBy.has(chatId)) {
      return { error_code: 403, description: 'Forbidden: bot was blocked by the user' }
    }
    if (text.trim() === '') return bad('Bad Request: message text is empty')
    if ([...unescapeHtml(text)].length > TEXT_MAX) return bad('Bad Request: message is too long')
    if (/<(?!\/?b>)/.test(text)) return bad("Bad Request: can't parse entities")
    if (buttons.some(({ callback_data: data }) => Buffer.byteLength(data) > CALLBACK_DATA_MAX)) {
      return bad('Bad Request: BUTTON_DATA_INVALID')
    }
    return undefined
  }
}

function person(id: number) {
  return {
    from: { id, is_bot: false, first_name: 'Guru' },
    chat: { id, type: 'private', first_name: 'Guru' },
    date: seconds(),
  }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

/** What the phone shows: bold marks gone, entities back to characters. */
function unescapeHtml(text: string): string {
  return text
    .replace(/<\/?b>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}
