import type { Choice, Reply } from './model.js'

/** Longest message that still reads well on a small phone, in characters, choices included. */
export const FIRST_ANSWER_MAX = 700

/** `1. Label` lines, as WhatsApp and the terminal show choices. */
export function numberedChoices(choices: readonly Choice[]): string {
  return choices.map((choice, index) => `${index + 1}. ${choice.label}`).join('\n')
}

/** A reply as text without its choices: heading, body and links, each on lines of their own. */
export function replyBody(reply: Reply, bold: (text: string) => string = (text) => text): string {
  const links = (reply.links ?? []).map((link) => `${link.label}: ${link.url}`)
  const heading = reply.heading === undefined ? [] : [bold(reply.heading)]
  return [...heading, reply.text, ...links].filter((part) => part !== '').join('\n')
}

/** A reply as text alone, with its choices as numbered lines: what a channel without buttons shows. */
export function replyText(reply: Reply, bold?: (text: string) => string): string {
  const body = replyBody(reply, bold)
  if (reply.choices === undefined || reply.choices.length === 0) return body
  return `${body}\n\n${numberedChoices(reply.choices)}`
}

/** A cut in the middle of a word is better than the loss of more than a quarter. */
const WORD_WORTH = 0.75

/** At most `max` characters on one line, cut between words where that loses little. */
export function clip(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= max) return line
  const cut = line.slice(0, max - 1)
  const space = cut.lastIndexOf(' ')
  return `${(space > max * WORD_WORTH ? cut.slice(0, space) : cut).trimEnd()}…`
}
