import type { LexiconFile } from '../knowledge/schema.js'
import { normaliseText, splitWords } from './normalise.js'

/** A replacement of several words, e.g. `tra ada` → `tidak ada`. */
interface Phrase {
  readonly words: readonly string[]
  readonly into: readonly string[]
}

/**
 * How words are written and what they mean here, ready for use. Single words are replaced first,
 * then phrases, so that a phrase needs one entry and not one for each abbreviation in it.
 */
export class Lexicon {
  readonly #single = new Map<string, readonly string[]>()
  readonly #phrases = new Map<string, Phrase[]>()
  readonly #synonyms = new Map<string, string>()
  readonly #stopwords: ReadonlySet<string>

  constructor(data: LexiconFile) {
    const phrases: [string[], string[]][] = []
    for (const [from, to] of Object.entries(data.replace)) {
      const words = splitWords(normaliseText(from))
      const into = splitWords(normaliseText(to))
      if (words.length === 0) continue
      if (words.length === 1) this.#single.set(words[0] as string, into)
      else phrases.push([words, into])
    }
    for (const [words, into] of phrases) {
      for (const spelling of [words, this.#replaceSingle(words)]) this.#addPhrase(spelling, into)
    }
    for (const list of this.#phrases.values())
      list.sort((one, other) => other.words.length - one.words.length)
    for (const group of data.synonyms) {
      const [first, ...others] = group.map((word) => this.words(word).join(' '))
      if (first === undefined) continue
      for (const other of others) this.#addSynonym(first, other)
    }
    this.#stopwords = new Set(data.stopwords.flatMap((word) => this.words(word)))
  }

  /** The usual words for the words of a text. */
  words(text: string): string[] {
    return this.replace(splitWords(normaliseText(text)))
  }

  /** The usual words for words that are split already. */
  replace(words: readonly string[]): string[] {
    return this.#replacePhrases(this.#replaceSingle(this.#replacePhrases(words)))
  }

  /** The word that stands for all words of the same meaning. */
  concept(word: string): string {
    return this.#synonyms.get(word) ?? word
  }

  isStopword(word: string): boolean {
    return this.#stopwords.has(word)
  }

  /** True for a word that the lexicon itself writes about: no spelling mistake. */
  knows(word: string): boolean {
    return this.#synonyms.has(word) || this.#stopwords.has(word)
  }

  get conceptWords(): Iterable<string> {
    return this.#synonyms.keys()
  }

  #addSynonym(first: string, other: string): void {
    const words = other.split(' ')
    if (words.length === 1) this.#synonyms.set(other, first)
    else this.#addPhrase(words, first.split(' '))
  }

  #addPhrase(words: readonly string[], into: readonly string[]): void {
    const head = words[0]
    if (head === undefined) return
    const list = this.#phrases.get(head)
    if (list) list.push({ words, into })
    else this.#phrases.set(head, [{ words, into }])
  }

  #replaceSingle(words: readonly string[]): string[] {
    const result: string[] = []
    for (const word of words) {
      const into = this.#single.get(word)
      if (into === undefined) result.push(word)
      else result.push(...into)
    }
    return result
  }

  #replacePhrases(words: readonly string[]): string[] {
    const result: string[] = []
    for (let at = 0; at < words.length; ) {
      const phrase = this.#phraseAt(words, at)
      if (phrase) {
        result.push(...phrase.into)
        at += phrase.words.length
      } else {
        result.push(words[at] as string)
        at += 1
      }
    }
    return result
  }

  #phraseAt(words: readonly string[], at: number): Phrase | undefined {
    return this.#phrases
      .get(words[at] as string)
      ?.find((phrase) => phrase.words.every((word, offset) => words[at + offset] === word))
  }
}
