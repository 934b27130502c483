/** Waiting is a row: when a chat's wake is due, the engine gets a timer event. */
import { addChatEvent } from './chat-events.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export interface Wake {
  readonly chatId: number
  /** One wake of a name per chat: a new one replaces it. */
  readonly name: string
  /** UTC milliseconds. */
  readonly at: number
}

export async function setWake(tx: Tx, { chatId, name, at }: Wake): Promise<void> {
  await queries(tx)
    .insertInto('wakes')
    .values({ chatId, name, at })
    .onConflict((conflict) => conflict.columns(['chatId', 'name']).doUpdateSet({ at }))
    .execute()
}

export async function dueWakes(tx: ReadTx, now: number, limit: number): Promise<readonly Wake[]> {
  return queries(tx)
    .selectFrom('wakes')
    .selectAll()
    .where('at', '<=', now)
    .orderBy('at')
    .limit(limit)
    .execute()
}

/** Turns due wakes into timer events, each once. */
export async function ringDueWakes(tx: Tx, now: number, limit: number): Promise<readonly Wake[]> {
  const due = await dueWakes(tx, now, limit)
  for (const { chatId, name } of due) {
    await queries(tx)
      .deleteFrom('wakes')
      .where('chatId', '=', chatId)
      .where('name', '=', name)
      .execute()
    await addChatEvent(tx, chatId, { type: 'timer', name }, now)
  }
  return due
}
