/** How a send ended, written to the outbox and to what hangs on it. */
import type { Logger } from 'pino'
import { noteOnOpenCase } from '../helpdesk/case-desk.js'
import { chats, type OutboxRow, outbox, type Tx } from '../store/index.js'
import { blockChat } from './blocking.js'
import type { Verdict } from './send-policy.js'

/** @param now when the channel answered, UTC milliseconds: waits count from there. */
export async function recordVerdict(
  tx: Tx,
  row: OutboxRow,
  verdict: Verdict,
  now: number,
): Promise<void> {
  switch (verdict.type) {
    case 'sent': {
      const { externalId } = verdict
      const id = externalId === undefined ? {} : { externalId }
      return outbox.endSending(tx, row.id, { state: 'sent', now, ...id })
    }
    case 'retry':
    case 'throttled': {
      const counted = verdict.type === 'retry'
      const at = now + verdict.waitMs
      return outbox.queueAgain(tx, row.id, { at, error: verdict.error, counted })
    }
    case 'unavailable':
      return outbox.queueAgain(tx, row.id, { at: now, error: verdict.error, counted: false })
    case 'failed':
      await outbox.endSending(tx, row.id, { state: 'failed', error: verdict.error, now })
      return noteOnOpenCase(
        tx,
        await chats.chatById(tx, row.chatId),
        { type: 'send-failed', detail: 'Satu pesan tidak bisa dikirim ke pengguna.' },
        now,
      )
    case 'blocked':
      return blockChat(tx, await chats.chatById(tx, row.chatId), now)
  }
}

/** Says it when a send did not succeed; one that is given up is an error. */
export function logVerdict(logger: Logger, row: OutboxRow, verdict: Verdict): void {
  if (verdict.type === 'sent') return
  const { type, error } = verdict
  const about = { channel: row.channel, outboxId: row.publicId, error }
  if (type === 'failed') {
    logger.error({ ...about, attempts: row.attempts + 1 }, 'send failed for good')
    return
  }
  logger.warn({ ...about, verdict: type }, 'send did not succeed')
}
