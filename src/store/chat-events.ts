/** What happens in a chat besides messages (staff, timers, blocked), in one order with them. */
import type { Selectable } from 'kysely'
import type { Event } from '../engine/model.js'
import { nextSeq } from './chats.js'
import type { Tables } from './schema.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

/** Every engine event that is not a message. */
export type ChatEvent = Exclude<Event, { type: 'messages' }>

export type StoredChatEvent = Readonly<Selectable<Tables['chatEvents']>>

export async function addChatEvent(
  tx: Tx,
  chatId: number,
  event: ChatEvent,
  now: number,
): Promise<void> {
  await queries(tx)
    .insertInto('chatEvents')
    .values({
      chatId,
      seq: await nextSeq(tx, chatId),
      event: JSON.stringify(event),
      createdAt: now,
      outcome: null,
      lastError: null,
    })
    .execute()
}

export async function firstOpenEvent(
  tx: ReadTx,
  chatId: number,
): Promise<StoredChatEvent | undefined> {
  return queries(tx)
    .selectFrom('chatEvents')
    .selectAll()
    .where('chatId', '=', chatId)
    .where('outcome', 'is', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
}

export async function settleChatEvent(
  tx: Tx,
  id: number,
  outcome: 'done' | 'failed',
): Promise<void> {
  await queries(tx).updateTable('chatEvents').set({ outcome }).where('id', '=', id).execute()
}

/** Counts a failed try and returns how many there were. */
export async function countEventFailure(tx: Tx, id: number, error: string): Promise<number> {
  const row = await queries(tx)
    .updateTable('chatEvents')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), lastError: error }))
    .where('id', '=', id)
    .returning('attempts')
    .executeTakeFirstOrThrow()
  return row.attempts
}
