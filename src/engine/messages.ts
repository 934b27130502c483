import type { Understanding } from '../understanding/understanding.js'
import { performAction } from './action-handlers.js'
import { parseAction } from './actions.js'
import { menu } from './answers/office-answer.js'
import { isOnlyNumber, pickChoice } from './choices.js'
import { parseCommand } from './commands.js'
import { answerFollowUp } from './follow-up.js'
import { sayWelcome } from './intents.js'
import type { IncomingMessage, MessageKind } from './model.js'
import { PHRASES } from './phrases.js'
import { answerUnread, type Picture } from './pictures.js'
import { CLARIFY } from './plain-meanings.js'
import { answerQuestion } from './questions.js'
import { seenIn } from './reading.js'
import type { Turn } from './turn.js'

/** A kind that cannot be read is explained once in this time, not for each of 200 stickers. */
export const NOTICE_REPEAT_MS = 10 * 60_000

/** One message in a private chat that the bot owns: it always ends in exactly one outcome. */
export function answerMessage(
  turn: Turn,
  message: IncomingMessage,
  understanding: Understanding,
): void {
  if (message.kind === 'press') {
    answerPress(turn, message, understanding)
    return
  }
  if (isUnreadable(message)) {
    noticeUnreadable(turn, message)
    return
  }
  if (message.kind === 'edit' && repeatsLastMeaning(turn, message, understanding)) {
    turn.outcome(message, { type: 'ignored', reason: 'edit-unchanged' })
    return
  }
  if (message.picture === undefined) answerText(turn, message.text, understanding)
  else
    answerPicture(
      turn,
      message.text,
      { messageId: message.id, reading: message.picture },
      understanding,
    )
  turn.outcome(message, { type: 'answered' })
}

// === Presses ===

function answerPress(turn: Turn, message: IncomingMessage, understanding: Understanding): void {
  const action = parseAction(message.action ?? '')
  if (action === undefined) turn.reply(menu(turn.conversation.role), 'menu')
  else performAction(turn, action, understanding)
  turn.outcome(message, { type: 'answered' })
}

// === What cannot be read ===

const READABLE: readonly MessageKind[] = ['text', 'edit']

/** A caption is text, and so is what was read in a picture; anything else is not. */
function isUnreadable(message: IncomingMessage): boolean {
  return (
    !READABLE.includes(message.kind) && message.text.trim() === '' && message.picture === undefined
  )
}

function noticeUnreadable(turn: Turn, message: IncomingMessage): void {
  const { lastNotice } = turn.conversation
  const repeated = lastNotice?.kind === message.kind && turn.now - lastNotice.at < NOTICE_REPEAT_MS
  if (repeated) {
    turn.outcome(message, { type: 'ignored', reason: 'repeated-notice' })
    return
  }
  turn.remember({ lastNotice: { kind: message.kind, at: turn.now } })
  turn.remark({ text: unreadableText(message.kind) })
  turn.outcome(message, { type: 'answered' })
}

function unreadableText(kind: MessageKind): string {
  if (kind === 'picture') return PHRASES.pictureUnread
  if (kind === 'sticker' || kind === 'voice') return PHRASES.unreadable[kind]
  return PHRASES.unreadable.other
}

/** An edit that mends a typing mistake means the same: answering again would be answering twice. */
export function repeatsLastMeaning(
  turn: Turn,
  message: IncomingMessage,
  understanding: Understanding,
): boolean {
  const { entryId, lastText } = turn.conversation
  if (lastText === undefined || entryId === undefined) return false
  const before = understanding.understand(lastText)
  const after = understanding.understand(message.text)
  return (
    after.id === entryId &&
    before.id === after.id &&
    before.branch === after.branch &&
    before.term === after.term &&
    before.year === after.year
  )
}

// === Text ===

export function answerText(turn: Turn, text: string, understanding: Understanding): void {
  if (text.trim() === '') {
    turn.understood(CLARIFY)
    turn.remark({ text: PHRASES.unreadable.empty })
    return
  }
  const command = parseCommand(text)
  if (command === 'welcome') {
    sayWelcome(turn)
    return
  }
  if (command !== undefined) {
    performAction(turn, command, understanding)
    return
  }
  const picked = pickChoice(turn.conversation, text)
  const action = picked === undefined ? undefined : parseAction(picked.action)
  if (action !== undefined) {
    performAction(turn, action, understanding)
    return
  }
  if (isOnlyNumber(text)) {
    // "Yang nomor 2" of no list is the second step of what was just answered.
    const isStep = /\p{L}/u.test(text) && answerFollowUp(turn, text, understanding)
    if (!isStep) askBeyondNumber(turn)
    return
  }
  answerQuestion(turn, { typed: text }, understanding)
}

// === Pictures ===

/** A picture with its caption: both together, or the caption alone where nothing could be read. */
export function answerPicture(
  turn: Turn,
  caption: string,
  picture: Picture,
  understanding: Understanding,
): void {
  const { messageId, reading } = picture
  const seen = seenIn(reading, understanding)
  if (seen !== '') {
    answerQuestion(turn, { typed: caption, seen }, understanding)
    return
  }
  if (!isClear(caption, understanding)) {
    if (caption.trim() !== '') turn.remember({ lastText: caption })
    answerUnread(turn, picture)
    return
  }
  if (reading.state === 'unreadable') turn.effect({ type: 'drop-picture', messageId })
  const at = turn.replies.length
  answerText(turn, caption, understanding)
  const reply = turn.replies[at]
  if (reply === undefined) return
  const noted = { ...reply, text: `${reply.text}\n${PHRASES.pictureUnreadableToo}` }
  turn.replaceReply(at, noted)
}

/** Whether words can be answered without the picture that they came with. */
function isClear(text: string, understanding: Understanding): boolean {
  if (text.trim() === '') return false
  const { kind, intent } = understanding.understand(text)
  if (intent !== undefined) return intent === 'human' || intent === 'deadline'
  return kind !== 'clarify' && kind !== 'none'
}

/** A number alone that fits no open question never decides: earlier lists were numbered otherwise. */
function askBeyondNumber(turn: Turn): void {
  const open = turn.conversation.openQuestion
  turn.understood(CLARIFY)
  if (open === undefined) turn.reply({ text: PHRASES.numberAlone })
  else turn.reply({ text: PHRASES.numberAlone, choices: open.choices }, open.about)
}
