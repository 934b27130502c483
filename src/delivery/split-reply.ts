/** Replies longer than a channel's message are sent as several, parted where a reader would pause. */
import type { Reply } from '../engine/model.js'
import { replyText } from '../engine/reply-text.js'
import { cutText } from '../privacy/clean-text.js'

/** A part shorter than this share of the room is not worth a sentence end: a later blank is taken. */
const SHORTEST_SHARE = 0.3

/** Ends of a paragraph, a line, a sentence and a word, the best place to part a text first. */
const PAUSES = [/\n\n/g, /\n/g, /[.!?…](?=\s)/g, /\s/g]

/**
 * Parts of at most `max` characters (UTF-16 units, as messengers count), at paragraph, line or
 * sentence ends where there is one, else between words, else anywhere but inside a character.
 */
export function splitText(text: string, max: number): readonly string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (rest.length > max) {
    const part = rest.slice(0, pauseIn(rest, max)).trimEnd()
    parts.push(part)
    rest = rest.slice(part.length).trimStart()
  }
  return rest === '' ? parts : [...parts, rest]
}

/** The reply as messages of at most `max` characters: the heading first, links and choices last. */
export function splitReply(reply: Reply, max: number): readonly Reply[] {
  if (replyText(reply).length <= max) return [reply]
  const { heading, text, ...tail } = reply
  const headLength = heading === undefined ? 0 : heading.length + 1
  const tailLength = replyText({ text: '', ...tail }).length + 1
  // The heading takes room from the first part only; the rest is laid out over whole messages.
  const first = splitText(text, Math.max(1, max - headLength))[0] ?? ''
  const bodies = [first, ...splitText(text.trim().slice(first.length), max)]
  const last = bodies.pop() ?? ''
  const room = Math.max(1, max - tailLength - (bodies.length === 0 ? headLength : 0))
  bodies.push(...(last.length <= room ? [last] : splitText(last, room)))
  return bodies.map((body, index) => ({
    ...(index === 0 && heading !== undefined ? { heading } : {}),
    text: body,
    ...(index === bodies.length - 1 ? tail : {}),
  }))
}

/** Where to part `text` so that the first part has at most `max` characters. */
function pauseIn(text: string, max: number): number {
  // One more, because the blank after the last sentence need not fit.
  const window = text.slice(0, max + 1)
  for (const pause of PAUSES) {
    const ends = [...window.matchAll(pause)]
      .map((match) => endOf(match))
      .filter((end) => end <= max)
    const best = ends.at(-1) ?? 0
    if (best >= max * SHORTEST_SHARE) return best
  }
  return Math.max(1, cutText(text, max).length)
}

/** A sentence keeps its full stop; blanks and line ends belong to neither part. */
function endOf(match: RegExpMatchArray): number {
  const index = match.index ?? 0
  return /\s/.test(match[0]) ? index : index + match[0].length
}
