import { z } from 'zod'
import {
  CONVERSATION_VERSION,
  type Conversation,
  MESSAGE_KINDS,
  QUESTION_TOPICS,
  ROLES,
} from './model.js'

export const NEW_CONVERSATION: Conversation = {
  version: CONVERSATION_VERSION,
  welcomed: false,
  rejected: [],
  wrongGuesses: 0,
  misses: 0,
}

const openQuestionSchema = z.object({
  about: z.enum(QUESTION_TOPICS),
  choices: z.array(
    z.object({
      action: z.string(),
      label: z.string(),
      words: z.array(z.string()).exactOptional(),
    }),
  ),
  askedAt: z.number(),
})

/** Loose: a field that only a newer version knows is kept. */
const conversationSchema = z.looseObject({
  version: z.literal(CONVERSATION_VERSION),
  welcomed: z.boolean(),
  role: z.enum(ROLES).exactOptional(),
  entryId: z.string().exactOptional(),
  year: z.number().exactOptional(),
  branch: z.string().exactOptional(),
  answeredAt: z.number().exactOptional(),
  triage: z.object({ asked: z.array(z.string()), left: z.array(z.string()) }).exactOptional(),
  openQuestion: openQuestionSchema.exactOptional(),
  rejected: z.array(z.string()),
  wrongGuesses: z.number(),
  misses: z.number(),
  lastNotice: z.object({ kind: z.enum(MESSAGE_KINDS), at: z.number() }).exactOptional(),
  lastText: z.string().exactOptional(),
})

/**
 * A stored conversation as JSON, brought to today's version. A state that cannot be read (older than
 * any migration, damaged) starts anew rather than blocking the chat: the messages themselves are kept.
 */
export function readConversation(stored: unknown): Conversation {
  if (typeof stored !== 'object' || stored === null) return NEW_CONVERSATION
  const { version: _today, ...defaults } = NEW_CONVERSATION
  const parsed = conversationSchema.safeParse({ ...defaults, ...stored })
  return parsed.success ? parsed.data : NEW_CONVERSATION
}
