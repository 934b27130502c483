/** One short question instead of a guess: which entry is meant, or first what the screen shows. */
import type { Knowledge } from '../knowledge/knowledge.js'
import type { Meaning, Understanding } from '../understanding/understanding.js'
import { parseAction } from './actions.js'
import { choiceLabel } from './answers/titles.js'
import { choice } from './choices.js'
import type { Candidate, Choice, Conversation } from './model.js'
import { PHRASES } from './phrases.js'
import {
  bestQuestion,
  FEW_SUSPECTS,
  narrowByWords,
  optionId,
  type SplitQuestion,
  suspectsOf,
} from './triage.js'
import type { Turn } from './turn.js'

/** Choices of one question: more than a small phone shows at a glance are not read. */
export const CHOICES_MAX = 4
/** So many splitting questions at most; after them the likeliest errors are shown. */
const SPLITS_MAX = 2
/** Below this the candidates are no guesses but chance, and would only puzzle. */
const GUESS_MIN = 0.1
/** From here on the message is likelier too vague for any entry than meant for the best one. */
const VAGUE_MIN = 0.5
/** With this share of what is likely, errors are what the message is about. */
const MOSTLY = 0.5
/** With no more than this share, the message is about no error. */
const HARDLY = 0.1
/** What is shown must hold what is meant four times in five; else a splitting question does better. */
const COVERED_MIN = 0.8
/** A question of the bot is answered within this time; later words begin something new. */
const ANSWER_WITHIN_MS = 30 * 60_000

/** The bot has asked what was meant, and the words now are an answer to that. */
export function isAskedBack({ openQuestion }: Conversation, now: number): boolean {
  if (openQuestion === undefined || now - openQuestion.askedAt > ANSWER_WITHIN_MS) return false
  return openQuestion.about === 'candidates' || openQuestion.about === 'triage'
}

/** What the bot wants to know, from words that were not clear. */
export function askBack(
  turn: Turn,
  meaning: Meaning,
  text: string,
  understanding: Understanding,
): void {
  // What an earlier report left over says nothing about a new one.
  if (!isAskedBack(turn.conversation, turn.now)) turn.endTriage()
  turn.remember({ lastText: text })
  // Without a single word that is known, nothing can be split either: "😂" is no report.
  const saysNothing = meaning.likely?.length === 0
  if (
    isVague(meaning, turn.base.knowledge) &&
    !saysNothing &&
    turn.base.knowledge.triage.length > 0
  ) {
    split(turn, meaning, text, understanding)
    return
  }
  turn.endTriage()
  const { rejected } = turn.conversation
  askWhich(
    turn,
    meaning,
    text,
    meaning.candidates.filter(({ id }) => !rejected.includes(id)),
  )
}

/** Whether the words fit nothing in particular, so that four guesses would be four strangers. */
function isVague(meaning: Meaning, { errors }: Knowledge): boolean {
  const { confidence, candidates, vague = 0, likely = [] } = meaning
  const isError = ({ id }: Candidate) => errors.has(id)
  const all = shareOf(likely)
  const isCovered = all > 0 && shareOf(likely.slice(0, CHOICES_MAX)) >= COVERED_MIN * all
  const errorShare = all === 0 ? 0 : shareOf(likely.filter(isError)) / all
  // What the screen shows tells nothing to somebody who asks about no error at all.
  if (vague >= VAGUE_MIN) return !isCovered || errorShare > HARDLY
  if (candidates.length === 0) return false
  return confidence < GUESS_MIN || (errorShare > MOSTLY && !isCovered)
}

function shareOf(some: readonly Candidate[]): number {
  return some.reduce((sum, { confidence }) => sum + confidence, 0)
}

/** At most four entries to choose from; they are exactly the candidates that were understood. */
export function askWhich(
  turn: Turn,
  meaning: Meaning,
  text: string,
  among: readonly Candidate[],
  intro?: string,
): void {
  const { knowledge } = turn.base
  const candidates = among
    .filter(({ id }) => choiceLabel(id, knowledge) !== undefined)
    .slice(0, CHOICES_MAX)
  noteAsking(turn, meaning, text, candidates)
  if (candidates.length === 0) {
    turn.reply({ text: PHRASES.tellMore }, 'candidates')
    return
  }
  const areErrors = candidates.every(({ id }) => knowledge.errors.has(id))
  const plain = areErrors ? PHRASES.whichText : PHRASES.clarify
  turn.reply(
    { text: intro ?? plain, choices: candidates.map(({ id }) => showChoice(turn, id)) },
    'candidates',
  )
}

