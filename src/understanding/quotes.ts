/**
 * Which official error texts stand in a message or in the text of a picture, each with the piece that
 * shows it. Lines are looked at on their own and with their neighbours, since a screen breaks a text
 * where it likes and may show two errors at once.
 */
import type { MeaningClass } from './examples.js'
import type { Matcher } from './matcher.js'
import { VerbatimMatcher } from './verbatim.js'

export interface Quote {
  /** Entry whose text is quoted. */
  readonly id: string
  /** How much of the official text stands there, 0..1. */
  readonly share: number
  /** The lines that hold it, as they stand in the text, joined by a space, without what is around it. */
  readonly piece: string
}

/** From this share on the text counts as there, whatever a picture or a thumb did to some letters. */
const COMPLETE = 0.75
/** An error text breaks into so many lines at most, on the narrowest phone. */
const MOST_LINES = 5
/** Lines looked at; a screenshot of a whole page has about as many. */
const LINES_READ = 120
/** Letters looked at: a longer text is a document, and would only cost time. */
const LETTERS_READ = 8_000

/** From here on two words are one, misread in a letter or two. */
const SAME_WORD = 0.5

function lettersOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Share of letter pairs that two words have in common (Dice), 0..1. */
function likeness(one: string, other: string): number {
  if (one === other) return 1
  const pairs = (word: string) =>
    new Set(Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2)))
  const [left, right] = [pairs(one), pairs(other)]
  const common = [...left].filter((pair) => right.has(pair)).length
  return (2 * common) / Math.max(1, left.size + right.size)
}

interface Window {
  readonly from: number
  readonly to: number
  readonly owner: number
  readonly share: number
  /** Share of the lines that is piece of the error text: tells the tight window from the wide one. */
  readonly covered: number
}

export class QuoteFinder {
  readonly #classes: readonly MeaningClass[]
  readonly #matcher: Matcher
  readonly #verbatim: VerbatimMatcher

  constructor(classes: readonly MeaningClass[], matcher: Matcher) {
    this.#classes = classes
    this.#matcher = matcher
    this.#verbatim = new VerbatimMatcher(
      classes.map(({ messages }) => messages.map((message) => matcher.read(message).words)),
    )
  }

  /**
   * The best quote of each entry, the surest first; quotes never share a line.
   * @param least share of an official text that must stand there, 0..1.
   */
  find(text: string, least = COMPLETE): Quote[] {
    const lines = text
      .slice(0, LETTERS_READ)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(0, LINES_READ)
    const words = lines.map((line) => this.#matcher.read(line).words)
    // No part of a text holds more of an error than the whole does: most texts end here.
    const { contained } = this.#verbatim.match(words.flat())
    if (contained.every((share) => share < least)) return []
    const windows = words.flatMap((_, from) =>
      Array.from({ length: Math.min(MOST_LINES, words.length - from) }, (_, more) =>
        this.#look(words, from, from + more + 1),
      ).filter((window) => window.share >= least),
    )
    windows.sort((one, other) => other.share + other.covered - (one.share + one.covered))
    const chosen: Window[] = []
    for (const window of windows) {
      const isFree = chosen.every(
        ({ from, to, owner }) => owner !== window.owner && (to <= window.from || window.to <= from),
      )
      if (isFree) chosen.push(window)
    }
    return chosen.map(({ from, to, owner, share }) => ({
      id: (this.#classes[owner] as MeaningClass).id,
      share,
      piece: this.#withoutRest(lines.slice(from, to).join(' '), owner),
    }))
  }

  /** Cuts off what is no part of the official text: a clock before it, "Tutup" after it. */
  #withoutRest(piece: string, owner: number): string {
    const { messages } = this.#classes[owner] as MeaningClass
    const known = messages.flatMap((message) => lettersOf(message))
    const words = piece.split(/\s+/)
    const isPart = (word: string) =>
      lettersOf(word).some((one) => known.some((other) => likeness(one, other) >= SAME_WORD))
    const first = words.findIndex(isPart)
    if (first === -1) return piece
    return words.slice(first, words.findLastIndex(isPart) + 1).join(' ')
  }

  #look(lines: readonly (readonly string[])[], from: number, to: number): Window {
    const { contained, covered, exact } = this.#verbatim.match(lines.slice(from, to).flat())
    let owner = 0
    let best = 0
    for (let index = 0; index < contained.length; index += 1) {
      const value = (contained[index] as number) + (exact[index] as number) / 2
      if (value > best) {
        best = value
        owner = index
      }
    }
    return {
      from,
      to,
      owner,
      share: contained[owner] as number,
      covered: covered[owner] as number,
    }
  }
}
