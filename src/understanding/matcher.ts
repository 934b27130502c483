/**
 * Gathers, for every meaning, all that speaks for it: one row of numbers a meaning, and a few numbers
 * about the message as a whole. What they are worth is decided elsewhere, by fitted weights.
 */
import { withoutDenied } from './denied.js'
import { type Evidence, FEATURES, type Feature, SIGNALS, type Signal } from './evidence.js'
import { GROUPS, type MeaningClass } from './examples.js'
import type { Lexicon } from './lexicon.js'
import { LinearClassifier, softmaxInPlace } from './linear.js'
import { NearestExamples } from './nearest.js'
import { normaliseText } from './normalise.js'
import type { QuestionKind } from './question-kind.js'
import { Reader, type Reading, type Token } from './reader.js'
import { gramTerms, isPair, linearTerms, wordTerms } from './reading-terms.js'
import { letterRuns, TermNumbers, TRIGRAM_CODES } from './terms.js'
import { type VerbatimMatch, VerbatimMatcher } from './verbatim.js'

interface Keyword {
  readonly owner: number
  readonly concepts: readonly string[]
}

/** Log probabilities below this tell nothing more. */
const FLOOR = -12

/** At this many meaningful words a message is no longer short. */
const BRIEF_WORDS = 6

export class Matcher {
  readonly classes: readonly MeaningClass[]
  readonly #reader: Reader
  readonly #wordTerms = new TermNumbers()
  readonly #linearTerms = new TermNumbers()
  readonly #grams: NearestExamples
  readonly #words: NearestExamples
  readonly #linear: LinearClassifier
  readonly #letterTerms = new TermNumbers<number>()
  readonly #letters: LinearClassifier
  readonly #groups: LinearClassifier
  /** Number of each class's group. */
  readonly #groupOf: Int32Array
  readonly #verbatim: VerbatimMatcher
  /** Keywords by their first concept. */
  readonly #keywords = new Map<string, Keyword[]>()
  /** Concepts that entries and intents use, but not only the examples of what is out of scope. */
  readonly #inScope = new Set<string>()

