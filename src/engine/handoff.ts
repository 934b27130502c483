import { caseOpened, caseStillOpen } from './answers/office-answer.js'
import { HUMAN } from './choices.js'
import type { CaseReason, OpenQuestion, Reply } from './model.js'
import { PHRASES, ROLE_NAMES } from './phrases.js'
import { clip } from './reply-text.js'
import type { Turn } from './turn.js'

/** What the hand-over takes of a message's {@link FIRST_ANSWER_MAX} characters. */
export const HANDOFF_ROOM = 300

export interface HandoffTopic {
  /** Entry the case is about; the one last talked about when absent. */
  readonly entryId?: string
  /** What is still to be said before the hand-over: one message in all, not two (B22). */
  readonly after?: Reply
  /** What the user wrote around the request, for the line that the staff read first. */
  readonly words?: string
}

/** Of the user's words so many characters stand in that line; the whole is in the chat. */
const SUMMARY_WORDS_MAX = 200

/** Brings a person: a new case with its number, or a further message for the one that is open. */
export function openCase(turn: Turn, reason: CaseReason, topic: HandoffTopic = {}): void {
  const { openCase: open, newCaseNumber } = turn.facts
  const entryId = topic.entryId ?? turn.conversation.entryId
  const asked = turn.conversation.openQuestion
  turn.remember({ misses: 0, rejected: [], wrongGuesses: 0 })
  if (open !== undefined) {
    turn.effect({ type: 'add-to-case', number: open.number })
    handOver(turn, following(topic.after, caseStillOpen(open.number, turn.context())), asked)
    return
  }
  turn.effect({
    type: 'open-case',
    number: newCaseNumber,
    reason,
    summary: caseSummary(turn, entryId, topic.words),
    ...(entryId === undefined ? {} : { entryId }),
  })
  handOver(turn, following(topic.after, caseOpened(newCaseNumber, turn.context())), asked)
}

/** Whoever calls for a person is still asked whether that person may see the picture. */
function handOver(turn: Turn, reply: Reply, asked: OpenQuestion | undefined): void {
  if (asked?.about !== 'picture') {
    turn.reply(reply)
    return
  }
  const text = `${reply.text}\n${PHRASES.pictureForStaff}`
  turn.reply({ ...reply, text, choices: asked.choices }, 'picture')
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
function caseSummary(turn: Turn, entryId: string | undefined, words: string | undefined): string {
  const { role } = turn.conversation
  const who = role === undefined ? 'peran belum diketahui' : ROLE_NAMES[role]
  const said = words === undefined ? '' : `; pesan: ${clip(words, SUMMARY_WORDS_MAX)}`
  return `${who}; topik terakhir: ${entryId ?? 'belum ada'}${said}`
}
