/**
 * The bot's own messages: the id tells an echo from a message that a person typed on the office's
 * phone, and the content answers a phone that could not decrypt it and asks again.
 */
import { createHash } from 'node:crypto'
import { RESEND_WINDOW_MS, SENT_IDS_KEPT_MS } from './limits.js'
import type { SessionFile } from './session-file.js'

/** Ids of WhatsApp Web: this prefix and 18 hexadecimal digits. */
const WEB_ID = /^3EB0[0-9A-F]{16,}$/
const WEB_PREFIX = '3EB0'
const WEB_DIGITS = 18

/**
 * WhatsApp's message id for a client message id: always the same one for the same input, so a phone
 * shows a repeated send once; in the form of WhatsApp Web, because another form stands out.
 */
export function messageIdFor(clientMessageId: string): string {
  if (WEB_ID.test(clientMessageId)) return clientMessageId
  const digest = createHash('sha256').update(clientMessageId).digest('hex').toUpperCase()
  return WEB_PREFIX + digest.slice(0, WEB_DIGITS)
}

export class SentMessages {
  readonly #file: SessionFile
  readonly #now: () => number

  constructor(file: SessionFile, now: () => number) {
    this.#file = file
    this.#now = now
  }

  /**
   * Before the message leaves: from then on its echo is known.
   * @param content Encoded `proto.Message`, masked.
   */
  begin(id: string, chat: string, content: Uint8Array): void {
    this.#file.db
      .prepare(
        `INSERT INTO sent (id, chat, content, sent_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET chat = excluded.chat, content = excluded.content`,
      )
      .run(id, chat, content, this.#now())
  }

  acknowledged(id: string): void {
    this.#file.db.prepare('UPDATE sent SET acked_at = ? WHERE id = ?').run(this.#now(), id)
  }

  /** Whether the server took this message already, and to which chat it went. */
  acknowledgedChat(id: string): string | undefined {
    const row = this.#file.db
      .prepare('SELECT chat FROM sent WHERE id = ? AND acked_at IS NOT NULL')
      .get(id) as { chat: string } | undefined
    return row?.chat
  }

  has(id: string): boolean {
    return this.#file.db.prepare('SELECT 1 FROM sent WHERE id = ?').get(id) !== undefined
  }

  /**
   * Content for a resend, or undefined: an empty message instead would leave "waiting for this
   * message" on the phone for ever.
   */
  content(id: string): Uint8Array | undefined {
    const row = this.#file.db
      .prepare('SELECT content FROM sent WHERE id = ? AND sent_at >= ?')
      .get(id, this.#now() - RESEND_WINDOW_MS) as { content: Buffer | null } | undefined
    return row?.content ?? undefined
  }

  prune(): void {
    const now = this.#now()
    this.#file.db.transaction(() => {
      this.#file.db.prepare('DELETE FROM sent WHERE sent_at < ?').run(now - SENT_IDS_KEPT_MS)
      this.#file.db
        .prepare('UPDATE sent SET content = NULL WHERE sent_at < ? AND content IS NOT NULL')
        .run(now - RESEND_WINDOW_MS)
    })()
  }
}
