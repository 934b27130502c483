/** Answers to elliptic questions about the entry last answered: every fact comes from that entry. */
import type { Actor, Answer, ErrorEntry, TopicEntry } from '../../knowledge/schema.js'
import { choice, HUMAN, MENU } from '../choices.js'
import type { FollowUp } from '../follow-up-words.js'
import type { Reply } from '../model.js'
import { eraLine, LABELS, PHRASES, ROLE_NAMES } from '../phrases.js'
import { FIRST_ANSWER_MAX, replyText } from '../reply-text.js'
import { type AnswerContext, eraAskedFor } from './context.js'
import { answerFor, stepsFor } from './entry-answer.js'
import { errorName } from './error-answer.js'
import { howToReach } from './reach.js'
import { sourceLine } from './source-line.js'
import { answerOf } from './topic-answer.js'

/** What the questions are about: an error, a branch of it, or a topic's answer, in one shape. */
interface Subject {
  readonly id: string
  readonly title: string
  readonly meaning: string
  readonly actor: Actor | undefined
  readonly steps: readonly { readonly actor: Actor; readonly text: string }[]
  readonly wait: string | undefined
  readonly ifStill: { readonly text: string; readonly actor: Actor } | undefined
  readonly source: { readonly id: string; readonly detail?: string | undefined }
  readonly eras: readonly number[]
  readonly warning: string | undefined
}

/** @param branch option of the error's branch that was answered last. Undefined: nothing to say. */
export function followUpAnswer(
  id: string,
  followUp: FollowUp,
  context: AnswerContext,
  branch?: string,
): Reply | undefined {
  if (followUp.type === 'solved') return { text: PHRASES.solved, choices: [MENU, HUMAN] }
  if (followUp.type === 'role') return answerForRole(id, followUp.role, context)
  const subject = subjectOf(id, context, branch)
  if (subject === undefined) return undefined
  switch (followUp.type) {
    case 'steps':
      return stepsFor(id, context)
    case 'step':
      return stepAnswer(subject, followUp.number, context)
    case 'where':
      return whereAnswer(subject, context)
    case 'who':
      return reply(subject, whoLines(subject, context), context)
    case 'how-long':
      return reply(subject, [waitLine(subject)], context)
    case 'still':
      return reply(subject, stillLines(subject, context), context)
    case 'why':
      return reply(subject, [subject.meaning], context)
  }
}

function answerForRole(
  id: string,
  role: NonNullable<AnswerContext['role']>,
  context: AnswerContext,
): Reply | undefined {
  const { errors, topics } = context.knowledge
  const error = errors.get(id)
  const topic = topics.get(id)
  if (error === undefined && topic === undefined) return undefined
  const answer = answerFor(id, { ...context, role })
  if (answer === undefined) return undefined
  const tellsRolesApart =
    Object.keys(error?.nextStepByRole ?? {}).length > 0 ||
    (topic?.answers.some(({ roles }) => roles !== undefined) ?? false)
  const who = tellsRolesApart ? `Untuk ${ROLE_NAMES[role]}:` : PHRASES.sameForAll
  // A warning keeps the first line.
  const isWarning = answer.heading?.startsWith('⚠️') ?? false
  const told = isWarning
    ? { ...answer, text: `${who} ${answer.text}` }
    : { ...answer, heading: `${who} ${answer.heading ?? ''}`.trim() }
  return replyText(told).length <= FIRST_ANSWER_MAX ? told : answer
}

function subjectOf(id: string, context: AnswerContext, branch?: string): Subject | undefined {
  const error = context.knowledge.errors.get(id)
  if (error !== undefined) return errorSubject(error, branch)
  const topic = context.knowledge.topics.get(id)
  return topic === undefined ? undefined : topicSubject(topic, answerOf(topic, context))
}

function errorSubject(entry: ErrorEntry, branch: string | undefined): Subject {
  const option = entry.branch?.options.find(({ id }) => id === branch)
  return {
    id: entry.id,
    title: errorName(entry),
    meaning: entry.meaning,
    actor: option?.actor ?? entry.actor,
    steps: option === undefined || option.steps.length === 0 ? entry.steps : option.steps,
    wait: entry.wait?.text,
    ifStill: entry.ifStill,
    source: entry.source,
    eras: entry.eras,
    warning: entry.warning,
  }
}

