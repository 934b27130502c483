/** One question of the user, typed, read in a picture, or both: understood, then answered. */
import type { Meaning, Understanding } from '../understanding/understanding.js'
import { askBack, askWhich, isAskedBack, split, wordsIn } from './asking-back.js'
import { correctionIn, isPlainNo } from './denial.js'
import { answerFollowUp, meaningInContext } from './follow-up.js'
import { followUpIn } from './follow-up-words.js'
import { answerIntent } from './intents.js'
import { answerMeaning } from './meanings.js'
import { PHRASES } from './phrases.js'
import { CLARIFY } from './plain-meanings.js'
import { pieceFor, showReading } from './reading.js'
import { hasGuessed, noteRejection, offerPerson, rejectAnswer } from './reject.js'
import { clip } from './reply-text.js'
import { narrowByWords } from './triage.js'
import type { Turn } from './turn.js'

export interface Question {
  /** What was typed, in one message or in several; '' for a picture alone. */
  readonly typed: string
  /** What was read in pictures, line by line. */
  readonly seen?: string
}

/** Always leaves a reply. */
export function answerQuestion(turn: Turn, question: Question, understanding: Understanding): void {
  const { typed, seen } = question
  if (seen === undefined) {
    answerTyped(turn, typed, understanding)
    return
  }
  const at = turn.replies.length
  answerSeen(turn, typed, seen, understanding)
  // What stands there already says what was read: two errors, to choose from.
  if (turn.replies[at]?.heading?.startsWith(PHRASES.iRead)) return
  showReading(turn, at, pieceFor(seen, turn.meant?.id, turn.base.knowledge, understanding))
}

// === Typed ===

function answerTyped(turn: Turn, text: string, understanding: Understanding): void {
  if (hasGuessed(turn.conversation)) {
    const meant = correctionIn(text)
    if (meant !== undefined) {
      noteRejection(turn)
      // What follows answers the question that the "bukan" leaves open: the rejected stay excluded.
      turn.awaitMeaning()
      understandTyped(turn, meant, understanding)
      return
    }
    if (isPlainNo(understanding.words(text))) {
      rejectAnswer(turn, understanding)
      return
    }
  }
  if (answerFollowUp(turn, text, understanding)) return
  understandTyped(turn, text, understanding)
}

function understandTyped(turn: Turn, text: string, understanding: Understanding): void {
  const meaning = understandNow(turn, text, understanding)
  if (meaning.role !== undefined && meaning.role !== turn.conversation.role) {
    turn.remember({ role: meaning.role })
  }
  if (pointsAtNothing(meaning, text, understanding)) {
    turn.remember({ lastText: text })
    turn.understood(CLARIFY)
    turn.reply({ text: PHRASES.tellMore }, 'candidates')
    return
  }
  // "Saya plt" is told to a splitting question, and begins nothing else.
  const toldWhileSplitting =
    meaning.intent === 'role' && turn.conversation.openQuestion?.about === 'triage'
  if (toldWhileSplitting && isAskedBack(turn.conversation, turn.now)) {
    answerAskedBack(turn, { ...meaning, ...CLARIFY }, text, understanding)
    return
  }
  if (meaning.intent !== undefined && answerIntent(turn, meaning, understanding)) return
  if (meaning.kind !== 'clarify' && meaning.kind !== 'none') {
    answerMeaning(turn, meaning, text, understanding)
    return
  }
  if (isAskedBack(turn.conversation, turn.now)) {
    answerAskedBack(turn, meaning, text, understanding)
    return
  }
  const joined = meaningInContext(turn, text, understanding)
  if (joined === undefined) answerMeaning(turn, meaning, text, understanding)
  else answerMeaning(turn, joined.meaning, joined.text, understanding)
}

/** From here on words of courtesy are just that, whatever else they might be. */
const COURTESY_SURE = 0.9

/** "Siapa itu?" with nothing before it: no thanks and nothing foreign, but a question about what? */
function pointsAtNothing(
  { kind, intent, confidence }: Meaning,
  text: string,
  understanding: Understanding,
): boolean {
  const isCourtesy = intent === 'thanks' || intent === 'greeting'
  if (isCourtesy ? confidence >= COURTESY_SURE : kind !== 'none') return false
  return followUpIn(understanding.words(text), text) !== undefined
}

/** Understands a text as the user means it now: what was rejected is not meant, unless it is quoted. */
function understandNow(turn: Turn, text: string, understanding: Understanding): Meaning {
  const { conversation } = turn
  return understanding.understand(text, {
    exclude: excludedNow(turn, text, understanding),
    ...(conversation.role === undefined ? {} : { role: conversation.role }),
  })
}

function excludedNow(turn: Turn, text: string, understanding: Understanding): readonly string[] {
  const { rejected, lastText } = turn.conversation
  if (rejected.length === 0 || !isAskedBack(turn.conversation, turn.now)) return []
  if (lastText?.includes(text)) return rejected
  const quoted = understanding.quotes(text).map(({ id }) => id)
  return rejected.filter((id) => !quoted.includes(id))
}

/** So many answers in a row that did not help: a person helps more than another question (B26). */
const UNCLEAR_MAX = 3

