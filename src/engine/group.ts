import type { Understanding } from '../understanding/understanding.js'
import { answerFor } from './answers/entry-answer.js'
import type { IncomingMessage, Reply } from './model.js'
import { PHRASES } from './phrases.js'
import { seenIn } from './reading.js'
import type { Turn } from './turn.js'

/**
 * In a group, one short answer with a link to the private chat; no choices, role question, menu or
 * case there. Only messages that address the bot ever get here.
 */
export function answerInGroup(
  turn: Turn,
  message: IncomingMessage,
  understanding: Understanding,
): void {
  const seen = seenIn(message.picture, understanding)
  const meaning = understanding.understand([message.text, seen].join('\n').trim())
  turn.understood(meaning)
  const reply = answerFor(
    meaning.id,
    { ...turn.context(meaning.year), withoutQuestions: true },
    meaning,
  )
  turn.reply(inGroup(reply, turn.facts.privateLink))
  turn.outcome(message, { type: 'answered' })
}

function inGroup(reply: Reply | undefined, privateLink: string | undefined): Reply {
  const links = [
    ...(reply?.links ?? []),
    ...(privateLink === undefined ? [] : [{ label: 'Chat pribadi', url: privateLink }]),
  ]
  const { choices: _none, ...answer } = reply ?? { text: PHRASES.askPrivately }
  return links.length === 0 ? answer : { ...answer, links }
}
