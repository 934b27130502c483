import { answerFor } from '../engine/answers/entry-answer.js'
import { ROLES, type Role } from '../engine/model.js'
import { FIRST_ANSWER_MAX } from '../engine/notices.js'
import { replyText } from '../engine/reply-text.js'
import type { Knowledge } from '../knowledge/knowledge.js'
import { ERAS, type Era } from '../knowledge/schema.js'

export interface LongAnswer {
  readonly id: string
  readonly length: number
  readonly era: Era
  readonly role: Role | undefined
}

/**
 * Entries whose first answer does not fit a small phone, each with its longest variant. Counted is
 * what a WhatsApp user sees: heading, text, links and the numbered choices.
 */
export function longAnswers(knowledge: Knowledge, timeZone: string): LongAnswer[] {
  const ids = [
    ...knowledge.errors.keys(),
    ...knowledge.topics.keys(),
    ...knowledge.contacts.keys(),
    'deadline',
  ]
  return ids.flatMap((id) => {
    const longest = ERAS.flatMap((era) =>
      [undefined, ...ROLES].map((role) => {
        // Mid-year: clear of every time zone's new year.
        const reply = answerFor(id, { knowledge, timeZone, role, now: Date.UTC(era, 6, 1) })
        return { id, era, role, length: reply === undefined ? 0 : replyText(reply).length }
      }),
    ).reduce((left, right) => (right.length > left.length ? right : left))
    return longest.length > FIRST_ANSWER_MAX ? [longest] : []
  })
}
