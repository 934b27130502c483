/**
 * Messages between decryption and the inbox. A row is written in the transaction that moves the
 * encryption state (see `signal-repository.ts`), and removed when {@link Inbox.receive} has resolved.
 * The texts are masked already.
 */
import type { InboundEnvelope } from '../channel.js'
import { QUOTE_WINDOW_MS, SEEN_IDS_KEPT_MS } from './limits.js'
import type { SessionFile } from './session-file.js'

export interface SpoolRow {
  readonly envelope: InboundEnvelope
  /** Other names that a second copy of the message may come under (phone number, LID). */
  readonly aliases: readonly string[]
  /** Not handed on before this time, UTC milliseconds. */
  readonly dueAt: number
  /** Given to the envelope that only says "could not be read"; dropped when the real one comes. */
  readonly standsInFor?: string
}

/** A row that may be handed on. */
export interface DueRow {
  /** Rises with the order in which messages were kept. */
  readonly number: number
  readonly envelope: InboundEnvelope
}

/** Added to the external id of an envelope that stands in for an unreadable message. */
const STAND_IN = ':unreadable'

export function standInId(externalId: string): string {
  return `${externalId}${STAND_IN}`
}

export class InboundSpool {
  readonly #file: SessionFile
  readonly #now: () => number

  constructor(file: SessionFile, now: () => number) {
    this.#file = file
    this.#now = now
  }

  /** Keeps the row unless the message is known already. Call inside a transaction or alone. */
  add(row: SpoolRow): void {
    const { db } = this.#file
    db.transaction(() => {
      const { externalId } = row.envelope
      const ids = [externalId, ...row.aliases.filter((id) => id !== externalId)]
      if (ids.some((id) => this.isKnown(id))) return
      if (row.standsInFor !== undefined && this.isKnown(row.standsInFor)) return
      const quote = row.envelope.chat.kind === 'group' ? row.envelope.text : null
      const mark = db.prepare('INSERT INTO seen (external_id, at, quote) VALUES (?, ?, ?)')
      for (const id of ids) mark.run(id, this.#now(), quote)
      db.prepare('DELETE FROM inbound WHERE external_id = ?').run(standInId(externalId))
      db.prepare('INSERT INTO inbound (external_id, envelope, due_at) VALUES (?, ?, ?)').run(
        externalId,
        JSON.stringify(row.envelope),
        row.dueAt,
      )
    })()
  }

  isKnown(externalId: string): boolean {
    return (
      this.#file.db.prepare('SELECT 1 FROM seen WHERE external_id = ?').get(externalId) !==
      undefined
    )
  }

  /** What may be handed on now, in order. */
  due(limit: number): DueRow[] {
    const rows = this.#file.db
      .prepare('SELECT number, envelope FROM inbound WHERE due_at <= ? ORDER BY number LIMIT ?')
      .all(this.#now(), limit) as { number: number; envelope: string }[]
    return rows.map(({ number, envelope }) => ({
      number,
      envelope: JSON.parse(envelope) as InboundEnvelope,
    }))
  }

  /** Time at which the next waiting row is due, UTC milliseconds; undefined when none waits. */
  nextDueAt(): number | undefined {
    const row = this.#file.db.prepare('SELECT min(due_at) AS at FROM inbound').get() as {
      at: number | null
    }
    return row.at ?? undefined
  }

  remove(rows: readonly DueRow[]): void {
    const drop = this.#file.db.prepare('DELETE FROM inbound WHERE number = ?')
    this.#file.db.transaction(() => {
      for (const row of rows) drop.run(row.number)
    })()
  }

  /** Masked text of a question in a group, while an answer may still quote it. */
  quote(externalId: string): string | undefined {
    const row = this.#file.db
      .prepare('SELECT quote FROM seen WHERE external_id = ?')
      .get(externalId) as { quote: string | null } | undefined
    return row?.quote ?? undefined
  }

  prune(): void {
    const now = this.#now()
    this.#file.db.transaction(() => {
      this.#file.db.prepare('DELETE FROM seen WHERE at < ?').run(now - SEEN_IDS_KEPT_MS)
      this.#file.db
        .prepare('UPDATE seen SET quote = NULL WHERE quote IS NOT NULL AND at < ?')
        .run(now - QUOTE_WINDOW_MS)
    })()
  }
}
