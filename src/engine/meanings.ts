import type { Meaning, Understanding } from '../understanding/understanding.js'
import { answerFor } from './answers/entry-answer.js'
import { branchAnswer } from './answers/error-answer.js'
import { askBack, isAskedBack } from './asking-back.js'
import { HUMAN, MENU } from './choices.js'
import { isSaid } from './doubt.js'
import { HANDOFF_ROOM, openCase } from './handoff.js'
import { PHRASES } from './phrases.js'
import { FIRST_ANSWER_MAX } from './reply-text.js'
import type { Turn } from './turn.js'

/** Answers, asks back, or says that it does not know: what the understanding decided. */
export function answerMeaning(
  turn: Turn,
  meaning: Meaning,
  text: string,
  understanding: Understanding,
): void {
  if (meaning.kind === 'clarify') {
    askBack(turn, meaning, text, understanding)
    return
  }
  if (meaning.kind === 'none') {
    decline(turn, meaning, text)
    return
  }
  const reply = answerFor(meaning.id, turn.context(meaning.year), meaning)
  if (reply === undefined) {
    decline(turn, meaning, text)
    return
  }
  turn.understood(meaning)
  // A new question takes the last answer as accepted; other words for a rejected one do not.
  if (!isAskedBack(turn.conversation, turn.now)) turn.remember({ rejected: [], wrongGuesses: 0 })
  // Words of the user's own lead away from what a split report left over.
  turn.endTriage()
  turn.nowAbout(meaning.id, meaning.year)
  turn.remember({ lastText: text, misses: 0 })
  const entry = turn.base.knowledge.errors.get(meaning.id)
  if (meaning.branch === undefined || !isSaid(entry, meaning.branch, text)) turn.reply(reply)
  else answerBranch(turn, meaning.id, meaning.branch, FIRST_ANSWER_MAX)
}

/**
 * One branch of an error, chosen by a press or by the user's own words; may bring a person.
 * @param room longest answer in characters; who pressed for the branch gets all of it.
 */
export function answerBranch(
  turn: Turn,
  id: string,
  optionId: string,
  room = Number.POSITIVE_INFINITY,
): void {
  const entry = turn.base.knowledge.errors.get(id)
  const option = entry?.branch?.options.find((candidate) => candidate.id === optionId)
  const context = turn.contextOf(id)
  const roomForAnswer = room - (option?.opensCase ? HANDOFF_ROOM : 0)
  const reply =
    entry === undefined ? undefined : branchAnswer(entry, optionId, context, roomForAnswer)
  if (reply === undefined) {
    turn.reply({ text: PHRASES.unknown, choices: [MENU, HUMAN] })
    return
  }
  turn.nowAbout(id, context.year, optionId)
  turn.remember({ misses: 0 })
  if (option?.opensCase) openCase(turn, 'no-recovery', { entryId: id, after: reply })
  else turn.reply(reply)
}

function decline(turn: Turn, meaning: Meaning, text: string): void {
  const misses = turn.conversation.misses + 1
  turn.understood({ ...meaning, kind: 'none', id: 'none' })
  turn.remember({ misses, lastText: text })
  turn.effect({
    type: 'record-gap',
    reason: 'declined',
    text,
    candidates: meaning.candidates.map(({ id }) => id),
  })
  turn.reply({
    text: misses > 1 ? PHRASES.unknownAgain : PHRASES.unknown,
    choices: [MENU, HUMAN],
  })
}
