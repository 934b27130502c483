/** What people say that is no question about the subject: greetings, thanks, a role, a call for a person. */
import type { Meaning, Understanding } from '../understanding/understanding.js'
import { performAction } from './action-handlers.js'
import { parseAction } from './actions.js'
import { menu, welcome } from './answers/office-answer.js'
import { HUMAN, MENU, roleChoices } from './choices.js'
import { openCase } from './handoff.js'
import { ROLES, type Role } from './model.js'
import { PHRASES, ROLE_NAMES } from './phrases.js'
import { CLARIFY, GREETING } from './plain-meanings.js'
import { rejectAnswer } from './reject.js'
import type { Turn } from './turn.js'

/** Answers what is no question about the subject. Returns false when it is one after all. */
export function answerIntent(turn: Turn, meaning: Meaning, understanding: Understanding): boolean {
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

export function sayWelcome(turn: Turn): void {
  turn.remember({ welcomed: true, misses: 0, rejected: [], wrongGuesses: 0 })
  turn.understood(GREETING)
  turn.reply(welcome(turn.base.knowledge), 'menu')
}
