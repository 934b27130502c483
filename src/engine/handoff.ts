import { caseOpened, caseStillOpen } from './answers/office-answer.js'
import { HUMAN } from './choices.js'
import type { CaseReason, Reply } from './model.js'
import { ROLE_NAMES } from './phrases.js'
import type { Turn } from './turn.js'

/** What the hand-over takes of a message's {@link FIRST_ANSWER_MAX} characters. */
export const HANDOFF_ROOM = 300

export interface HandoffTopic {
  /** Entry the case is about; the one last talked about when absent. */
  readonly entryId?: string
  /** What is still to be said before the hand-over: one message in all, not two (B22). */
  readonly after?: Reply
}

/** Brings a person: a new case with its number, or a further message for the one that is open. */
export function openCase(turn: Turn, reason: CaseReason, topic: HandoffTopic = {}): void {
  const { openCase: open, newCaseNumber } = turn.facts
  const entryId = topic.entryId ?? turn.conversation.entryId
  turn.remember({ misses: 0, rejected: [], wrongGuesses: 0 })
  if (open !== undefined) {
    turn.effect({ type: 'add-to-case', number: open.number })
    turn.reply(following(topic.after, caseStillOpen(open.number, turn.context())))
    return
  }
  turn.effect({
    type: 'open-case',
    number: newCaseNumber,
    reason,
    summary: caseSummary(turn, entryId),
    ...(entryId === undefined ? {} : { entryId }),
  })
  turn.reply(following(topic.after, caseOpened(newCaseNumber, turn.context())))
}

/** One message: what there was to say, then that a person is told. */
function following(before: Reply | undefined, handoff: Reply): Reply {
  if (before === undefined) return handoff
  const choices = (before.choices ?? []).filter(({ action }) => action !== HUMAN.action)
  return {
    ...before,
    text: [before.text, '', handoff.heading, handoff.text].join('\n'),
    choices,
  }
}

/** One line for the staff: who, about what. */
function caseSummary(turn: Turn, entryId: string | undefined): string {
  const { role } = turn.conversation
  const who = role === undefined ? 'peran belum diketahui' : ROLE_NAMES[role]
  return `${who}; topik terakhir: ${entryId ?? 'belum ada'}`
}
