import { caseOpened, caseStillOpen } from './answers/office-answer.js'
import type { CaseReason } from './model.js'
import { ROLE_NAMES } from './phrases.js'
import type { Turn } from './turn.js'

/** Brings a person: a new case with its number, or a further message for the one that is open. */
export function openCase(
  turn: Turn,
  reason: CaseReason,
  entryId = turn.conversation.entryId,
): void {
  const { openCase: open, newCaseNumber } = turn.facts
  if (turn.facts.chatKind === 'group') return
  turn.remember({ misses: 0, rejected: [], wrongGuesses: 0 })
  if (open !== undefined) {
    turn.effect({ type: 'add-to-case', number: open.number })
    turn.reply(caseStillOpen(open.number, turn.context()))
    return
  }
  turn.effect({
    type: 'open-case',
    number: newCaseNumber,
    reason,
    summary: caseSummary(turn, entryId),
    ...(entryId === undefined ? {} : { entryId }),
  })
  turn.reply(caseOpened(newCaseNumber, turn.context()))
}

/** One line for the staff: who, about what. */
function caseSummary(turn: Turn, entryId: string | undefined): string {
  const { role } = turn.conversation
  const who = role === undefined ? 'peran belum diketahui' : ROLE_NAMES[role]
  return `${who}; topik terakhir: ${entryId ?? 'belum ada'}`
}
