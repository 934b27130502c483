/** Questions that only make sense after an answer: "terus kalau sudah seminggu?", "siapa itu?". */
import type { Meaning, Understanding } from '../understanding/understanding.js'
import { followUpAnswer } from './answers/follow-up-answer.js'
import { followUpIn } from './follow-up-words.js'
import { GREETING, surely } from './plain-meanings.js'
import type { Turn } from './turn.js'

/** So long after an answer an elliptic question is still about it; later, people begin anew. */
export const FOLLOW_UP_WITHIN_MS = 30 * 60_000

/** Longer texts stand on their own, in words. */
const ELLIPTIC_MAX = 10
/** Words that carry on from what came before. */
const CARRY_ON = new Set(
  'terus lalu kalau jika bila tapi tetapi padahal nah jadi berarti dan atau soalnya karena'.split(
    ' ',
  ),
)
/** Words that point back. */
const POINTING = new Set(['itu', 'tadi', 'tersebut', 'begitu'])

/** The entry of the last answer, while it is fresh. */
export function recentEntry({ conversation, now }: Turn): string | undefined {
  const { entryId, answeredAt } = conversation
  if (entryId === undefined || answeredAt === undefined) return undefined
  const age = now - answeredAt
  return age >= 0 && age <= FOLLOW_UP_WITHIN_MS ? entryId : undefined
}

/** Answers an elliptic question from the last answer; false when the text is none. */
export function answerFollowUp(turn: Turn, text: string, understanding: Understanding): boolean {
  const id = recentEntry(turn)
  if (id === undefined) return false
  const followUp = followUpIn(understanding.words(text), text)
  if (followUp === undefined) return false
  const { branch } = turn.conversation
  const reply = followUpAnswer(id, followUp, turn.contextOf(id), branch)
  if (reply === undefined) return false
  turn.understood(followUp.type === 'solved' ? GREETING : surely(id))
  if (followUp.type === 'solved') turn.remember({ rejected: [], wrongGuesses: 0 })
  turn.nowAbout(id, turn.contextOf(id).year, branch)
  turn.remember({ misses: 0 })
  turn.reply(reply)
  return true
}

/**
 * What words that carry on mean together with the last question: "terus kalau NIP sudah diperbarui?".
 * Undefined unless that is clear, and another answer than the one just given.
 */
export function meaningInContext(
  turn: Turn,
  text: string,
  understanding: Understanding,
): { readonly meaning: Meaning; readonly text: string } | undefined {
  const last = recentEntry(turn)
  const { lastText, branch } = turn.conversation
  if (last === undefined || lastText === undefined) return undefined
  const words = understanding.words(text)
  const isCarriedOn =
    words.length <= ELLIPTIC_MAX &&
    (CARRY_ON.has(words[0] ?? '') || words.some((word) => POINTING.has(word)))
  if (!isCarriedOn) return undefined
  const joined = `${lastText}\n${text}`
  const meaning = understanding.understand(joined)
  if (meaning.kind === 'clarify' || meaning.kind === 'none' || meaning.intent !== undefined) {
    return undefined
  }
  const isNew = meaning.id !== last || (meaning.branch !== undefined && meaning.branch !== branch)
  return isNew ? { meaning, text: joined } : undefined
}