export function showChoice(turn: Turn, id: string): Choice {
  return choice({ type: 'show', id }, choiceLabel(id, turn.base.knowledge) ?? id)
}

// === Splitting a vague report ===

/** Goes on splitting: asks the best question, or shows the few errors that are left. */
export function split(
  turn: Turn,
  meaning: Meaning,
  text: string,
  understanding: Understanding,
): void {
  const { knowledge } = turn.base
  const { rejected, triage } = turn.conversation
  const before = (triage?.left ?? [...knowledge.errors.keys()]).filter(
    (id) => !rejected.includes(id),
  )
  // The words may answer the question that is open.
  const answered = (triage?.asked ?? []).filter((id) => id !== openSplit(turn.conversation))
  const told = narrowByWords(knowledge.triage, before, answered, wordsIn(text, understanding))
  // Nobody has been asked yet: one error alone would be a guess from words that were too vague, and
  // words that leave out what is likely were said by the way.
  const isEnough =
    triage !== undefined || (told.left.length > 1 && keepsLikely(told.left, before, meaning))
  const { left } = isEnough ? told : { left: before }
  const asked = [...new Set([...(triage?.asked ?? []), ...(isEnough ? told.asked : [])])]
  const suspects = suspectsOf(left, meaning.likely ?? meaning.candidates)
  const question =
    left.length > FEW_SUSPECTS && asked.length < SPLITS_MAX
      ? bestQuestion(knowledge.triage, suspects, asked)
      : undefined
  if (question !== undefined) {
    turn.remember({ triage: { asked: [...asked, question.question.id], left } })
    askSplit(turn, meaning, text, question)
    return
  }
  turn.remember({ triage: { asked, left } })
  const total = suspects.reduce((sum, { weight }) => sum + weight, 0)
  const shown = suspects.map(({ id, weight }) => ({ id, confidence: weight / total }))
  askWhich(turn, meaning, text, shown)
}

function keepsLikely(
  left: readonly string[],
  before: readonly string[],
  { likely = [] }: Meaning,
): boolean {
  const shareAmong = (ids: readonly string[]) =>
    shareOf(likely.filter(({ id }) => ids.includes(id)))
  return shareAmong(left) >= COVERED_MIN * shareAmong(before)
}

/** The splitting question that waits for an answer. */
function openSplit({ openQuestion }: Conversation): string | undefined {
  const action = parseAction(openQuestion?.choices[0]?.action ?? '')
  return action?.type === 'triage' ? action.question : undefined
}

/** Whether words, or several in a row, stand in a text: both in their usual writing. */
export function wordsIn(text: string, understanding: Understanding): (words: string) => boolean {
  const whole = ` ${understanding.words(text).join(' ')} `
  return (words) => whole.includes(` ${understanding.words(words).join(' ')} `)
}

function askSplit(
  turn: Turn,
  meaning: Meaning,
  text: string,
  { question, options }: SplitQuestion,
): void {
  const candidates = options.map(({ option, share }) => ({
    id: optionId(question, option),
    confidence: share,
  }))
  noteAsking(turn, meaning, text, candidates)
  turn.reply(
    {
      text: `${question.question} ${PHRASES.splitHelp}`,
      choices: options.map(({ option }) =>
        choice(
          { type: 'triage', question: question.id, option: option.id },
          option.label,
          option.words,
        ),
      ),
    },
    'triage',
  )
}

function noteAsking(
  turn: Turn,
  meaning: Meaning,
  text: string,
  candidates: readonly Candidate[],
): void {
  const { likely: _likely, ...rest } = meaning
  turn.understood({ ...rest, kind: 'clarify', id: 'clarify', candidates })
  turn.effect({
    type: 'record-gap',
    reason: 'clarified',
    text,
    candidates: candidates.map(({ id }) => id),
  })
}