function topicSubject(entry: TopicEntry, answer: Answer): Subject {
  return {
    id: entry.id,
    title: entry.title,
    meaning: answer.text,
    actor: answer.actor,
    steps: answer.steps,
    wait: answer.wait?.text,
    ifStill: undefined,
    source: answer.source,
    eras: answer.eras,
    warning: answer.warning,
  }
}

/** Around every answer: what it is about, where it comes from, and the way on. */
function reply(subject: Subject, lines: readonly string[], context: AnswerContext): Reply {
  const { knowledge } = context
  const isOld = !subject.eras.includes(eraAskedFor(context))
  const more =
    subject.steps.length === 0 ? [] : [choice({ type: 'full', id: subject.id }, LABELS.fullSteps)]
  return {
    heading: subject.title,
    text: [
      ...lines,
      sourceLine(subject.source, knowledge),
      ...(isOld ? [eraLine(Math.max(...subject.eras))] : []),
    ].join('\n'),
    choices: [...more, HUMAN, MENU],
  }
}

function actorLines(actor: Actor, { knowledge }: AnswerContext): string[] {
  const reach = howToReach(actor, knowledge)
  return [
    `Yang bertindak: ${knowledge.actorNames[actor]}`,
    ...(reach === undefined ? [] : [`Cara menghubungi: ${reach}`]),
  ]
}

/** People besides the one who acts that are named: more do not fit a small phone. */
const OTHERS_MAX = 2

function whoLines({ actor, steps }: Subject, context: AnswerContext): string[] {
  const others = [...new Set(steps.map((step) => step.actor))]
    .filter((one) => one !== actor && one !== 'pegawai')
    .slice(0, OTHERS_MAX)
  if (actor === undefined && others.length === 0) return [PHRASES.nobodyNamed]
  const { actorNames } = context.knowledge
  return [
    ...(actor === undefined ? [] : actorLines(actor, context)),
    ...others.flatMap((other) => {
      const reach = howToReach(other, context.knowledge)
      return [`Juga: ${actorNames[other]}${reach === undefined ? '' : `. ${reach}`}`]
    }),
  ]
}

function waitLine({ wait }: Subject): string {
  return wait === undefined ? PHRASES.noWaitNamed : `Waktu tunggu: ${wait}`
}

/** What the source says for when waiting has not helped, else who to turn to. */
function stillLines(subject: Subject, context: AnswerContext): string[] {
  const { ifStill, actor } = subject
  if (ifStill !== undefined) {
    return [ifStill.text, ...actorLines(ifStill.actor, context), PHRASES.stillFails]
  }
  // What the user has to do alone is done by now: then a person helps.
  const isOthers = actor !== undefined && actor !== 'pegawai'
  return [
    waitLine(subject),
    ...(isOthers ? [PHRASES.stillTellThem, ...actorLines(actor, context)] : []),
    PHRASES.stillFails,
  ]
}

function stepAnswer(subject: Subject, number: number, context: AnswerContext): Reply | undefined {
  const { steps } = subject
  if (steps.length === 0) return undefined
  const step = steps[number - 1]
  if (step === undefined) {
    const all = `Langkahnya hanya sampai nomor ${steps.length}.`
    return reply(subject, [all], context)
  }
  const who = context.knowledge.actorNames[step.actor]
  return reply(subject, [`Langkah ${number}. [${who}] ${step.text}`], context)
}

/** Words of a step that names a place to go to. */
const PLACE = /\bmenu\b|\bbuka\b|\bhalaman\b|"[^"]+"/i

function whereAnswer(subject: Subject, context: AnswerContext): Reply | undefined {
  const named = subject.steps.flatMap((step, index) =>
    PLACE.test(step.text)
      ? [`${index + 1}. [${context.knowledge.actorNames[step.actor]}] ${step.text}`]
      : [],
  )
  if (named.length === 0) return stepsFor(subject.id, context)
  const warned = subject.warning === undefined ? [] : [`⚠️ ${subject.warning}`]
  return reply(subject, [...warned, ...named], context)
}