/** Words that are not clear by themselves, after the bot has asked: they add to what was said before. */
function answerAskedBack(
  turn: Turn,
  meaning: Meaning,
  text: string,
  understanding: Understanding,
): void {
  const { lastText, openQuestion } = turn.conversation
  const isSplitting = openQuestion?.about === 'triage'
  const adds = isSplitting && namesAnOption(turn, text, understanding)
  if (lastText === undefined || (meaning.kind === 'none' && !adds)) {
    answerMeaning(turn, meaning, text, understanding)
    return
  }
  const joined = `${lastText}\n${text}`
  const both = understandNow(turn, joined, understanding)
  if (both.kind !== 'clarify' && both.kind !== 'none' && both.intent === undefined) {
    answerMeaning(turn, both, joined, understanding)
    return
  }
  const misses = turn.conversation.misses + 1
  turn.remember({ misses })
  if (misses >= UNCLEAR_MAX) {
    offerPerson(turn, PHRASES.stillUnclear)
    return
  }
  const unsure = both.kind === 'clarify' ? both : { ...meaning, ...CLARIFY, confidence: 0 }
  if (isSplitting) {
    turn.remember({ lastText: joined })
    split(turn, unsure, joined, understanding)
    return
  }
  askBack(turn, unsure, joined, understanding)
}

function namesAnOption(turn: Turn, text: string, understanding: Understanding): boolean {
  const { errors, triage } = turn.base.knowledge
  const named = narrowByWords(triage, [...errors.keys()], [], wordsIn(text, understanding))
  return named.asked.length > 0
}

// === Read in a picture ===

function answerSeen(turn: Turn, typed: string, seen: string, understanding: Understanding): void {
  const quotes = understanding.quotes(seen)
  const text = [typed, seen].filter((part) => part.trim() !== '').join('\n')
  const caption = typed.trim() === '' ? undefined : understandNow(turn, typed, understanding)
  if (quotes.length > 1 && !quotes.some(({ id }) => id === caption?.id)) {
    askWhichRead(turn, text, quotes)
    return
  }
  const quoted = (quotes.find(({ id }) => id === caption?.id) ?? quotes[0])?.piece
  const meaning = bestOf(turn, { text, caption, typed, quoted }, understanding)
  if (meaning.role !== undefined) turn.remember({ role: meaning.role })
  if (meaning.kind !== 'none') {
    answerMeaning(turn, meaning, text, understanding)
    return
  }
  answerMeaning(turn, meaning, text, understanding)
  const last = turn.replies.length - 1
  const reply = turn.replies[last]
  if (reply !== undefined) turn.replaceReply(last, { ...reply, text: PHRASES.pictureUnknown })
}

/**
 * A page is full of words that belong to its menus. An error that has an official text is only seen
 * where at least half of it stands, cut or misread; anything else must be surer than a typed message.
 */
const SEEN_IN_PART = 0.5
const SEEN_SURE = 0.9

/** Whether what a picture says is sure enough to be answered, not only likely. */
function isShown(
  turn: Turn,
  { id, confidence }: Meaning,
  text: string,
  understanding: Understanding,
): boolean {
  const official = turn.base.knowledge.errors.get(id)?.messages ?? []
  if (official.length === 0) return confidence >= SEEN_SURE
  return understanding.quotes(text, SEEN_IN_PART).some((quote) => quote.id === id)
}

function likelyOf({ candidates, confidence }: Meaning): Pick<Meaning, 'candidates' | 'confidence'> {
  return { candidates, confidence }
}

interface Seen {
  /** Caption and picture together. */
  readonly text: string
  readonly caption: Meaning | undefined
  readonly typed: string
  /** The error text that stands in the picture, if one does. */
  readonly quoted: string | undefined
}

/** The error that the picture shows; else both together; else the caption, where it is clear alone. */
function bestOf(
  turn: Turn,
  { text, caption, typed, quoted }: Seen,
  understanding: Understanding,
): Meaning {
  if (quoted !== undefined) {
    const alone = understandNow(turn, [typed, quoted].join('\n').trim(), understanding)
    if (alone.kind === 'error') return alone
    const bare = understandNow(turn, quoted, understanding)
    if (bare.kind === 'error') return bare
  }
  const both = understandNow(turn, text, understanding)
  const isCaptionClear =
    caption !== undefined &&
    caption.intent === undefined &&
    caption.kind !== 'clarify' &&
    caption.kind !== 'none'
  const isAnswer = both.intent === undefined && both.kind !== 'clarify' && both.kind !== 'none'
  if (isAnswer && isShown(turn, both, text, understanding)) return both
  if (isCaptionClear) return caption
  if (isAnswer) return { ...CLARIFY, ...likelyOf(both) }
  const { intent, ...plain } = both
  // A screen greets nobody and calls for nobody: words like these are part of the page.
  return intent === undefined ? plain : { ...plain, kind: 'none', id: 'none' }
}

/** Of two errors each is shown with so many characters. */
const EACH_SHOWN_MAX = 60

function askWhichRead(
  turn: Turn,
  text: string,
  quotes: readonly { readonly id: string; readonly share: number; readonly piece: string }[],
): void {
  const total = quotes.reduce((sum, { share }) => sum + share, 0)
  const candidates = quotes.map(({ id, share }) => ({ id, confidence: share / total }))
  const at = turn.replies.length
  turn.remember({ lastText: text })
  turn.endTriage()
  const meaning: Meaning = { ...CLARIFY, confidence: candidates[0]?.confidence ?? 0 }
  askWhich(turn, meaning, text, candidates, PHRASES.iReadTwo)
  const reply = turn.replies[at]
  if (reply === undefined) return
  const shown = quotes.slice(0, 2).map(({ piece }) => `“${clip(piece, EACH_SHOWN_MAX)}”`)
  turn.replaceReply(at, { ...reply, heading: `${PHRASES.iRead} ${shown.join(' dan ')}` })
}
