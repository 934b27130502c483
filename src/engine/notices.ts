import { welcomeFootnote } from './answers/office-answer.js'
import type { IncomingMessage, MaskedKind } from './model.js'
import { PHRASES } from './phrases.js'
import { FIRST_ANSWER_MAX, replyText } from './reply-text.js'
import type { Turn } from './turn.js'

/**
 * Adds what every turn owes whatever was asked: that something personal was blackened, and, at first
 * contact, whose bot this is. Both go into the reply itself where they fit, so that one question gets
 * one message.
 */
export function introduceAndWarn(turn: Turn, messages: readonly IncomingMessage[]): void {
  introduce(turn)
  warnOfPersonalData(turn, messages)
}

function introduce(turn: Turn): void {
  if (turn.conversation.welcomed || turn.facts.chatKind === 'group') return
  const first = turn.replies[0]
  if (first === undefined) return
  const text = `${first.text}\n\n${welcomeFootnote(turn.base.knowledge)}`
  const introduced = { ...first, text }
  // Too long now: the next answer that leaves room carries it.
  if (replyText(introduced).length > FIRST_ANSWER_MAX) return
  turn.replaceReply(0, introduced)
  turn.remember({ welcomed: true })
}

function warnOfPersonalData(turn: Turn, messages: readonly IncomingMessage[]): void {
  const notice = maskedNotice(messages.flatMap((message) => message.masked))
  const first = turn.replies[0]
  if (notice === undefined) return
  if (first === undefined) {
    // A person owns the chat: the warning still has to be said, once.
    turn.reply({ text: notice })
    return
  }
  // What the answer itself warns of, and what was read in a picture, keep the first line.
  if (first.heading?.startsWith('⚠️') || first.heading?.startsWith(PHRASES.iRead)) {
    turn.insertReply(0, { text: `🔒 ${notice}` })
    return
  }
  const warned = { ...first, heading: `🔒 ${notice}`, text: headed(first.heading, first.text) }
  if (replyText(warned).length > FIRST_ANSWER_MAX) turn.insertReply(0, { text: `🔒 ${notice}` })
  else turn.replaceReply(0, warned)
}

function headed(heading: string | undefined, text: string): string {
  return heading === undefined ? text : `${heading}\n${text}`
}

function maskedNotice(kinds: readonly MaskedKind[]): string | undefined {
  const worst = (['secret', 'nik', 'nip'] as const).find((kind) => kinds.includes(kind))
  return worst === undefined ? undefined : PHRASES.maskedNotice[worst]
}
