/** A chat as both sides saw it: what came in and what went out, in the chat's own order. */
import type { MaskedKind, MessageKind, Reply } from '../engine/model.js'
import type { OutboxState, OutcomeType } from './schema.js'
import { queries, type ReadTx } from './transaction.js'

export type TranscriptEntry = TranscriptMessage | TranscriptReply

interface Place {
  /** Place in the chat's one order; the cursor to read on from. */
  readonly seq: number
  /** Public id. */
  readonly id: string
  /** When it was stored, UTC milliseconds. */
  readonly at: number
}

export interface TranscriptMessage extends Place {
  readonly from: 'user' | 'office-phone'
  readonly externalId: string
  readonly kind: MessageKind
  readonly text: string
  readonly action?: string
  readonly masked: readonly MaskedKind[]
  readonly outcome?: OutcomeType
}

export interface TranscriptReply extends Place {
  readonly from: 'bot' | 'staff'
  readonly reply: Reply
  readonly state: OutboxState
}

export interface TranscriptQuery {
  /** Only what comes after this `seq`, from there on; without it, the newest entries. */
  readonly after?: number
  readonly limit: number
}

/** Oldest first. */
export async function readTranscript(
  tx: ReadTx,
  chatId: number,
  { after, limit }: TranscriptQuery,
): Promise<readonly TranscriptEntry[]> {
  const order = after === undefined ? 'desc' : 'asc'
  const messages = await queries(tx)
    .selectFrom('messages')
    .selectAll()
    .where('chatId', '=', chatId)
    .where('seq', '>', after ?? 0)
    .orderBy('seq', order)
    .limit(limit)
    .execute()
  const replies = await queries(tx)
    .selectFrom('outbox')
    .selectAll()
    .where('chatId', '=', chatId)
    .where('seq', '>', after ?? 0)
    .orderBy('seq', order)
    .limit(limit)
    .execute()
  const entries: TranscriptEntry[] = [
    ...messages.map(
      (row): TranscriptMessage => ({
        seq: row.seq,
        id: row.publicId,
        at: row.receivedAt,
        from: row.author === 'staff' ? 'office-phone' : 'user',
        externalId: row.externalId,
        kind: row.kind,
        text: row.text,
        ...(row.action === null ? {} : { action: row.action }),
        masked: JSON.parse(row.masked) as MaskedKind[],
        ...(row.outcome === null ? {} : { outcome: row.outcome }),
      }),
    ),
    ...replies.map(
      (row): TranscriptReply => ({
        seq: row.seq,
        id: row.publicId,
        at: row.createdAt,
        from: row.author,
        reply: JSON.parse(row.reply) as Reply,
        state: row.state,
      }),
    ),
  ]
  entries.sort((a, b) => a.seq - b.seq)
  return after === undefined ? entries.slice(-limit) : entries.slice(0, limit)
}
