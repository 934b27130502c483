import type { Understanding } from '../understanding/understanding.js'
import { menu } from './answers/office-answer.js'
import type { Event, IncomingMessage } from './model.js'
import { PHRASES } from './phrases.js'
import type { Turn } from './turn.js'

type StaffEvent = Extract<Event, { caseNumber: string }>

/** What the user is told when a person comes, and when the bot is back. */
export function staffEvent(turn: Turn, event: StaffEvent): void {
  switch (event.type) {
    case 'staff-took':
      turn.effect({ type: 'set-owner', owner: 'human' })
      turn.reply({ text: PHRASES.staffTook })
      return
    case 'staff-replied':
      // The reply itself is sent by the helpdesk; an open question of the bot is void from here.
      turn.effect({ type: 'set-owner', owner: 'human' })
      turn.closeQuestion()
      turn.remember({ rejected: [], wrongGuesses: 0, misses: 0 })
      return
    case 'staff-handed-back':
      returnToBot(turn)
      return
    case 'staff-closed':
      turn.effect({ type: 'set-owner', owner: 'bot' })
      turn.reply(
        {
          ...menu(turn.conversation.role),
          heading: `Kasus ${event.caseNumber} sudah selesai. Saya (bot) membantu lagi.`,
        },
        'menu',
      )
  }
}

/** A person owns the chat: the message is theirs, unless the user asks for the bot. */
export function leaveToStaff(
  turn: Turn,
  message: IncomingMessage,
  understanding: Understanding,
): void {
  const wantsBot =
    message.action === 'back-to-bot' ||
    (message.kind === 'text' && understanding.understand(message.text).intent === 'back-to-bot')
  if (wantsBot) {
    returnToBot(turn)
    turn.outcome(message, { type: 'answered' })
    return
  }
  const { openCase } = turn.facts
  if (openCase !== undefined) turn.effect({ type: 'add-to-case', number: openCase.number })
  turn.outcome(message, { type: 'left-to-staff' })
}

function returnToBot(turn: Turn): void {
  turn.effect({ type: 'set-owner', owner: 'bot' })
  const heading = turn.facts.openCase === undefined ? PHRASES.backToBot : PHRASES.backToBotWithCase
  turn.reply({ ...menu(turn.conversation.role), heading }, 'menu')
}
