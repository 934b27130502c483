import type { AnswerContext } from '../engine/answers/context.js'
import { answerFor } from '../engine/answers/entry-answer.js'
import { branchAnswer } from '../engine/answers/error-answer.js'
import { type Reply, ROLES, type Role } from '../engine/model.js'
import { FIRST_ANSWER_MAX, replyText } from '../engine/reply-text.js'
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
        const context = { knowledge, timeZone, role, now: Date.UTC(era, 6, 1) }
        const length = Math.max(...firstAnswers(id, context).map((one) => replyText(one).length))
        return { id, era, role, length }
      }),
    ).reduce((left, right) => (right.length > left.length ? right : left))
    return longest.length > FIRST_ANSWER_MAX ? [longest] : []
  })
}

/** What a user may get at once: the entry's answer, and each branch that a cue can choose. */
function firstAnswers(id: string, context: AnswerContext): readonly Reply[] {
  const answer = answerFor(id, context)
  const entry = context.knowledge.errors.get(id)
  const branches = (entry?.branch?.options ?? []).map((option) =>
    entry === undefined ? undefined : branchAnswer(entry, option.id, context),
  )
  return [answer, ...branches].filter((reply) => reply !== undefined)
}
