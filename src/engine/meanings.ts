import type { Meaning, Understanding } from '../understanding/understanding.js'
import { answerFor } from './answers/entry-answer.js'
import { branchAnswer } from './answers/error-answer.js'
import { titleOf } from './answers/titles.js'
import { choice, HUMAN, MENU } from './choices.js'
import { openCase } from './handoff.js'
import type { Choice, Conversation } from './model.js'
import { PHRASES } from './phrases.js'
import type { Turn } from './turn.js'

/** After this many wrong guesses in a row a person is offered instead of a third one (B26). */
export const WRONG_GUESSES_MAX = 2

/** Answers, asks back, or says that it does not know: what the understanding decided. */
export function answerMeaning(turn: Turn, meaning: Meaning, text: string): void {
  if (meaning.kind === 'clarify') {
    clarify(turn, meaning, text)
    return
  }
  if (meaning.kind === 'none') {
    decline(turn, meaning, text)
    return
  }
  if (meaning.branch !== undefined) {
    turn.understood(meaning)
    answerBranch(turn, meaning.id, meaning.branch)
    return
  }
  const reply = answerFor(meaning.id, turn.context(meaning.year), meaning.term)
  if (reply === undefined) {
    decline(turn, meaning, text)
    return
  }
  turn.understood(meaning)
  turn.remember({ entryId: meaning.id, lastText: text, misses: 0, rejected: [], wrongGuesses: 0 })
  turn.reply(reply)
}

/** One branch of an error, chosen by a press or by the user's own words; may bring a person. */
export function answerBranch(turn: Turn, id: string, option: string): void {
  const entry = turn.base.knowledge.errors.get(id)
  const reply = entry === undefined ? undefined : branchAnswer(entry, option, turn.context())
  if (entry === undefined || reply === undefined) {
    turn.reply({ text: PHRASES.unknown, choices: [MENU, HUMAN] })
    return
  }
  turn.remember({ entryId: id, misses: 0 })
  const chosen = entry.branch?.options.find((candidate) => candidate.id === option)
  turn.reply(reply)
  if (chosen?.opensCase) openCase(turn, 'no-recovery', id)
}

/** One short question whose choices are exactly the candidates; a person is a word away. */
function clarify(turn: Turn, meaning: Meaning, text: string): void {
  const candidates = meaning.candidates
    .filter(({ id }) => titleOf(id, turn.base.knowledge) !== undefined)
    .slice(0, CHOICES_MAX)
  turn.understood({ ...meaning, candidates })
  turn.remember({ lastText: text })
  turn.effect({ type: 'record-gap', text, candidates: candidates.map(({ id }) => id) })
  if (candidates.length === 0) {
    turn.reply({ text: PHRASES.pasteError, choices: [MENU, HUMAN] })
    return
  }
  turn.reply(
    { text: PHRASES.clarify, choices: candidates.map(({ id }) => showChoice(turn, id)) },
    'candidates',
  )
}

function showChoice(turn: Turn, id: string): Choice {
  return choice({ type: 'show', id }, titleOf(id, turn.base.knowledge) ?? id)
}

/** Choices of one question: more than a small phone shows at a glance are not read. */
const CHOICES_MAX = 4

function decline(turn: Turn, meaning: Meaning, text: string): void {
  const misses = turn.conversation.misses + 1
  turn.understood({ ...meaning, kind: 'none', id: 'none' })
  turn.remember({ misses, lastText: text })
  turn.effect({ type: 'record-gap', text, candidates: meaning.candidates.map(({ id }) => id) })
  turn.reply({
    text: misses > 1 ? PHRASES.unknownAgain : PHRASES.unknown,
    choices: [MENU, HUMAN],
  })
}

/** "Bukan": the next likely meaning, never the same again; after two wrong guesses a person. */
export function rejectAnswer(turn: Turn, understanding: Understanding, id?: string): void {
  const { conversation } = turn
  const wrong = id === undefined ? guessesOnScreen(conversation) : [id]
  const rejected = [...new Set([...conversation.rejected, ...wrong])]
  const guesses = conversation.wrongGuesses + 1
  turn.remember({ rejected, wrongGuesses: guesses })
  turn.understood({ kind: 'clarify', id: 'clarify', confidence: 1, candidates: [] })
  if (rejected.length >= WRONG_GUESSES_MAX || conversation.lastText === undefined) {
    turn.remember({ rejected: [] })
    const text =
      rejected.length >= WRONG_GUESSES_MAX ? PHRASES.rejectedTwice : PHRASES.notThisAskAgain
    turn.reply({ text, choices: [HUMAN, MENU] })
    return
  }
  const next = understanding.understand(conversation.lastText, { exclude: rejected })
  turn.effect({
    type: 'record-gap',
    text: conversation.lastText,
    candidates: rejected,
  })
  const shown = next.candidates
    .filter(({ id }) => !rejected.includes(id) && titleOf(id, turn.base.knowledge) !== undefined)
    .slice(0, NEXT_GUESSES)
    .map(({ id }) => showChoice(turn, id))
  turn.reply(
    {
      text: shown.length === 0 ? PHRASES.notThisAskAgain : PHRASES.clarify,
      choices: [...shown, HUMAN],
    },
    'candidates',
  )
}

/** What "bukan" says no to: the choices of the open question, else the last answer. */
function guessesOnScreen({ openQuestion, entryId }: Conversation): readonly string[] {
  if (openQuestion?.about === 'candidates') {
    return openQuestion.choices.flatMap(({ action }) =>
      action.startsWith('show:') ? [action.slice('show:'.length)] : [],
    )
  }
  return entryId === undefined ? [] : [entryId]
}

/** Guesses offered after a "bukan": with a person they make four choices. */
const NEXT_GUESSES = 3
