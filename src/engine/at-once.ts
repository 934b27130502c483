import type { Understanding } from '../understanding/understanding.js'
import { bareNumber, pickChoice } from './choices.js'
import { parseCommand } from './commands.js'
import { isPlainNo } from './denial.js'
import type { Conversation, IncomingMessage } from './model.js'

/** A call for a person, the menu or the bot is taken at its word from this confidence on. */
const CLEAR = 0.9
/** What nobody says as the first half of a question. */
const CLEAR_INTENTS: ReadonlySet<string | undefined> = new Set(['human', 'menu', 'back-to-bot'])

/**
 * Whether a message is answered without waiting for what else the user may be typing: a press, a
 * number, what picks an offered choice, a command, a call for a person, a whole error text (typed or
 * in a picture). Everything else may be the first part of a longer question.
 * @param conversation as it stands before the message.
 */
export function answersAtOnce(
  conversation: Conversation,
  message: IncomingMessage,
  understanding: Understanding,
): boolean {
  if (message.kind === 'press') return true
  const { text, picture } = message
  if (understanding.quotes(picture?.text ?? '').length > 0) return true
  if (text.trim() === '') return false
  if (parseCommand(text) !== undefined || bareNumber(text) !== undefined) return true
  if (pickChoice(conversation, text) !== undefined) return true
  const isSplitting = conversation.openQuestion?.about === 'triage'
  if (isSplitting && isPlainNo(understanding.words(text))) return true
  const meaning = understanding.understand(text)
  if (CLEAR_INTENTS.has(meaning.intent)) return meaning.confidence >= CLEAR
  if (conversation.openQuestion?.about === 'role' && meaning.role !== undefined) return true
  return meaning.kind === 'error' && understanding.quotes(text).some(({ id }) => id === meaning.id)
}
