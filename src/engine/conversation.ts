import { CONVERSATION_VERSION, type Conversation } from './model.js'

export const NEW_CONVERSATION: Conversation = {
  version: CONVERSATION_VERSION,
  welcomed: false,
  rejected: [],
  wrongGuesses: 0,
  misses: 0,
}

/**
 * A stored conversation as JSON, brought to today's version. A state that cannot be read (older than
 * any migration, damaged) starts anew rather than blocking the chat: the messages themselves are kept.
 */
export function readConversation(stored: unknown): Conversation {
  if (typeof stored !== 'object' || stored === null) return NEW_CONVERSATION
  const candidate = stored as Partial<Conversation>
  if (candidate.version !== CONVERSATION_VERSION) return NEW_CONVERSATION
  return { ...NEW_CONVERSATION, ...candidate }
}
