/**
 * Several messages in a row are one question: "min", "mau tanya", "sinkro gagal" and a picture are
 * understood together and answered once. Two answers only where two things were clearly asked.
 */
import type { Understanding } from '../understanding/understanding.js'
import { performAction } from './action-handlers.js'
import { parseAction } from './actions.js'
import { askWhich } from './asking-back.js'
import { planQuestions, type QuestionPart } from './burst-questions.js'
import { isOnlyNumber, pickChoice } from './choices.js'
import { parseCommand } from './commands.js'
import { openCase } from './handoff.js'
import { answerMessage, answerPicture, answerText, repeatsLastMeaning } from './messages.js'
import type { IncomingMessage } from './model.js'
import { PHRASES } from './phrases.js'
import type { Picture } from './pictures.js'
import { CLARIFY } from './plain-meanings.js'
import { answerQuestion, type Question } from './questions.js'
import { seenIn } from './reading.js'
import type { Turn } from './turn.js'

/** Answers to one burst at most: more would drown the first one on a small phone. */
const ANSWERS_MAX = 2

/** All messages of a turn in a private chat that the bot owns: each ends in exactly one outcome. */
export function answerMessages(
  turn: Turn,
  messages: readonly IncomingMessage[],
  understanding: Understanding,
): void {
  for (const run of runsOf(messages)) {
    const [only] = run
    if (run.length === 1 && only !== undefined) answerMessage(turn, only, understanding)
    else answerBurst(turn, run, understanding)
  }
}

/** Presses stand alone; what lies between them belongs together. */
function runsOf(messages: readonly IncomingMessage[]): IncomingMessage[][] {
  const runs: IncomingMessage[][] = []
  let open = false
  for (const message of messages) {
    if (message.kind === 'press' || !open) runs.push([message])
    else runs.at(-1)?.push(message)
    open = message.kind !== 'press'
  }
  return runs
}

/** What a message of a burst is for the whole. */
type Part =
  | { readonly role: 'choice'; readonly message: IncomingMessage }
  | { readonly role: 'command'; readonly message: IncomingMessage }
  | { readonly role: 'person'; readonly message: IncomingMessage }
  /** Greetings and "mau tanya": politeness around the question. */
  | { readonly role: 'polite'; readonly message: IncomingMessage }
  | { readonly role: 'question'; readonly message: IncomingMessage; readonly part: QuestionPart }
  | { readonly role: 'unread'; readonly message: IncomingMessage; readonly picture: Picture }
  /** A sticker, a voice message, an empty text: nothing that could be joined. */
  | { readonly role: 'nothing'; readonly message: IncomingMessage }

const POLITE: ReadonlySet<string | undefined> = new Set(['greeting', 'thanks', 'accept'])
const COMMANDS: ReadonlySet<string | undefined> = new Set(['menu', 'back-to-bot'])

/** Words that call somebody or ask for leave to ask, and ask nothing. */
const ADDRESS = new Set(
  'min mimin admin pak bapak bpk bu ibu kak kaka kakak mas mbak bang om bos gan halo hallo hai permisi maaf mohon izin ijin mau numpang tanya bertanya nanya dong ya yah'.split(
    ' ',
  ),
)

function isAddress(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length > 0 && words.every((word) => ADDRESS.has(word))
}

function partOf(turn: Turn, message: IncomingMessage, understanding: Understanding): Part {
  const { id, text, picture } = message
  const seen = seenIn(picture, understanding)
  if (text.trim() === '' && seen.trim() === '') {
    return picture === undefined
      ? { role: 'nothing', message }
      : { role: 'unread', message, picture: { messageId: id, reading: picture } }
  }
  // The same in other letters is no second question.
  if (message.kind === 'edit' && repeatsLastMeaning(turn, message, understanding)) {
    return { role: 'polite', message }
  }
  const question = { role: 'question', message, part: { typed: text, seen } } as const
  if (picture !== undefined && seen.trim() !== '') return question
  if (parseCommand(text) !== undefined) return { role: 'command', message }
  // From the question as it stood when the number was sent: nothing of the burst is answered yet.
  if (pickChoice(turn.conversation, text) !== undefined) return { role: 'choice', message }
  if (isOnlyNumber(text)) return { role: 'polite', message }
  if (isAddress(text)) return { role: 'polite', message }
  const { intent } = understanding.understand(text)
  if (intent === 'human') return { role: 'person', message }
  if (COMMANDS.has(intent)) return { role: 'command', message }
  return POLITE.has(intent) ? { role: 'polite', message } : question
}

function answerBurst(
  turn: Turn,
  run: readonly IncomingMessage[],
  understanding: Understanding,
): void {
  const parts = withoutReplaced(run).map((message) => partOf(turn, message, understanding))
  if (parts.every(({ role }) => role === 'nothing')) {
    for (const message of run) answerMessage(turn, message, understanding)
    return
  }
  const answers = planAnswers(turn, parts, understanding).slice(0, ANSWERS_MAX)
  for (const { give } of answers) give()
  settle(turn, run, answers)
}

interface PlannedAnswer {
  /** The message that is answered; the others are joined to it. */
  readonly to: IncomingMessage
  give(): void
}

