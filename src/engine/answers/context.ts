import { eraAt, eraOfYear } from '../../calendar/eras.js'
import type { Knowledge } from '../../knowledge/knowledge.js'
import type { Era } from '../../knowledge/schema.js'
import type { Role } from '../model.js'

/** What an answer depends on besides the entry itself. */
export interface AnswerContext {
  readonly knowledge: Knowledge
  /** UTC milliseconds. */
  readonly now: number
  /** IANA name of the office's time zone. */
  readonly timeZone: string
  readonly role?: Role | undefined
  /** A year that the question names; it wins over today's. */
  readonly year?: number | undefined
  /** In a group nothing is asked back. */
  readonly withoutQuestions?: boolean
}

/** The era that the question calls for: the year it names, else today's. */
export function eraAskedFor(context: AnswerContext): Era {
  return context.year === undefined ? eraAt(context.now, context.timeZone) : eraOfYear(context.year)
}
