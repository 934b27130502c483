import type { ErrorEntry } from '../../knowledge/schema.js'
import { choice, HUMAN, MENU, roleChoices } from '../choices.js'
import type { Choice, Reply, Role } from '../model.js'
import { eraLine, LABELS, PHRASES } from '../phrases.js'
import { FIRST_ANSWER_MAX, replyText } from '../reply-text.js'
import { type AnswerContext, eraAskedFor } from './context.js'
import { howToReach } from './reach.js'
import { sourceLine } from './source-line.js'
import { stepLines } from './step-lines.js'

/** First answer to an error: which one, what it means, the next step, who acts, how to reach them. */
export function errorAnswer(entry: ErrorEntry, context: AnswerContext): Reply {
  const name = errorName(entry)
  const nextStep = nextStepFor(entry, context.role)
  const lines = [
    ...(entry.warning === undefined ? [] : [name]),
    entry.meaning,
    '',
    `Langkah berikutnya: ${nextStep}`,
    ...actorLines(entry, context),
    ...eraLines(entry, context),
    ...questionLines(entry, context),
  ]
  return {
    heading: entry.warning === undefined ? name : `⚠️ ${entry.warning}`,
    text: lines.join('\n'),
    choices: errorChoices(entry, context),
  }
}

/** Behind "langkah lengkap": all steps in order with their actors, the waiting time, the source. */
export function errorSteps(entry: ErrorEntry, context: AnswerContext): Reply {
  const { knowledge } = context
  const steps = stepLines(entry.steps, knowledge)
  const reach = howToReach(entry.actor, knowledge)
  const lines = [
    ...(entry.warning === undefined ? [] : [`Langkah lengkap ${errorName(entry)}`]),
    ...steps,
    '',
    `Waktu tunggu: ${entry.wait?.text ?? 'tidak disebut dalam panduan'}`,
    ...(reach === undefined ? [] : [`Cara menghubungi: ${reach}`]),
    sourceLine(entry.source, knowledge, true),
    ...eraLines(entry, context),
    ...(entry.branch === undefined ? [] : ['', entry.branch.question]),
  ]
  return {
    heading:
      entry.warning === undefined ? `Langkah lengkap ${errorName(entry)}` : `⚠️ ${entry.warning}`,
    text: lines.join('\n'),
    choices: [...branchChoices(entry), HUMAN, MENU],
  }
}

/**
 * The answer to one option of the entry's branch: with its steps where they fit into `room`
 * characters, else they wait behind "langkah lengkap".
 */
export function branchAnswer(
  entry: ErrorEntry,
  optionId: string,
  context: AnswerContext,
  room = FIRST_ANSWER_MAX,
): Reply | undefined {
  const option = findOption(entry, optionId)
  if (option === undefined) return undefined
  const whole = branchReply(entry, option, context, true)
  if (replyText(whole).length <= room) return whole
  return branchReply(entry, option, context, false)
}

/** All of one option, however long. */
export function branchSteps(
  entry: ErrorEntry,
  optionId: string,
  context: AnswerContext,
): Reply | undefined {
  const option = findOption(entry, optionId)
  return option === undefined ? undefined : branchReply(entry, option, context, true)
}

type BranchOption = NonNullable<ErrorEntry['branch']>['options'][number]

function findOption(entry: ErrorEntry, optionId: string): BranchOption | undefined {
  return entry.branch?.options.find((candidate) => candidate.id === optionId)
}

function branchReply(
  entry: ErrorEntry,
  option: BranchOption,
  context: AnswerContext,
  withSteps: boolean,
): Reply {
  const { knowledge } = context
  const reach = option.actor === undefined ? undefined : howToReach(option.actor, knowledge)
  const steps = stepLines(option.steps, knowledge)
  const lines = [
    option.answer,
    ...(withSteps ? steps : []),
    ...(option.actor === undefined
      ? []
      : [`Yang bertindak: ${knowledge.actorNames[option.actor]}`]),
    ...(reach === undefined ? [] : [`Cara menghubungi: ${reach}`]),
    sourceLine(entry.source, knowledge, withSteps),
    ...eraLines(entry, context),
  ]
  const more = choice({ type: 'branch-steps', id: entry.id, option: option.id }, LABELS.fullSteps)
  return {
    heading: `${errorName(entry)}: ${option.label}`,
    text: lines.join('\n'),
    choices: [...(withSteps ? [] : [more]), HUMAN, MENU],
  }
}

/** `Error #6: xApiKey does not exists in whitelist` */
export function errorName(entry: ErrorEntry): string {
  return `Error #${entry.number}: ${entry.title}`
}

function nextStepFor(entry: ErrorEntry, role: Role | undefined): string {
  return (role === undefined ? undefined : entry.nextStepByRole[role]) ?? entry.nextStep
}

function asksRole(entry: ErrorEntry, context: AnswerContext): boolean {
  if (context.role !== undefined || entry.branch !== undefined) return false
  return Object.keys(entry.nextStepByRole).length > 0
}

function actorLines(entry: ErrorEntry, context: AnswerContext): string[] {
  const reach = howToReach(entry.actor, context.knowledge)
  return [
    `Yang bertindak: ${context.knowledge.actorNames[entry.actor]}`,
    ...(reach === undefined ? [] : [`Cara menghubungi: ${reach}`]),
  ]
}

/** A pasted error is always answered; outside its era one line says so. */
function eraLines(entry: ErrorEntry, context: AnswerContext): string[] {
  const era = eraAskedFor(context)
  return entry.eras.includes(era) ? [] : [eraLine(Math.max(...entry.eras))]
}

function questionLines(entry: ErrorEntry, context: AnswerContext): string[] {
  if (context.withoutQuestions) return []
  if (entry.branch !== undefined) return ['', entry.branch.question]
  return asksRole(entry, context) ? ['', PHRASES.roleQuestion] : []
}

function errorChoices(entry: ErrorEntry, context: AnswerContext): Choice[] {
  const roles = Object.keys(entry.nextStepByRole) as Role[]
  return [
    ...branchChoices(entry),
    ...(asksRole(entry, context) ? roleChoices(roles, entry.id) : []),
    choice({ type: 'full', id: entry.id }, LABELS.fullSteps),
    choice({ type: 'not', id: entry.id }, LABELS.notThis),
    HUMAN,
  ]
}

function branchChoices(entry: ErrorEntry): Choice[] {
  return (entry.branch?.options ?? []).map((option) =>
    choice({ type: 'branch', id: entry.id, option: option.id }, option.label, option.words),
  )
}
