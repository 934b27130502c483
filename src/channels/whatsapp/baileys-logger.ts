/**
 * Baileys logs whole stanzas, keys and addresses as structured fields. Only its words pass here, with
 * numbers that could be a phone number or a LID taken out; never a field.
 */
import type pino from 'pino'
import type { BaileysLogger } from './baileys.js'

/** Phone numbers, LIDs and the like. */
const LONG_NUMBER = /\d{6,}/g

export function withoutNumbers(text: string): string {
  return text.replace(LONG_NUMBER, '…')
}

/** Its errors are our warnings: nearly all of them mend themselves (a resend, a new connection). */
export function quietLogger(log: pino.Logger): BaileysLogger {
  const debug = (fields: unknown, message?: string): void => {
    log.debug(words(fields, message))
  }
  const silent = (): void => {}
  const logger: BaileysLogger = {
    // Baileys prepares dumps of every stanza when it sees `trace` or `debug` here.
    level: 'info',
    child: () => logger,
    trace: silent,
    debug: silent,
    info: debug,
    warn: debug,
    error: (fields, message) => log.warn(words(fields, message)),
  }
  return logger
}

function words(fields: unknown, message?: string): string {
  const text = message ?? (typeof fields === 'string' ? fields : 'event')
  const cause = errorText(fields)
  return withoutNumbers(`baileys: ${cause === undefined ? text : `${text}: ${cause}`}`)
}

function errorText(fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined
  const { err, error } = fields as { err?: unknown; error?: unknown }
  const cause = err ?? error
  return cause instanceof Error ? cause.message : undefined
}
