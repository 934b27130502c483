/** Turns a text into everything that the later stages look at, in one place. */
import type { Lexicon } from './lexicon.js'
import { normaliseText, splitClauses, splitWords } from './normalise.js'
import { type QuestionKind, questionKinds } from './question-kind.js'
import { type Mended, Speller } from './spelling.js'
import { Stemmer } from './stemming.js'

/** One word of a message. */
export interface Token {
  readonly word: string
  /** Root of the word, or the word that stands for all of the same meaning. */
  readonly concept: string
  readonly sureness: number
  readonly stopword: boolean
}

/** A text in one writing, and its usual words. */
type Prepared = Pick<Reading, 'normalised' | 'words'>

export interface Reading {
  /** After {@link normaliseText}. */
  readonly normalised: string
  /** After the lexicon, before spelling. */
  readonly words: readonly string[]
  readonly tokens: readonly Token[]
  readonly kinds: readonly QuestionKind[]
}

/** Longer clauses only: a greeting or "mohon bantuannya" is no thought of its own. */
const CLAUSE_WORDS = 4
/** Up to this many words a message is one thought. */
const ONE_THOUGHT_WORDS = 12
/** Clauses read on their own at most, the longest first; more would only cost time. */
const MOST_CLAUSES = 4

/** Words before which a small number is somebody's numbering: it never decides. */
const NUMBERED = new Set([
  'nomor',
  'no',
  'error',
  'eror',
  'pesan',
  'kode',
  'masalah',
  'kasus',
  'poin',
])
/** Different words whose tokens are kept at a time. */
const WORDS_REMEMBERED = 20_000
const HASH_NUMBER = /#\s*\d{1,2}\b/g

export class Reader {
  readonly #lexicon: Lexicon
  readonly #speller: Speller
  readonly #stemmer: Stemmer
  /** The texts of the knowledge, half read: they are read in full right after. */
  readonly #prepared = new Map<string, Prepared>()
  readonly #conceptOfRoot = new Map<string, string>()
  /** Tokens of words met before; bounded, since a service sees ever new misspellings. */
  readonly #tokens = new Map<string, readonly Token[]>()

  /** @param texts everything that the knowledge says: its words are the known ones. */
  constructor(lexicon: Lexicon, texts: Iterable<string>) {
    this.#lexicon = lexicon
    const counts = new Map<string, number>()
    for (const text of texts) {
      const prepared = this.#prepare(normaliseText(text))
      this.#prepared.set(text, prepared)
      for (const word of prepared.words) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    for (const word of lexicon.conceptWords) if (!counts.has(word)) counts.set(word, 1)
    this.#speller = new Speller(counts)
    this.#stemmer = new Stemmer(counts.keys())
    for (const word of lexicon.conceptWords) {
      const concept = lexicon.concept(word)
      if (!counts.has(concept)) counts.set(concept, 1)
      const root = this.#stemmer.stem(word)
      // "terdata" means "terdaftar", but "data" does not.
      if (root !== word && counts.has(root)) continue
      if (!this.#conceptOfRoot.has(root)) this.#conceptOfRoot.set(root, concept)
    }
  }

  read(text: string): Reading {
    return this.#readPrepared(this.#prepared.get(text) ?? this.#prepare(normaliseText(text)))
  }

  /** Forgets the texts of the knowledge once they have been read. */
  forgetTexts(): void {
    this.#prepared.clear()
  }

  /** The parts of a long message that may carry a thought of their own. */
  readClauses(reading: Reading): Reading[] {
    if (reading.words.length <= ONE_THOUGHT_WORDS) return []
    const clauses = splitClauses(reading.normalised, CLAUSE_WORDS)
    if (clauses.length < 2) return []
    return clauses
      .sort((one, other) => other.length - one.length)
      .slice(0, MOST_CLAUSES)
      .map((clause) => this.#readPrepared(this.#prepare(clause)))
  }

  #prepare(normalised: string): Prepared {
    const plain = splitWords(normalised.replace(HASH_NUMBER, ' '))
    return { normalised, words: withoutQuotedNumbers(this.#lexicon.replace(plain)) }
  }

  #readPrepared({ normalised, words }: Prepared): Reading {
    const tokens = words.flatMap((word) => this.#tokensOf(word))
    return { normalised, words, tokens, kinds: questionKinds(tokens.map((token) => token.word)) }
  }

  #tokensOf(word: string): readonly Token[] {
    const met = this.#tokens.get(word)
    if (met) return met
    const mended = this.#mend(word)
    const tokens = mended.words.map((known) => ({
      word: known,
      concept: this.#concept(known),
      sureness: mended.sureness,
      stopword: this.#lexicon.isStopword(known),
    }))
    if (this.#tokens.size >= WORDS_REMEMBERED) this.#tokens.clear()
    this.#tokens.set(word, tokens)
    return tokens
  }

  /** A known word, a known root with other affixes, or a mended one. */
  #mend(word: string): Mended {
    if (this.#speller.isKnown(word)) return this.#speller.mend(word)
    if (this.#lexicon.isStopword(word)) return { words: [word], sureness: 1 }
    const root = this.#stemmer.stem(word)
    if (root !== word) return { words: [word], sureness: 0.9 }
    return this.#speller.mend(word)
  }

  #concept(word: string): string {
    const direct = this.#lexicon.concept(word)
    if (direct !== word) return direct
    const root = this.#stemmer.stem(word)
    return this.#conceptOfRoot.get(root) ?? root
  }
}

function withoutQuotedNumbers(words: readonly string[]): string[] {
  return words.filter((word, at) => {
    if (!/^\d{1,2}$/.test(word)) return true
    return at === 0 ? words.length > 1 : !NUMBERED.has(words[at - 1] as string)
  })
}
