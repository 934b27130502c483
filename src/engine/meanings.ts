import type { Meaning, Understanding } from '../understanding/understanding.js'
import { answerFor } from './answers/entry-answer.js'
import { branchAnswer } from './answers/error-answer.js'
import { titleOf } from './answers/titles.js'
import { choice, HUMAN, MENU } from './choices.js'
import { isSaid } from './doubt.js'
import { HANDOFF_ROOM, openCase } from './handoff.js'
import type { Candidate, Choice, Conversation } from './model.js'
import { PHRASES } from './phrases.js'
import { CLARIFY } from './plain-meanings.js'
import { FIRST_ANSWER_MAX } from './reply-text.js'
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
  const reply = answerFor(meaning.id, turn.context(meaning.year), meaning.term)
  if (reply === undefined) {
    decline(turn, meaning, text)
    return
  }
  turn.understood(meaning)
  // A new question takes the last answer as accepted; other words for a rejected one do not.
  if (!isAskedBack(turn.conversation)) turn.remember({ rejected: [], wrongGuesses: 0 })
  turn.nowAbout(meaning.id, meaning.year)
  turn.remember({ lastText: text, misses: 0 })
  const entry = turn.base.knowledge.errors.get(meaning.id)
  if (meaning.branch === undefined || !isSaid(entry, meaning.branch, text)) turn.reply(reply)
  else answerBranch(turn, meaning.id, meaning.branch, FIRST_ANSWER_MAX)
}

/** The bot has asked what was meant, and the words now are an answer to that. */
export function isAskedBack(conversation: Conversation): boolean {
  return conversation.openQuestion?.about === 'candidates'
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
  turn.nowAbout(id, context.year)
  turn.remember({ misses: 0 })
  if (option?.opensCase) openCase(turn, 'no-recovery', { entryId: id, after: reply })
  else turn.reply(reply)
}

/** One short question whose choices are exactly the candidates; a person is a word away. */
function clarify(turn: Turn, meaning: Meaning, text: string): void {
  const isGuess = meaning.confidence >= GUESS_MIN
  const candidates = (isGuess ? meaning.candidates : firstQuestion(turn))
    .filter(({ id }) => titleOf(id, turn.base.knowledge) !== undefined)
    .slice(0, CHOICES_MAX)
  turn.understood({ ...meaning, candidates })
  turn.remember({ lastText: text })
  turn.effect({
    type: 'record-gap',
    reason: 'clarified',
    text,
    candidates: candidates.map(({ id }) => id),
  })
  if (candidates.length === 0) {
    turn.reply({ text: PHRASES.tellMore }, 'candidates')
    return
  }
  turn.reply(
    {
      text: isGuess ? PHRASES.clarify : PHRASES.whatIsShown,
      choices: candidates.map(({ id }) => showChoice(turn, id)),
    },
    'candidates',
  )
}

/** Below this the candidates are no guesses but chance, and would only puzzle. */
const GUESS_MIN = 0.1

/** "Gagal lagi": one of each kind of trouble, so that the answer tells where to look on. */
const FIRST_QUESTION = ['sync-01', 'sync-04', 'sync-15', 'flow-sinkro']

function firstQuestion({ conversation }: Turn): Candidate[] {
  return FIRST_QUESTION.filter((id) => !conversation.rejected.includes(id)).map((id) => ({
    id,
    confidence: 0,
  }))
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

/** "Bukan": the next likely meaning, never the same again; after two wrong guesses a person. */
export function rejectAnswer(turn: Turn, understanding: Understanding, id?: string): void {
  const { conversation } = turn
  const wrong = id === undefined ? guessesOnScreen(conversation) : [id]
  const rejected = [...new Set([...conversation.rejected, ...wrong])]
  // Where nothing was guessed yet, nothing was guessed wrongly.
  const guesses =
    wrong.length === 0 && conversation.wrongGuesses === 0 ? 0 : conversation.wrongGuesses + 1
  turn.remember({ rejected, wrongGuesses: guesses })
  turn.understood(CLARIFY)
  if (guesses >= WRONG_GUESSES_MAX) {
    turn.remember({ rejected: [], wrongGuesses: 0 })
    turn.reply({ text: PHRASES.rejectedTwice, choices: [HUMAN_IF_YES, MENU] })
    return
  }
  if (conversation.lastText === undefined) {
    turn.reply({ text: PHRASES.notThisAskAgain }, 'candidates')
    return
  }
  const next = understanding.understand(conversation.lastText, { exclude: rejected })
  turn.effect({
    type: 'record-gap',
    reason: 'rejected',
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

/** "Mau saya teruskan?" is answered with a yes as well. */
const HUMAN_IF_YES: Choice = {
  ...HUMAN,
  words: [...(HUMAN.words ?? []), 'ya', 'iya', 'ya mau', 'mau', 'boleh', 'teruskan'],
}

/** Guesses offered after a "bukan": with a person they make four choices. */
const NEXT_GUESSES = 3
