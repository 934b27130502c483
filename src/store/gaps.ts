/** Questions the bot could not answer: what the knowledge lacks. */
import type { GapReason } from '../engine/model.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export interface Gap {
  readonly chatId: number
  readonly reason: GapReason
  /** Masked. */
  readonly text: string
  /** Entry ids that came near. */
  readonly candidates: readonly string[]
  /** UTC milliseconds. */
  readonly at: number
}

export async function recordGap(tx: Tx, gap: Gap): Promise<void> {
  await queries(tx)
    .insertInto('gaps')
    .values({
      chatId: gap.chatId,
      reason: gap.reason,
      text: gap.text,
      candidates: JSON.stringify(gap.candidates),
      at: gap.at,
    })
    .execute()
}

/**
 * Newest first.
 * @param since UTC milliseconds; older ones are left out
 */
export async function listGaps(tx: ReadTx, limit: number, since = 0): Promise<readonly Gap[]> {
  const rows = await queries(tx)
    .selectFrom('gaps')
    .selectAll()
    .where('at', '>=', since)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    chatId: row.chatId,
    reason: row.reason,
    text: row.text,
    candidates: JSON.parse(row.candidates) as string[],
    at: row.at,
  }))
}
