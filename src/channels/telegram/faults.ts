import { TelegramError } from 'telegraf'
import { SendError } from '../channel.js'

/** Telegram asks for a pause without saying how long; its own figure is usually a few seconds. */
const DEFAULT_RETRY_AFTER_SECONDS = 5

/** What a failed call means for the message that was being sent. */
export function sendErrorOf(error: unknown): SendError {
  if (!(error instanceof TelegramError)) {
    // No answer at all: the network, not this message.
    return new SendError('unavailable', describe(error), undefined, { cause: error })
  }
  const { code } = error
  const text = describe(error)
  if (code === 429) return new SendError('throttled', text, retryAfterMs(error))
  if (code === 401 || code === 404 || code === 409) return new SendError('unavailable', text)
  if (code === 403) return new SendError('blocked', text)
  return new SendError(code >= 500 ? 'retry' : 'permanent', text)
}

export function retryAfterMs(error: TelegramError): number {
  return (error.parameters?.retry_after ?? DEFAULT_RETRY_AFTER_SECONDS) * 1000
}

/**
 * For logs and the health page. Never the error object itself: telegraf keeps the payload in it, which
 * is what the user wrote; and never the token, which node-fetch puts into the address it names.
 */
export function describe(error: unknown): string {
  if (error instanceof TelegramError) return `${error.code}: ${error.description}`
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/bot\d+:[\w-]+/g, 'bot[REDACTED]')
}
