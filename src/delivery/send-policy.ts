/** What becomes of a message after a try to send it: one table for every channel. */
import { SendError, type SendReceipt } from '../channels/channel.js'
import { backoffMs } from './backoff.js'
import type { Random } from './clock.js'
import {
  MAX_SEND_ATTEMPTS,
  SEND_RETRY_FIRST_MS,
  SEND_RETRY_MAX_MS,
  THROTTLED_DEFAULT_MS,
} from './limits.js'

export type SendResult =
  | { readonly ok: true; readonly receipt: SendReceipt }
  | { readonly ok: false; readonly error: SendError }

export type Verdict =
  | { readonly type: 'sent'; readonly externalId?: string }
  /** Try this message again after `waitMs`. */
  | { readonly type: 'retry'; readonly waitMs: number; readonly error: string }
  /** The channel says how long nothing may be sent; the message is not to blame. */
  | { readonly type: 'throttled'; readonly waitMs: number; readonly error: string }
  /** The channel is down; it is asked again after a while; the message is not to blame. */
  | { readonly type: 'unavailable'; readonly error: string }
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'blocked'; readonly error: string }

/** @param attempts how often this message was tried, this time included. */
export function judgeSend(result: SendResult, attempts: number, random: Random): Verdict {
  if (result.ok) {
    const { externalId } = result.receipt
    return { type: 'sent', ...(externalId === undefined ? {} : { externalId }) }
  }
  const { fault, message: error, retryAfterMs } = result.error
  switch (fault) {
    case 'throttled':
      return { type: 'throttled', waitMs: retryAfterMs ?? THROTTLED_DEFAULT_MS, error }
    case 'unavailable':
      return { type: 'unavailable', error }
    case 'blocked':
      return { type: 'blocked', error }
    case 'permanent':
      return { type: 'failed', error }
    case 'retry': {
      if (attempts >= MAX_SEND_ATTEMPTS) return { type: 'failed', error }
      const range = { firstMs: SEND_RETRY_FIRST_MS, maxMs: SEND_RETRY_MAX_MS }
      return { type: 'retry', waitMs: retryAfterMs ?? backoffMs(attempts, range, random), error }
    }
  }
}

/** Any error of a channel as a {@link SendError}; one of another class is a fault that may pass. */
export function asSendError(error: unknown): SendError {
  if (error instanceof SendError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new SendError('retry', message, undefined, { cause: error })
}
