import type { Logger } from 'pino'
import type { Case } from '../store/index.js'

/** Tells the operator of a new case: its number and reason, nothing personal. */
export function logOpenedCase(logger: Logger, opened: Case): void {
  logger.warn(
    { caseNumber: opened.number, reason: opened.reason, channel: opened.channel },
    'case opened',
  )
}
