/** What the bot read in a picture, shown in front of its answer: the user sees at once if it misread. */
import type { Knowledge } from '../knowledge/knowledge.js'
import type { Understanding } from '../understanding/understanding.js'
import type { PictureReading } from './model.js'
import { PHRASES } from './phrases.js'
import { clip, FIRST_ANSWER_MAX, replyText } from './reply-text.js'
import type { Turn } from './turn.js'

/** What stands in a picture for sure: all that was read, or of doubtful words a whole error text. */
export function seenIn(picture: PictureReading | undefined, understanding: Understanding): string {
  if (picture?.state === 'read') return picture.text.trim()
  if (picture?.state !== 'unreadable') return ''
  return understanding
    .quotes(picture.text)
    .map(({ piece }) => piece)
    .join('\n')
}

/** Enough to recognise any error text, in characters. */
const SHOWN_MAX = 120
/** Where an answer leaves little room, a few words are still recognised. */
const SHOWN_MIN = 16

/**
 * Puts "Saya membaca: “…”" in front of one reply, in the room that the answer leaves; where it leaves
 * none, as a message of its own before it.
 */
export function showReading(turn: Turn, index: number, piece: string): void {
  const reply = turn.replies[index]
  if (reply === undefined) return
  const withPiece = (shown: string) => ({
    ...reply,
    heading: `${PHRASES.iRead} “${shown}”`,
    text: reply.heading === undefined ? reply.text : `${reply.heading}\n${reply.text}`,
  })
  const room = FIRST_ANSWER_MAX - replyText(withPiece('')).length
  if (room >= SHOWN_MIN) turn.replaceReply(index, withPiece(clip(piece, Math.min(SHOWN_MAX, room))))
  else turn.insertReply(index, { text: `${PHRASES.iRead} “${clip(piece, SHOWN_MAX)}”` })
}

/** The lines of a picture that an answer goes back to; without any, how the picture begins. */
export function pieceFor(
  seen: string,
  id: string | undefined,
  knowledge: Knowledge,
  understanding: Understanding,
): string {
  const quote = understanding.quotes(seen).find((one) => one.id === id)
  if (quote !== undefined) return quote.piece
  const lines = linesOf(seen)
  const wanted = new Set(textsOf(id, knowledge).flatMap((text) => understanding.words(text)))
  let best = ''
  let most = 0
  for (const [at, line] of lines.entries()) {
    for (const piece of [line, `${line} ${lines[at + 1] ?? ''}`.trim()]) {
      const words = new Set(understanding.words(piece))
      const common = [...words].filter((word) => wanted.has(word)).length
      // The share decides between one line and two: what adds nothing is left out.
      const score = common + common / (words.size + 1)
      if (common > 0 && score > most) {
        best = piece
        most = score
      }
    }
  }
  return best === '' ? lines.join(' ') : best
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, LINES_LOOKED_AT)
}

/** A screenshot of a whole page has about as many lines; more are no help to find one piece. */
const LINES_LOOKED_AT = 80

function textsOf(id: string | undefined, { errors, topics }: Knowledge): readonly string[] {
  if (id === undefined) return []
  const error = errors.get(id)
  if (error !== undefined) return [error.title, ...error.messages, ...error.keywords]
  const topic = topics.get(id)
  return topic === undefined ? [] : [topic.title, ...topic.keywords]
}
