/** "Bukan": the next likely meaning, never the same again; after two wrong guesses a person. */
import type { Understanding } from '../understanding/understanding.js'
import { choiceLabel } from './answers/titles.js'
import { CHOICES_MAX, showChoice } from './asking-back.js'
import { HUMAN, MENU } from './choices.js'
import type { Choice, Conversation } from './model.js'
import { PHRASES } from './phrases.js'
import { CLARIFY } from './plain-meanings.js'
import { suspectsOf } from './triage.js'
import { leftBesides } from './triage-answer.js'
import type { Turn } from './turn.js'

/** After this many wrong guesses in a row a person is offered instead of a third one (B26). */
export const WRONG_GUESSES_MAX = 2

/** @param id what was pressed away; absent: all that stands on the screen. */
export function rejectAnswer(turn: Turn, understanding: Understanding, id?: string): void {
  const wasSplitting = turn.conversation.openQuestion?.about === 'triage'
  const left = noteRejection(turn, id)
  turn.understood(CLARIFY)
  if (turn.conversation.wrongGuesses >= WRONG_GUESSES_MAX) {
    offerPerson(turn, PHRASES.rejectedTwice)
    return
  }
  const { lastText, rejected } = turn.conversation
  if (lastText === undefined) {
    turn.reply({ text: PHRASES.notThisAskAgain }, 'candidates')
    return
  }
  // None of the groups fitted: only what no group holds is left to guess.
  const pool = wasSplitting ? left : errorsLeft(turn, left)
  const shown = nextGuesses(turn, understanding, lastText, pool).filter(
    (next) => !rejected.includes(next) && choiceLabel(next, turn.base.knowledge) !== undefined,
  )
  const guesses = shown.slice(0, NEXT_GUESSES)
  const choices = guesses.map((next) => showChoice(turn, next))
  const confidence = 1 / Math.max(1, guesses.length)
  turn.understood({ ...CLARIFY, candidates: guesses.map((next) => ({ id: next, confidence })) })
  turn.reply(
    {
      text: choices.length === 0 ? PHRASES.notThisAskAgain : PHRASES.clarify,
      choices: [...choices, HUMAN],
    },
    'candidates',
  )
}

/** The question stays open: what was rejected is not guessed again for other words of it. */
export function offerPerson(turn: Turn, text: string): void {
  turn.understood(CLARIFY)
  turn.reply({ text, choices: [HUMAN_IF_YES, MENU] }, 'candidates')
}

/** Remembers what was rejected; returns the errors that a split report still leaves, if it was one. */
export function noteRejection(turn: Turn, id?: string): readonly string[] | undefined {
  const { conversation } = turn
  const wrong = id === undefined ? guessesOnScreen(conversation) : [id]
  const rejected = [...new Set([...conversation.rejected, ...wrong])]
  const isSplit = conversation.openQuestion?.about === 'triage'
  // A group of errors may have been misread: it is put aside, but none of it was guessed wrongly.
  const left = isSplit ? leftBesides(turn) : conversation.triage?.left
  // Where nothing was guessed yet, nothing was guessed wrongly.
  const guesses =
    wrong.length === 0 && conversation.wrongGuesses === 0 && !isSplit
      ? 0
      : conversation.wrongGuesses + 1
  turn.endTriage()
  turn.forgetAnswer()
  turn.remember({ rejected, wrongGuesses: Math.min(guesses, WRONG_GUESSES_MAX) })
  if (conversation.lastText !== undefined) {
    turn.effect({
      type: 'record-gap',
      reason: 'rejected',
      text: conversation.lastText,
      candidates: rejected,
    })
  }
  return left
}

/** What else the words may mean, the likeliest first. */
function nextGuesses(
  turn: Turn,
  understanding: Understanding,
  text: string,
  left: readonly string[] | undefined,
): readonly string[] {
  const next = understanding.understand(text, { exclude: turn.conversation.rejected })
  const likely = next.likely ?? next.candidates
  // A split report, and a text that the screen shows, speak of errors: nothing else is guessed.
  const isAboutErrors = left !== undefined || understanding.quotes(text).length > 0
  if (!isAboutErrors) return next.candidates.map(({ id }) => id)
  const errors = left ?? [...turn.base.knowledge.errors.keys()]
  return suspectsOf(errors, likely).map(({ id }) => id)
}

/** What a split report leaves besides what was rejected; all other errors when that is nothing. */
function errorsLeft(
  turn: Turn,
  left: readonly string[] | undefined,
): readonly string[] | undefined {
  if (left === undefined) return undefined
  const { rejected } = turn.conversation
  const others = left.filter((id) => !rejected.includes(id))
  return others.length > 0 ? others : [...turn.base.knowledge.errors.keys()]
}

/** Something to say no to: a guess on the screen, or an answer. */
export function hasGuessed({ openQuestion, entryId }: Conversation): boolean {
  return (
    openQuestion?.about === 'candidates' ||
    openQuestion?.about === 'triage' ||
    entryId !== undefined
  )
}

/** What "bukan" says no to: the choices of the open question, else the last answer. */
function guessesOnScreen({ openQuestion, entryId }: Conversation): readonly string[] {
  if (openQuestion?.about === 'triage') return []
  if (openQuestion?.about === 'candidates') {
    return openQuestion.choices.flatMap(({ action }) =>
      action.startsWith('show:') ? [action.slice('show:'.length)] : [],
    )
  }
  return entryId === undefined ? [] : [entryId]
}

/** "Mau saya teruskan?" is answered with a yes as well. */
const HUMAN_IF_YES: Choice = {
  ...HUMAN,
  words: [...(HUMAN.words ?? []), 'ya', 'iya', 'ya mau', 'mau', 'boleh', 'teruskan'],
}

/** Guesses offered after a "bukan": with a person they make as many choices as are read. */
const NEXT_GUESSES = CHOICES_MAX - 1