  constructor(classes: readonly MeaningClass[], lexicon: Lexicon) {
    this.classes = classes
    const texts = classes.map((item) => [...item.phrasings, ...item.messages])
    this.#reader = new Reader(lexicon, [
      ...texts.flat(),
      ...classes.flatMap((item) => item.keywords),
    ])
    const owners: number[] = []
    const readings: Reading[] = []
    for (const [owner, own] of texts.entries()) {
      for (const text of own) {
        owners.push(owner)
        readings.push(this.#reader.read(text))
      }
    }
    const classOf = Int32Array.from(owners)
    const count = classes.length
    this.#grams = new NearestExamples(readings.map(gramTerms), classOf, count, TRIGRAM_CODES)
    const words = readings.map((reading) =>
      wordTerms(reading).map((term) => this.#wordTerms.add(term)),
    )
    this.#words = new NearestExamples(words, classOf, count, this.#wordTerms.size)
    const linear = usual(readings.map(linearTerms), this.#linearTerms, isPair)
    this.#linear = new LinearClassifier(linear, classOf, count, this.#linearTerms.size, LINEAR)
    const letters = usual(
      readings.map(({ words }) => letterRuns(words)),
      this.#letterTerms,
      () => true,
    )
    this.#letters = new LinearClassifier(letters, classOf, count, this.#letterTerms.size, LINEAR)
    this.#groupOf = Int32Array.from(classes, ({ group }) => GROUPS.indexOf(group))
    const groupOf = classOf.map((owner) => this.#groupOf[owner] as number)
    const groups = GROUPS.length
    this.#groups = new LinearClassifier(linear, groupOf, groups, this.#linearTerms.size, LINEAR)
    this.#verbatim = new VerbatimMatcher(
      classes.map((item) => item.messages.map((message) => this.#reader.read(message).words)),
    )
    this.#noteKeywords()
    this.#noteScope(readings, classOf)
    this.#reader.forgetTexts()
  }

  #noteKeywords(): void {
    for (const [owner, { keywords }] of this.classes.entries()) {
      for (const keyword of keywords) {
        const concepts = this.#reader.read(keyword).tokens.map((token) => token.concept)
        const first = concepts[0]
        if (first === undefined) continue
        const list = this.#keywords.get(first)
        if (list) list.push({ owner, concepts })
        else this.#keywords.set(first, [{ owner, concepts }])
      }
    }
  }

  #noteScope(readings: readonly Reading[], classOf: Int32Array): void {
    for (const [example, reading] of readings.entries()) {
      if (this.classes[classOf[example] as number]?.group === 'out-of-scope') continue
      for (const token of reading.tokens) this.#inScope.add(token.concept)
    }
  }

  /** Reading alone, without weighing it against every meaning. */
  read(text: string): Reading {
    return this.#reader.read(text)
  }

  gather(text: string): Evidence {
    const reading = this.#reader.read(withoutDenied(normaliseText(text)))
    const count = this.classes.length
    const features = new Float32Array(count * FEATURES.length)
    const put = (feature: Feature, values: ArrayLike<number>) => {
      const column = FEATURES.indexOf(feature)
      for (let index = 0; index < count; index += 1) {
        features[index * FEATURES.length + column] = values[index] as number
      }
    }
    const grams = this.#grams.similarity(gramTerms(reading))
    const words = this.#wordSimilarity(reading)
    const terms = this.#linearTerms.find(linearTerms(reading))
    const linear = logSoftmax(this.#linear.score(terms))
    const groups = logSoftmax(this.#groups.score(terms))
    put('gramNearest', grams.nearest)
    put('gramMean', grams.mean)
    put('gramShare', shareOfBest(grams.nearest))
    put('wordNearest', words.nearest)
    put('wordMean', words.mean)
    put('wordShare', shareOfBest(words.nearest))
    put('linear', linear)
    put(
      'letters',
      logSoftmax(this.#letters.score(this.#letterTerms.find(letterRuns(reading.words)))),
    )
    put('likely', linear.map(Math.exp))
    put(
      'group',
      Float32Array.from(this.#groupOf, (group) => groups[group] as number),
    )
    put('keywords', this.#keywordHits(reading))
    const verbatim = this.#verbatim.match(reading.words)
    put('contained', verbatim.contained)
    put('covered', verbatim.covered)
    put('piece', verbatim.piece)
    put('exact', verbatim.exact)
    const clauses = this.#readClauses(reading, grams.nearest, words.nearest, linear)
    put('clauseGram', clauses.grams)
    put('clauseWord', clauses.words)
    put('clauseLinear', clauses.linear)
    return {
      reading,
      features,
      signals: this.#signals(reading, words.nearest, grams.nearest, verbatim),
    }
  }

  #wordSimilarity(reading: Reading) {
    const terms = wordTerms(reading)
    const numbers = this.#wordTerms.find(terms)
    return this.#words.similarity(numbers, (terms.length - numbers.length) / 2)
  }

  #linearScore(reading: Reading): Float32Array {
    return logSoftmax(this.#linear.score(this.#linearTerms.find(linearTerms(reading))))
  }

  /** The best that any clause shows for each class; the whole message where it is one thought. */
  #readClauses(reading: Reading, grams: Float32Array, words: Float32Array, linear: Float32Array) {
    const clauses = this.#reader.readClauses(reading)
    if (clauses.length === 0) return { grams, words, linear }
    const best = {
      grams: new Float32Array(this.classes.length),
      words: new Float32Array(this.classes.length),
      linear: new Float32Array(this.classes.length).fill(FLOOR),
    }
    for (const clause of clauses) {
      raise(best.grams, this.#grams.similarity(gramTerms(clause)).nearest)
      raise(best.words, this.#wordSimilarity(clause).nearest)
      raise(best.linear, this.#linearScore(clause))
    }
    return best
  }

  #keywordHits(reading: Reading): Float32Array {
    const hits = new Float32Array(this.classes.length)
    const concepts = reading.tokens.map((token) => token.concept)
    const found = new Set<Keyword>()
    for (let at = 0; at < concepts.length; at += 1) {
      for (const keyword of this.#keywords.get(concepts[at] as string) ?? []) {
        if (keyword.concepts.every((concept, offset) => concepts[at + offset] === concept)) {
          found.add(keyword)
        }
      }
    }
    for (const { owner, concepts: words } of found) {
      hits[owner] = (hits[owner] as number) + words.length
    }
    return hits.map(Math.log1p)
  }

  #signals(
    reading: Reading,
    words: Float32Array,
    grams: Float32Array,
    verbatim: VerbatimMatch,
  ): Float32Array {
    const meaningful = reading.tokens.filter((token) => !token.stopword)
    const unknown = meaningful.filter((token) => !this.#isInScope(token)).length
    const asks = (...kinds: QuestionKind[]) =>
      kinds.some((kind) => reading.kinds.includes(kind)) ? 1 : 0
    const values: Record<Signal, number> = {
      always: 1,
      unknownShare: meaningful.length === 0 ? 0 : unknown / meaningful.length,
      bestWord: this.#bestInScope(words),
      bestGram: this.#bestInScope(grams),
      brevity: Math.max(0, 1 - meaningful.length / BRIEF_WORDS),
      length: Math.log1p(meaningful.length) / 4,
      verbatim: verbatim.contained.reduce((most, share) => Math.max(most, share), 0),
      asksWhen: asks('when', 'how-long'),
      asksHow: asks('how'),
      asksContact: asks('contact', 'where'),
      asksMeaning: asks('what-is'),
      asksPerson: asks('person'),
      asksNothing: reading.kinds.length === 0 ? 1 : 0,
    }
    return Float32Array.from(SIGNALS, (signal) => values[signal])
  }

  #isInScope(token: Token): boolean {
    return token.sureness > 0 && this.#inScope.has(token.concept)
  }

  #bestInScope(values: Float32Array): number {
    let best = 0
    for (const [index, item] of this.classes.entries()) {
      if (item.group === 'out-of-scope' || item.group === 'ambiguous') continue
      best = Math.max(best, values[index] as number)
    }
    return best
  }
}

/** Chosen on the training questions and on held-out phrasings; more epochs gain less than they cost. */
const LINEAR = { epochs: 2, rate: 4, startScale: 0.4 } as const

function raise(best: Float32Array, values: Float32Array): void {
  for (let index = 0; index < best.length; index += 1) {
    if ((values[index] as number) > (best[index] as number)) best[index] = values[index] as number
  }
}

/**
 * Numbers the terms of all examples. Terms of the `rare` sort that only one example has teach nothing
 * about others and are left out.
 */
function usual<Term>(
  examples: readonly (readonly Term[])[],
  numbers: TermNumbers<Term>,
  rare: (term: Term) => boolean,
): Int32Array[] {
  const seen = new Map<Term, number>()
  for (const terms of examples) for (const term of terms) seen.set(term, (seen.get(term) ?? 0) + 1)
  for (const [term, count] of seen) if (count > 1 || !rare(term)) numbers.add(term)
  return examples.map((terms) => Int32Array.from(numbers.find(terms)))
}

/** Each value as a share of the highest. */
function shareOfBest(values: Float32Array): Float32Array {
  const best = values.reduce((most, value) => Math.max(most, value), 0)
  return best === 0 ? values : values.map((value) => value / best)
}

/** Log probabilities, no lower than {@link FLOOR}. */
function logSoftmax(scores: Float32Array): Float32Array {
  softmaxInPlace(scores)
  return scores.map((probability) => Math.max(FLOOR, Math.log(probability + 1e-12)))
}
