import type { Meaning, Understanding } from '../understanding/understanding.js'
import { performAction } from './action-handlers.js'
import { parseAction } from './actions.js'
import { menu, welcome } from './answers/office-answer.js'
import { HUMAN, isOnlyNumber, MENU, pickChoice, roleChoices } from './choices.js'
import { parseCommand } from './commands.js'
import { openCase } from './handoff.js'
import { answerMeaning, isAskedBack, rejectAnswer } from './meanings.js'
import type { IncomingMessage, MessageKind, Role } from './model.js'
import { ROLES } from './model.js'
import { PHRASES, ROLE_NAMES } from './phrases.js'
import { CLARIFY, GREETING } from './plain-meanings.js'
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
  answerText(turn, message.text, understanding)
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

/** A caption is text; a picture or file without one, and anything else, is not. */
function isUnreadable(message: IncomingMessage): boolean {
  return !READABLE.includes(message.kind) && message.text.trim() === ''
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
function repeatsLastMeaning(
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

function answerText(turn: Turn, text: string, understanding: Understanding): void {
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
    askBeyondNumber(turn)
    return
  }
  answerWords(turn, text, understanding)
}

function sayWelcome(turn: Turn): void {
  turn.remember({ welcomed: true, misses: 0, rejected: [], wrongGuesses: 0 })
  turn.understood(GREETING)
  turn.reply(welcome(turn.base.knowledge), 'menu')
}

/** A number alone that fits no open question never decides: earlier lists were numbered otherwise. */
function askBeyondNumber(turn: Turn): void {
  const open = turn.conversation.openQuestion
  turn.understood(CLARIFY)
  if (open === undefined) turn.reply({ text: PHRASES.numberAlone })
  else turn.reply({ text: PHRASES.numberAlone, choices: open.choices }, open.about)
}

function answerWords(turn: Turn, text: string, understanding: Understanding): void {
  const meaning = understanding.understand(text, {
    exclude: isAskedBack(turn.conversation) ? turn.conversation.rejected : [],
    ...(turn.conversation.role === undefined ? {} : { role: turn.conversation.role }),
  })
  if (meaning.role !== undefined && meaning.role !== turn.conversation.role) {
    turn.remember({ role: meaning.role })
  }
  if (meaning.intent !== undefined && answerIntent(turn, meaning, understanding)) return
  answerMeaning(turn, meaning, text)
}

/** Answers what is no question about the subject. Returns false when it is one after all. */
function answerIntent(turn: Turn, meaning: Meaning, understanding: Understanding): boolean {
  const { conversation } = turn
  switch (meaning.intent) {
    case 'human':
      turn.understood(meaning)
      openCase(turn, 'asked')
      return true
    case 'greeting':
      if (!conversation.welcomed) {
        sayWelcome(turn)
        return true
      }
      turn.understood(meaning)
      turn.reply(
        { ...menu(conversation.role), heading: 'Halo Bapak/Ibu, ada yang bisa saya bantu?' },
        'menu',
      )
      return true
    case 'thanks':
      turn.understood(meaning)
      turn.remember({ rejected: [], wrongGuesses: 0, misses: 0 })
      turn.reply({ text: PHRASES.thanks, choices: [MENU, HUMAN] })
      return true
    case 'menu':
      turn.understood(GREETING)
      performAction(turn, { type: 'menu' }, understanding)
      return true
    case 'role':
      turn.understood(GREETING)
      takeRole(turn, meaning.role, understanding)
      return true
    case 'full-steps':
      expandLast(turn, understanding)
      return true
    case 'reject':
      rejectAnswer(turn, understanding)
      return true
    case 'accept':
      turn.understood(GREETING)
      turn.reply({ text: PHRASES.acceptWithoutQuestion, choices: [MENU, HUMAN] })
      return true
    case 'back-to-bot':
      turn.understood(GREETING)
      turn.reply({ text: PHRASES.alreadyBot, choices: [MENU, HUMAN] })
      return true
    default:
      return false
  }
}

/** "Saya kepala sekolah" answers the question for whose sake the role was asked, if there was one. */
function takeRole(turn: Turn, role: Role | undefined, understanding: Understanding): void {
  const waiting = role === undefined ? undefined : entryWaitingForRole(turn)
  if (waiting === undefined) confirmRole(turn, role)
  else performAction(turn, { type: 'show', id: waiting }, understanding)
}

function entryWaitingForRole({ conversation }: Turn): string | undefined {
  for (const { action } of conversation.openQuestion?.choices ?? []) {
    const parsed = parseAction(action)
    if (parsed?.type === 'role' && parsed.id !== undefined) return parsed.id
  }
  return undefined
}

/** "Ganti peran" names no role and is asked for one, even where one is known. */
function confirmRole(turn: Turn, role: Role | undefined): void {
  if (role === undefined) {
    turn.reply({ text: PHRASES.roleQuestion, choices: roleChoices(ROLES) }, 'role')
    return
  }
  turn.reply(
    {
      ...menu(role),
      heading: `Baik, saya ingat: Bapak/Ibu ${ROLE_NAMES[role]}.`,
      text: 'Bisa diganti kapan saja lewat "ganti peran".',
    },
    'menu',
  )
}

function expandLast(turn: Turn, understanding: Understanding): void {
  const { entryId } = turn.conversation
  if (entryId !== undefined) {
    performAction(turn, { type: 'full', id: entryId }, understanding)
    return
  }
  turn.understood(CLARIFY)
  turn.reply({ text: PHRASES.nothingToExpand })
}