function planAnswers(
  turn: Turn,
  parts: readonly Part[],
  understanding: Understanding,
): PlannedAnswer[] {
  const ofRole = <R extends Part['role']>(role: R) =>
    parts.filter((part): part is Extract<Part, { role: R }> => part.role === role)
  const person = ofRole('person').at(-1)
  if (person !== undefined) {
    const words = wordsFor(parts)
    const give = () => {
      turn.understood({ kind: 'human', id: 'human', confidence: 1, candidates: [] })
      openCase(turn, 'asked', words === '' ? {} : { words })
    }
    return [{ to: person.message, give }]
  }
  const picks = ofRole('choice').map(({ message }): PlannedAnswer => {
    const picked = parseAction(pickChoice(turn.conversation, message.text)?.action ?? '')
    return {
      to: message,
      give: () => {
        if (picked !== undefined) performAction(turn, picked, understanding)
      },
    }
  })
  const questions = planQuestions(
    ofRole('question').map(({ part }) => part),
    understanding,
  ).map(({ question, last, among }): PlannedAnswer => {
    const to = ofRole('question')[last]?.message as IncomingMessage
    const give = () =>
      among === undefined
        ? answerQuestion(turn, question, understanding)
        : askWhichFirst(turn, question, among)
    return { to, give }
  })
  const commands = ofRole('command')
    .slice(-1)
    .map(({ message }): PlannedAnswer => {
      return { to: message, give: () => answerText(turn, message.text, understanding) }
    })
  const asked = [...picks, ...withUnread(turn, questions, ofRole('unread'), parts, understanding)]
  const all = [...asked, ...commands]
  return all.length > 0 ? all : politeAnswer(turn, ofRole('polite'), understanding)
}

function askWhichFirst(turn: Turn, { typed, seen }: Question, among: readonly string[]): void {
  const text = [typed, seen ?? ''].join('\n').trim()
  const confidence = 1 / among.length
  const candidates = among.map((id) => ({ id, confidence }))
  turn.endTriage()
  turn.remember({ lastText: text })
  askWhich(turn, { ...CLARIFY, confidence }, text, candidates, PHRASES.whichFirst)
}

/** All that was written around a call for a person: the staff read it before they open the chat. */
function wordsFor(parts: readonly Part[]): string {
  return parts
    .flatMap((part) => {
      if (part.role === 'question') return [part.part.typed, part.part.seen]
      return part.role === 'person' || part.role === 'choice' ? [part.message.text] : []
    })
    .filter((text) => text.trim() !== '')
    .join(' / ')
}

/** A picture that could not be read is asked about, unless the words around it are clear without it. */
function withUnread(
  turn: Turn,
  questions: readonly PlannedAnswer[],
  unread: readonly Extract<Part, { role: 'unread' }>[],
  parts: readonly Part[],
  understanding: Understanding,
): readonly PlannedAnswer[] {
  const last = unread.at(-1)
  if (last === undefined) return questions
  const asked = parts.filter((part) => part.role === 'question')
  const wasRead = asked.some(({ part }) => part.seen.trim() !== '')
  const needless = wasRead || questions.length > 1 ? unread : unread.slice(0, -1)
  for (const { picture } of needless) {
    if (picture.reading.state !== 'unreadable') continue
    turn.effect({ type: 'drop-picture', messageId: picture.messageId })
  }
  if (needless.length === unread.length) return questions
  const words = asked.map(({ part }) => part.typed).join('\n')
  return [{ to: last.message, give: () => answerPicture(turn, words, last.picture, understanding) }]
}

function politeAnswer(
  turn: Turn,
  polite: readonly { readonly message: IncomingMessage }[],
  understanding: Understanding,
): PlannedAnswer[] {
  return polite.slice(-1).map(({ message }) => ({
    to: message,
    give: () => answerText(turn, message.text, understanding),
  }))
}

/** An edit of a message of the same burst replaces it: the one that has most words in common. */
function withoutReplaced(run: readonly IncomingMessage[]): IncomingMessage[] {
  const kept: IncomingMessage[] = []
  for (const message of run) {
    const replaced =
      message.kind === 'edit'
        ? kept.findLastIndex((one) => sameness(one.text, message.text) >= SAME_MIN)
        : -1
    if (replaced !== -1) kept.splice(replaced, 1)
    kept.push(message)
  }
  return kept
}

/** From this share of common words on a text is the other one, mended. */
const SAME_MIN = 0.5

function sameness(one: string, other: string): number {
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
  const [left, right] = [words(one), words(other)]
  const common = [...left].filter((word) => right.has(word)).length
  return common / Math.max(1, left.size, right.size)
}

/** One outcome for each message: those that were answered, and the others joined to the last of them. */
function settle(
  turn: Turn,
  run: readonly IncomingMessage[],
  answers: readonly PlannedAnswer[],
): void {
  const answered = answers.map(({ to }) => to.id)
  const newest = run.at(-1) as IncomingMessage
  // One question of many messages is answered with the last of them.
  const last = answers.length > 1 ? (answered.at(-1) as string) : newest.id
  for (const message of run) {
    const isAnswered = message.id === last || (answers.length > 1 && answered.includes(message.id))
    turn.outcome(message, isAnswered ? { type: 'answered' } : { type: 'joined', to: last })
  }
}
