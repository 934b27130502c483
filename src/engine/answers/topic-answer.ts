import type { Answer, Era, TopicEntry } from '../../knowledge/schema.js'
import { choice, HUMAN, MENU, roleChoices } from '../choices.js'
import { type Choice, type Link, type Reply, ROLES, type Role } from '../model.js'
import { eraLine, LABELS, PHRASES } from '../phrases.js'
import { type AnswerContext, eraAskedFor } from './context.js'
import { howToReach } from './reach.js'
import { erasLabel, sourceLine } from './source-line.js'
import { stepLines } from './step-lines.js'
import { titleOf } from './titles.js'

/** Short answer to a question or the summary of a flow, with its source and era. */
export function topicAnswer(entry: TopicEntry, context: AnswerContext): Reply {
  const found = findAnswer(entry, context)
  if (found === 'ask-role') return roleQuestion(entry, context)
  const { answer, outsideEra } = found
  const { knowledge } = context
  const reach = answer.actor === undefined ? undefined : howToReach(answer.actor, knowledge)
  const links = linksOf(answer, context)
  const lines = [
    ...(answer.warning === undefined ? [] : [entry.title]),
    ...(answer.noOfficialAnswer ? [PHRASES.noOfficialAnswer] : []),
    answer.text,
    ...actorLines(answer, reach, context),
    ...(outsideEra ? [eraLine(Math.max(...answer.eras))] : []),
    `${sourceLine(answer.source, knowledge)} (${erasLabel(answer.eras)})`,
  ]
  return {
    heading: answer.warning === undefined ? entry.title : `⚠️ ${answer.warning}`,
    text: lines.join('\n'),
    ...(links.length === 0 ? {} : { links }),
    choices: topicChoices(entry, answer, context),
  }
}

/** All steps of a flow's answer, or the answer once more when it has none. */
export function topicSteps(entry: TopicEntry, context: AnswerContext): Reply {
  const found = findAnswer(entry, context)
  if (found === 'ask-role') return roleQuestion(entry, context)
  const { answer, outsideEra } = found
  if (answer.steps.length === 0) return topicAnswer(entry, context)
  const { knowledge } = context
  const title = `Langkah lengkap: ${entry.title}`
  const lines = [
    ...(answer.warning === undefined ? [] : [title]),
    ...stepLines(answer.steps, knowledge),
    '',
    ...(answer.wait === undefined ? [] : [`Waktu tunggu: ${answer.wait.text}`]),
    `${sourceLine(answer.source, knowledge, true)} (${erasLabel(answer.eras)})`,
    ...(outsideEra ? [eraLine(Math.max(...answer.eras))] : []),
  ]
  return {
    heading: answer.warning === undefined ? title : `⚠️ ${answer.warning}`,
    text: lines.join('\n'),
    choices: [HUMAN, MENU],
  }
}

/** The answer that holds for the era and role; without a role the entry's general one. */
export function answerOf(entry: TopicEntry, context: AnswerContext): Answer {
  const found = findAnswer(entry, { ...context, withoutQuestions: true })
  return found === 'ask-role' ? (entry.answers[0] as Answer) : found.answer
}

interface FoundAnswer {
  readonly answer: Answer
  /** The answer is not of the era that was asked for. */
  readonly outsideEra: boolean
}

/** The variant for the era and role, or that the role must be known first. */
function findAnswer(entry: TopicEntry, context: AnswerContext): FoundAnswer | 'ask-role' {
  const era = eraAskedFor(context)
  const inEra = entry.answers.filter((answer) => answer.eras.includes(era))
  const candidates = inEra.length > 0 ? inEra : nearestEra(entry.answers, era)
  const forRole = candidates.find((answer) => suits(answer, context.role))
  const outsideEra = inEra.length === 0
  if (forRole !== undefined) return { answer: forRole, outsideEra }
  if (context.role === undefined && !context.withoutQuestions) return 'ask-role'
  // Nothing for this role alone: the first variant is the entry's general one.
  return { answer: candidates[0] as Answer, outsideEra }
}

/** With a known role its own variant first; without, only one that holds for everybody. */
function suits(answer: Answer, role: Role | undefined): boolean {
  if (answer.roles === undefined) return true
  return role !== undefined && answer.roles.includes(role)
}

function nearestEra(answers: readonly Answer[], era: Era): Answer[] {
  const distance = (answer: Answer) => Math.min(...answer.eras.map((year) => Math.abs(year - era)))
  const least = Math.min(...answers.map(distance))
  return answers.filter((answer) => distance(answer) === least)
}

function roleQuestion(entry: TopicEntry, context: AnswerContext): Reply {
  const era = eraAskedFor(context)
  const inEra = entry.answers.filter((answer) => answer.eras.includes(era))
  const answers = inEra.length > 0 ? inEra : nearestEra(entry.answers, era)
  const roles = ROLES.filter((role) => answers.some((answer) => answer.roles?.includes(role)))
  return {
    heading: entry.title,
    text: PHRASES.roleQuestion,
    choices: roleChoices(roles, entry.id),
  }
}

function actorLines(answer: Answer, reach: string | undefined, context: AnswerContext): string[] {
  if (answer.actor === undefined) return []
  const label = answer.noOfficialAnswer ? 'Yang bisa menjawab' : 'Hubungi'
  return [
    `${label}: ${context.knowledge.actorNames[answer.actor]}`,
    ...(reach === undefined ? [] : [`Cara menghubungi: ${reach}`]),
  ]
}

function linksOf(answer: Answer, context: AnswerContext): Link[] {
  return answer.links.flatMap((id) => {
    const link = context.knowledge.links.get(id)
    return link?.url === undefined ? [] : [{ label: link.title, url: link.url }]
  })
}

function topicChoices(entry: TopicEntry, answer: Answer, context: AnswerContext): Choice[] {
  const related = entry.related.slice(0, RELATED_MAX).flatMap((id) => {
    const title = titleOf(id, context.knowledge)
    return title === undefined ? [] : [choice({ type: 'show', id }, title)]
  })
  const steps =
    answer.steps.length === 0 ? [] : [choice({ type: 'full', id: entry.id }, LABELS.fullSteps)]
  return [...steps, ...related, choice({ type: 'not', id: entry.id }, LABELS.notThis), HUMAN]
}

/** More would push the answer itself off a small screen. */
const RELATED_MAX = 1
