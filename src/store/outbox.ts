/** Replies on their way out: queued → sending → sent, failed, uncertain or cancelled. */
import { type Selectable, sql } from 'kysely'
import type { Reply } from '../engine/model.js'
import { nextSeq } from './chats.js'
import { newClientMessageId, newPublicId } from './ids.js'
import type { OutboxState, Tables } from './schema.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export type OutboxRow = Readonly<Selectable<Tables['outbox']>>

/** The first unsent row of a chat, with what its sending needs. */
export type OutboxHead = OutboxRow & {
  readonly chatAddress: string
  readonly chatKind: 'private' | 'group'
}

export interface NewOutboxRow {
  readonly chatId: number
  readonly channel: string
  readonly author: 'bot' | 'staff'
  readonly reply: Reply
  readonly quote?: string
  readonly requestId?: string
  readonly turn?: string
  readonly now: number
}

/**
 * What is still to be sent. Written out, not bound: only then does SQLite see that the partial index
 * `outbox_pending` has all of it.
 */
const UNSENT = sql<boolean>`state in ('queued', 'sending')`

export async function insertOutboxRow(tx: Tx, row: NewOutboxRow): Promise<OutboxRow> {
  return queries(tx)
    .insertInto('outbox')
    .values({
      publicId: newPublicId(),
      chatId: row.chatId,
      seq: await nextSeq(tx, row.chatId),
      channel: row.channel,
      author: row.author,
      reply: JSON.stringify(row.reply),
      quote: row.quote ?? null,
      nextAttemptAt: null,
      clientMessageId: newClientMessageId(),
      externalId: null,
      requestId: row.requestId ?? null,
      error: null,
      turn: row.turn ?? null,
      createdAt: row.now,
      sendingAt: null,
      settledAt: null,
      deliveredAt: null,
      readAt: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findByRequestId(
  tx: ReadTx,
  requestId: string,
): Promise<OutboxRow | undefined> {
  return queries(tx)
    .selectFrom('outbox')
    .selectAll()
    .where('requestId', '=', requestId)
    .executeTakeFirst()
}

/**
 * The first unsent row of each chat of a channel, oldest first: those that are queued and whose time
 * has come. A chat whose first row is being sent has none.
 */
export async function outboxHeads(
  tx: ReadTx,
  {
    channel,
    now,
    limit,
  }: { readonly channel: string; readonly now: number; readonly limit: number },
): Promise<readonly OutboxHead[]> {
  // Rows of a chat are inserted in its order, so the smallest id is the first.
  const heads = queries(tx)
    .selectFrom('outbox')
    .select((eb) => eb.fn.min('id').as('id'))
    .where('channel', '=', channel)
    .where(UNSENT)
    .groupBy('chatId')
  return queries(tx)
    .selectFrom('outbox')
    .innerJoin('chats', 'chats.id', 'outbox.chatId')
    .selectAll('outbox')
    .select(['chats.address as chatAddress', 'chats.kind as chatKind'])
    .where('outbox.id', 'in', heads)
    .where('outbox.state', '=', 'queued')
    .where((eb) =>
      eb.or([eb('outbox.nextAttemptAt', 'is', null), eb('outbox.nextAttemptAt', '<=', now)]),
    )
    .orderBy('outbox.id')
    .limit(limit)
    .execute()
}

/** When the next row that waits for another try is due, UTC milliseconds. */
export async function nextRetryAt(
  tx: ReadTx,
  { channel, now }: { readonly channel: string; readonly now: number },
): Promise<number | undefined> {
  const row = await queries(tx)
    .selectFrom('outbox')
    .select((eb) => eb.fn.min('nextAttemptAt').as('at'))
    .where('channel', '=', channel)
    .where(UNSENT)
    .where('nextAttemptAt', '>', now)
    .executeTakeFirst()
  return row?.at ?? undefined
}

/**
 * Marks a queued row as begun. False when it was cancelled or taken in the meantime: then it must
 * not be sent.
 */
export async function beginSending(tx: Tx, id: number, now: number): Promise<boolean> {
  const row = await queries(tx)
    .updateTable('outbox')
    .set((eb) => ({ state: 'sending', sendingAt: now, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** How a send ended for good. */
export interface SendEnd {
  readonly state: Exclude<OutboxState, 'queued' | 'sending'>
  readonly externalId?: string
  readonly error?: string
  readonly now: number
}

export async function endSending(tx: Tx, id: number, end: SendEnd): Promise<void> {
  await queries(tx)
    .updateTable('outbox')
    .set({
      state: end.state,
      externalId: end.externalId ?? null,
      error: end.error ?? null,
      settledAt: end.now,
      nextAttemptAt: null,
    })
    .where('id', '=', id)
    .execute()
}

export interface Retry {
  /** UTC milliseconds. */
  readonly at: number
  readonly error: string
  /** False when the fault was the channel's: then the attempt is taken back. */
  readonly counted: boolean
}

/** A row that was cancelled while it was being sent stays cancelled. */
export async function queueAgain(tx: Tx, id: number, retry: Retry): Promise<void> {
  await queries(tx)
    .updateTable('outbox')
    .set((eb) => ({
      state: 'queued',
      nextAttemptAt: retry.at,
      error: retry.error,
      attempts: retry.counted ? eb.ref('attempts') : eb('attempts', '-', 1),
    }))
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute()
}

/** Cancels everything of the chat that has not been sent; the number of rows. */
export async function cancelUnsent(
  tx: Tx,
  { id: chatId, channel }: { readonly id: number; readonly channel: string },
  error: string,
  now: number,
): Promise<number> {
  const rows = await queries(tx)
    .updateTable('outbox')
    .set({ state: 'cancelled', error, settledAt: now, nextAttemptAt: null })
    .where('channel', '=', channel)
    .where('chatId', '=', chatId)
    .where(UNSENT)
    .returning('id')
    .execute()
  return rows.length
}

export interface Recovery {
  readonly channel: string
  /** Rows that crashes interrupted more often than this are not sent again. */
  readonly maxInterruptions: number
  readonly now: number
}

/**
 * After a crash: rows whose sending had begun and whose answer was not stored are queued again, with
 * the same client message id; a row that keeps being interrupted becomes `uncertain`.
 */
export async function recoverInterrupted(
  tx: Tx,
  { channel, maxInterruptions, now }: Recovery,
): Promise<{ readonly again: number; readonly uncertain: readonly OutboxRow[] }> {
  const interrupted = await queries(tx)
    .updateTable('outbox')
    .set((eb) => ({
      state: 'queued',
      interruptions: eb('interruptions', '+', 1),
      nextAttemptAt: null,
    }))
    .where('channel', '=', channel)
    .where(UNSENT)
    .where('state', '=', 'sending')
    .returningAll()
    .execute()
  const uncertain = interrupted.filter((row) => row.interruptions > maxInterruptions)
  for (const row of uncertain) {
    await endSending(tx, row.id, { state: 'uncertain', error: 'interrupted too often', now })
  }
  return { again: interrupted.length - uncertain.length, uncertain }
}
