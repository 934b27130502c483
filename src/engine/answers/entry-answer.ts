import type { Reply } from '../model.js'
import { contactAnswer } from './contact-answer.js'
import type { AnswerContext } from './context.js'
import { deadlineAnswer } from './deadline-answer.js'
import { errorAnswer, errorSteps } from './error-answer.js'
import { termAnswer } from './office-answer.js'
import { topicAnswer, topicSteps } from './topic-answer.js'
import { waitingAnswer } from './waiting-answer.js'

/** What of an entry is asked for, where not its whole answer. */
export interface AskedFor {
  readonly term?: string
  readonly asksForWait?: boolean
}

/** The first answer of any entry, by id; undefined for an id that the knowledge does not have. */
export function answerFor(
  id: string,
  context: AnswerContext,
  { term, asksForWait = false }: AskedFor = {},
): Reply | undefined {
  const { knowledge } = context
  if (id === 'deadline') {
    return (asksForWait ? waitingAnswer(context) : undefined) ?? deadlineAnswer(context)
  }
  if (term !== undefined) {
    const meaning = termAnswer(term, context)
    if (meaning !== undefined) return meaning
  }
  const error = knowledge.errors.get(id)
  if (error !== undefined) return errorAnswer(error, context)
  const topic = knowledge.topics.get(id)
  if (topic !== undefined) return topicAnswer(topic, context)
  const contact = knowledge.contacts.get(id)
  return contact === undefined ? undefined : contactAnswer(contact, context)
}

/** All steps of an error or a flow; undefined for an id without steps. */
export function stepsFor(id: string, context: AnswerContext): Reply | undefined {
  const error = context.knowledge.errors.get(id)
  if (error !== undefined) return errorSteps(error, context)
  const topic = context.knowledge.topics.get(id)
  return topic === undefined ? undefined : topicSteps(topic, context)
}
