import type { Understanding } from '../understanding/understanding.js'
import type { Action } from './actions.js'
import { answerFor, stepsFor } from './answers/entry-answer.js'
import { branchSteps } from './answers/error-answer.js'
import { menu } from './answers/office-answer.js'
import { HUMAN, MENU, roleChoices } from './choices.js'
import { openCase } from './handoff.js'
import { answerBranch } from './meanings.js'
import { ROLES } from './model.js'
import { PHRASES, ROLE_NAMES } from './phrases.js'
import { dropPicture, keepPicture } from './pictures.js'
import { GREETING, surely } from './plain-meanings.js'
import { rejectAnswer } from './reject.js'
import { takeOption } from './triage-answer.js'
import type { Turn } from './turn.js'

/** Carries out what a press, a number or a command means. Always leaves a reply. */
export function performAction(turn: Turn, action: Action, understanding: Understanding): void {
  switch (action.type) {
    case 'menu':
      turn.understood(GREETING)
      turn.remember({ rejected: [], wrongGuesses: 0, misses: 0 })
      turn.reply(menu(turn.conversation.role), 'menu')
      return
    case 'human':
      turn.understood({ kind: 'human', id: 'human', confidence: 1, candidates: [] })
      openCase(turn, 'asked')
      return
    case 'deadline':
      show(turn, 'deadline')
      return
    case 'paste-error':
      turn.reply({ text: PHRASES.pasteError, choices: [HUMAN, MENU] })
      return
    case 'ask-role':
      turn.understood(GREETING)
      turn.reply({ text: PHRASES.roleQuestion, choices: roleChoices(ROLES) }, 'role')
      return
    case 'back-to-bot':
      turn.reply({ text: PHRASES.alreadyBot, choices: [MENU, HUMAN] })
      return
    case 'show':
      show(turn, action.id)
      return
    case 'full':
      expand(turn, action.id)
      return
    case 'not':
      rejectAnswer(turn, understanding, action.id)
      return
    case 'branch':
      turn.understood(surely(action.id))
      answerBranch(turn, action.id, action.option)
      return
    case 'branch-steps':
      expandBranch(turn, action.id, action.option)
      return
    case 'triage':
      takeTriageOption(turn, action, understanding)
      return
    case 'keep-picture':
      keepPicture(turn, action.messageId)
      return
    case 'drop-picture':
      dropPicture(turn, action.messageId)
      return
    case 'role':
      setRole(turn, action)
  }
}

function show(turn: Turn, id: string): void {
  const context = turn.contextOf(id)
  const reply = answerFor(id, context)
  if (reply === undefined) {
    turn.reply(menu(turn.conversation.role), 'menu')
    return
  }
  turn.understood(surely(id))
  if (!turn.conversation.triage?.left.includes(id)) turn.endTriage()
  turn.nowAbout(id, context.year)
  turn.remember({ misses: 0 })
  turn.reply(reply)
}

function expand(turn: Turn, id: string): void {
  const context = turn.contextOf(id)
  const reply = stepsFor(id, context)
  if (reply === undefined) {
    show(turn, id)
    return
  }
  turn.understood(surely(id))
  turn.nowAbout(id, context.year)
  turn.reply(reply)
}

function expandBranch(turn: Turn, id: string, option: string): void {
  const entry = turn.base.knowledge.errors.get(id)
  const reply = entry === undefined ? undefined : branchSteps(entry, option, turn.contextOf(id))
  if (reply === undefined) show(turn, id)
  else turn.reply(reply)
}

function takeTriageOption(
  turn: Turn,
  { question, option }: Extract<Action, { type: 'triage' }>,
  understanding: Understanding,
): void {
  const left = takeOption(turn, question, option, understanding)
  const [only] = left ?? []
  if (left === undefined) turn.reply(menu(turn.conversation.role), 'menu')
  else if (only === undefined) turn.reply({ text: PHRASES.notThisAskAgain }, 'candidates')
  else if (left.length === 1) show(turn, only)
}

function setRole(turn: Turn, action: Extract<Action, { type: 'role' }>): void {
  turn.remember({ role: action.role })
  if (action.id !== undefined) {
    show(turn, action.id)
    return
  }
  turn.reply(
    { ...menu(action.role), heading: `Baik, saya ingat: Bapak/Ibu ${ROLE_NAMES[action.role]}.` },
    'menu',
  )
}
