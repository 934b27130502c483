/** What a refusal by WhatsApp's server means for the outbox. */
import { SendError } from '../channel.js'
import { RATE_LIMIT_WAIT_MS, TIME_LOCK_WAIT_MS } from './limits.js'

/** @param lockedUntil End of an announced time lock, UTC milliseconds. */
export function faultOfAck(code: string, now: number, lockedUntil?: number): SendError {
  switch (code) {
    case '463': {
      // New chats are locked for this account, or WhatsApp has no token for this person yet. Baileys
      // asks for the token; trying again soon would count as one more cold message. Chats that are
      // open already go on, so this is the message's trouble and not the channel's.
      const wait = Math.max(TIME_LOCK_WAIT_MS, (lockedUntil ?? 0) - now)
      return new SendError('retry', 'WhatsApp locks new chats for a while (463)', wait)
    }
    case '420':
    case '429':
      return new SendError('throttled', `WhatsApp limits the rate (${code})`, RATE_LIMIT_WAIT_MS)
    case '401':
    case '403':
      return new SendError('permanent', `WhatsApp does not let the bot write there (${code})`)
    case '404':
    case '406':
      return new SendError('permanent', `WhatsApp knows no such chat (${code})`)
    default:
      // 479 (stale device list), 5xx and what is new: the next try has fresh devices and sessions.
      return new SendError('retry', `WhatsApp refused the message (${code})`)
  }
}

/** For what Baileys threw before the server could answer. */
export function faultOfError(error: unknown): SendError {
  const code = statusOf(error)
  const text = error instanceof Error ? error.message : String(error)
  if (code === 428 || code === 408 || text === 'Connection Closed') {
    return new SendError('unavailable', `no WhatsApp connection (${text})`, undefined, {
      cause: error,
    })
  }
  if (code !== undefined && [401, 403, 404, 406, 420, 429].includes(code)) {
    return faultOfAck(String(code), 0)
  }
  return new SendError('retry', `sending through WhatsApp failed (${text})`, undefined, {
    cause: error,
  })
}

/** Answers to queries carry their code in `data`, connection errors in `output.statusCode`. */
function statusOf(error: unknown): number | undefined {
  const boom = error as { data?: unknown; output?: { statusCode?: unknown } } | null
  if (typeof boom?.data === 'number') return boom.data
  const status = boom?.output?.statusCode
  return typeof status === 'number' ? status : undefined
}
