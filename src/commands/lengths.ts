import { type AnswerContext, eraAskedFor } from '../engine/answers/context.js'
import { answerFor } from '../engine/answers/entry-answer.js'
import { branchAnswer } from '../engine/answers/error-answer.js'
import { welcome } from '../engine/answers/office-answer.js'
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
    'welcome',
  ]
  const contexts = contextsOf(knowledge, timeZone)
  return ids.flatMap((id) => {
    const longest = contexts
      .map((context) => {
        const length = Math.max(...firstAnswers(id, context).map((one) => replyText(one).length))
        return { id, era: eraAskedFor(context), role: context.role, length }
      })
      .reduce((left, right) => (right.length > left.length ? right : left))
    return longest.length > FIRST_ANSWER_MAX ? [longest] : []
  })
}

/** Everything that an answer may depend on: today, the role, and the year that a question names. */
function contextsOf(knowledge: Knowledge, timeZone: string): AnswerContext[] {
  return ERAS.flatMap((today) =>
    [undefined, ...ROLES].flatMap((role) =>
      // Of a past year all days are shown, of the running one only those ahead.
      [undefined, ...ERAS].map((year) => ({
        knowledge,
        timeZone,
        role,
        year,
        // Mid-year: clear of every time zone's new year.
        now: Date.UTC(today, 6, 1),
      })),
    ),
  )
}

/** What a user may get at once: the entry's answer, and each branch that a cue can choose. */
function firstAnswers(id: string, context: AnswerContext): readonly Reply[] {
  if (id === 'welcome') return [welcome(context.knowledge)]
  const answer = answerFor(id, context)
  const entry = context.knowledge.errors.get(id)
  const branches = (entry?.branch?.options ?? []).map((option) =>
    entry === undefined ? undefined : branchAnswer(entry, option.id, context),
  )
  return [answer, ...branches].filter((reply) => reply !== undefined)
}
