/** A chat as both sides saw it: what came in and what went out, in the chat's own order. */
import type { MaskedKind, MessageKind, Reply } from '../engine/model.js'
import type { OutboxState, OutcomeType, PictureCopy, StoredPictureState } from './schema.js'
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
  readonly picture?: TranscriptPicture
  readonly outcome?: OutcomeType
}

export interface TranscriptPicture {
  readonly state: StoredPictureState
  /** What was read in it, masked. */
  readonly text: string
  /** Name in the media folder of what staff may look at. */
  readonly file?: string
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
    .leftJoin('pictures', 'pictures.messageId', 'messages.id')
    .selectAll('messages')
    .select([
      'pictures.state as pictureState',
      'pictures.text as pictureText',
      'pictures.keptAs',
      'pictures.keptFile',
    ])
    .where('messages.chatId', '=', chatId)
    .where('messages.seq', '>', after ?? 0)
    .orderBy('messages.seq', order)
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
        ...pictureOf(row),
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

function pictureOf(row: {
  readonly pictureState: StoredPictureState | null
  readonly pictureText: string | null
  readonly keptAs: PictureCopy | null
  readonly keptFile: string | null
}): Pick<TranscriptMessage, 'picture'> {
  if (row.pictureState === null) return {}
  // An original that the user has not released yet is nothing to look at.
  const file = row.keptAs === 'question' ? null : row.keptFile
  const { pictureState: state, pictureText: text } = row
  return { picture: { state, text: text ?? '', ...(file === null ? {} : { file }) } }
}
