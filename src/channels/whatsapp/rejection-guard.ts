/**
 * Baileys answers the server from event listeners whose failures nobody awaits: a line that drops at
 * the wrong moment is an unhandled rejection, and Node would end the whole service for it, Telegram
 * and web chat included. Rejections that come out of Baileys' own files are logged instead. All others
 * keep Node's way.
 */
import type pino from 'pino'
import { withoutNumbers } from './baileys-logger.js'

const LIBRARY_FRAME = /[\\/]node_modules[\\/](@whiskeysockets[\\/]baileys|libsignal)[\\/]/

/** @returns takes the guard away. */
export function guardRejections(log: pino.Logger): () => void {
  function onRejection(reason: unknown): void {
    const stack = reason instanceof Error ? (reason.stack ?? '') : ''
    if (LIBRARY_FRAME.test(stack)) {
      log.warn(
        { reason: withoutNumbers((reason as Error).message) },
        'whatsapp: a step of the library failed unwatched',
      )
      return
    }
    // With a listener in place Node no longer ends by itself; what is not ours goes its usual way.
    if (process.listenerCount('unhandledRejection') === 1) throw reason
  }
  process.on('unhandledRejection', onRejection)
  return () => process.off('unhandledRejection', onRejection)
}
