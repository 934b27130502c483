/** The inbox: every message stored once, each with one outcome in the end. */
import type { Selectable } from 'kysely'
import type { MaskedKind, MessageKind, Outcome } from '../engine/model.js'
import { nextSeq } from './chats.js'
import { newPublicId } from './ids.js'
import type { Tables } from './schema.js'
import { searchText } from './search-text.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export type StoredMessage = Readonly<Selectable<Tables['messages']>>

export interface NewMessage {
  readonly chatId: number
  /** Who wrote it; null for a person of the office. */
  readonly contactId: number | null
  readonly channel: string
  readonly externalId: string
  readonly kind: MessageKind
  readonly author: 'user' | 'staff'
  /** Already clean and masked. */
  readonly text: string
  readonly action?: string
  readonly masked: readonly MaskedKind[]
  readonly sentAt: number
  readonly receivedAt: number
}

export async function isStored(tx: ReadTx, channel: string, externalId: string): Promise<boolean> {
  const row = await queries(tx)
    .selectFrom('messages')
    .select('id')
    .where('channel', '=', channel)
    .where('externalId', '=', externalId)
    .executeTakeFirst()
  return row !== undefined
}

export async function insertMessage(tx: Tx, message: NewMessage): Promise<StoredMessage> {
  return queries(tx)
    .insertInto('messages')
    .values({
      publicId: newPublicId(),
      chatId: message.chatId,
      seq: await nextSeq(tx, message.chatId),
      contactId: message.contactId,
      channel: message.channel,
      externalId: message.externalId,
      kind: message.kind,
      author: message.author,
      text: message.text,
      action: message.action ?? null,
      masked: JSON.stringify(message.masked),
      searchText: searchText(message.text),
      sentAt: message.sentAt,
      receivedAt: message.receivedAt,
      turn: null,
      outcome: null,
      outcomeDetail: null,
      processedAt: null,
      lastError: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Messages of the chat without an outcome, in the chat's order, at most `limit`. */
export async function unprocessedMessages(
  tx: ReadTx,
  chatId: number,
  limit: number,
): Promise<readonly StoredMessage[]> {
  return queries(tx)
    .selectFrom('messages')
    .selectAll()
    .where('chatId', '=', chatId)
    .where('outcome', 'is', null)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export async function messageById(tx: ReadTx, id: number): Promise<StoredMessage> {
  return queries(tx)
    .selectFrom('messages')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

export interface Settlement {
  readonly outcome: Outcome
  readonly turn: string
  readonly now: number
}

/** Writes the one outcome of a message. */
export async function settleMessage(tx: Tx, id: number, settlement: Settlement): Promise<void> {
  const { outcome, turn, now } = settlement
  await queries(tx)
    .updateTable('messages')
    .set({ outcome: outcome.type, outcomeDetail: detailOf(outcome), turn, processedAt: now })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .execute()
}

/** Something personal was found in the message's picture: the user is to be told. */
export async function addMasked(tx: Tx, id: number, kinds: readonly MaskedKind[]): Promise<void> {
  if (kinds.length === 0) return
  const { masked } = await messageById(tx, id)
  const all = new Set([...(JSON.parse(masked) as MaskedKind[]), ...kinds])
  await queries(tx)
    .updateTable('messages')
    .set({ masked: JSON.stringify([...all]) })
    .where('id', '=', id)
    .execute()
}

/** Counts a failed try and returns how many there were. */
export async function countMessageFailure(tx: Tx, id: number, error: string): Promise<number> {
  const row = await queries(tx)
    .updateTable('messages')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), lastError: error }))
    .where('id', '=', id)
    .returning('attempts')
    .executeTakeFirstOrThrow()
  return row.attempts
}

/** When the oldest message without an outcome was stored, UTC milliseconds. */
export async function oldestUnprocessedAt(tx: ReadTx): Promise<number | undefined> {
  const row = await queries(tx)
    .selectFrom('messages')
    .select('receivedAt')
    .where('outcome', 'is', null)
    .orderBy('receivedAt')
    .limit(1)
    .executeTakeFirst()
  return row?.receivedAt
}

/** Chats in which a message or an event has no outcome yet. */
export async function chatsWithWork(tx: ReadTx): Promise<readonly number[]> {
  const messages = queries(tx).selectFrom('messages').select('chatId').where('outcome', 'is', null)
  const events = queries(tx).selectFrom('chatEvents').select('chatId').where('outcome', 'is', null)
  const rows = await messages.union(events).execute()
  return rows.map((row) => row.chatId)
}

function detailOf(outcome: Outcome): string | null {
  if (outcome.type === 'ignored') return outcome.reason
  if (outcome.type === 'joined') return outcome.to
  return null
}
