/** Text → meaning. Stages: read → gather evidence → rank → decide → add details. */
import type { Candidate, Role, Understood } from '../engine/model.js'
import type { Knowledge } from '../knowledge/knowledge.js'
import type { IntentFile } from '../knowledge/schema.js'
import { assess, type Decision, decide } from './decision.js'
import { asksForWait, BranchFinder, namedYear, statedRole, TermFinder } from './details.js'
import { type Evidence, FEATURES, SIGNALS } from './evidence.js'
import { type MeaningClass, meaningClasses } from './examples.js'
import { FITTED } from './fitted.js'
import type { Fitted } from './fitted-model.js'
import { Lexicon } from './lexicon.js'
import { Matcher } from './matcher.js'
import { type Quote, QuoteFinder } from './quotes.js'
import { rank } from './ranker.js'
import type { Reading } from './reader.js'

/** What people say that is no question about the subject. */
export type Intent = Exclude<IntentFile['id'], 'out-of-scope' | 'ambiguous'>

export interface Meaning extends Understood {
  readonly intent?: Intent
  /** A role that the text states ("sy guru merangkap plt"). */
  readonly role?: Role
  /** A year with rules of its own that the text names. */
  readonly year?: number
  /** With `deadline`: asks how long to wait, not by when something is due. */
  readonly asksForWait?: true
  /** The glossary term asked for, with `faq-istilah`. */
  readonly term?: string
  /** Option of the error's branch that the text chooses by a cue. */
  readonly branch?: string
  /** With `clarify`: how likely every entry is, 0..1 of all entries, the likeliest first. */
  readonly likely?: readonly Candidate[]
  /** With `clarify`: how much the message is one that is too vague for any entry, 0..1. */
  readonly vague?: number
}

export interface Hints {
  /** Entries that the user has said no to. */
  readonly exclude?: readonly string[]
  readonly role?: Role
}

/** Every stage of the understanding of one text. */
export interface Explanation {
  readonly normalised: string
  /** After the lexicon. */
  readonly words: readonly string[]
  /** After spelling, affixes and synonyms; `?` marks a word that is not known. */
  readonly concepts: readonly string[]
  readonly questionKinds: readonly string[]
  readonly signals: Readonly<Record<string, number>>
  readonly candidates: readonly (Candidate & {
    readonly features: Readonly<Record<string, number>>
  })[]
  readonly decision: {
    readonly choice: string
    readonly reason: string
    readonly confidence: number
    /** How likely the message is out of scope, 0..1. */
    readonly foreign: number
    /** "Too vague" against the best meaning, 0..1. */
    readonly vague: number
    /** How much of the best meaning's own error text stands there, 0..1. */
    readonly pasted: number
    /** What these are held against: see {@link Fitted}. */
    readonly thresholds: Fitted['thresholds']
  }
  readonly meaning: Meaning
}

export interface Understanding {
  understand(text: string, hints?: Hints): Meaning
  /**
   * The official error texts that stand in `text`, nearly whole, the surest first.
   * @param least share of an official text that must stand there, 0..1.
   */
  quotes(text: string, least?: number): readonly Quote[]
  /** The words of `text` in their usual writing: abbreviations and regional forms replaced. */
  words(text: string): readonly string[]
  explain(text: string): Explanation
}

/** Meanings listed in an explanation. */
const EXPLAINED = 6
/** The entry that explains a word. */
const GLOSSARY_ENTRY = 'faq-istilah'

/** Pure and deterministic: the same knowledge and text give the same meaning. */
export function createUnderstanding(knowledge: Knowledge, fitted: Fitted = FITTED): Understanding {
  const lexicon = new Lexicon(knowledge.lexicon)
  const matcher = new Matcher(meaningClasses(knowledge), lexicon)
  const { classes } = matcher
  const terms = new TermFinder(knowledge, lexicon)
  const branches = new BranchFinder(knowledge, lexicon)
  const quotes = new QuoteFinder(classes, matcher)

  const weigh = (evidence: Evidence, exclude: readonly string[]) => {
    const probabilities = rank(classes, evidence, fitted)
    if (exclude.length === 0) return probabilities
    return withoutExcluded(classes, probabilities, exclude)
  }

  const details = (reading: Reading, id: string) => {
    const role = statedRole(reading.words)
    const year = namedYear(reading.normalised)
    const term = id === GLOSSARY_ENTRY ? terms.find(reading) : undefined
    const branch = branches.find(id, reading)
    return {
      ...(role === undefined ? {} : { role }),
      ...(year === undefined ? {} : { year }),
      ...(term === undefined ? {} : { term }),
      ...(branch === undefined ? {} : { branch }),
    }
  }

  const conclude = (evidence: Evidence, decision: Decision): Meaning => {
    const { candidates, confidence } = decision
    const { reading } = evidence
    if (decision.choice === 'clarify') {
      const { likely, vague } = decision
      const plain = { kind: 'clarify' as const, id: 'clarify', confidence, candidates }
      return { ...plain, ...details(reading, ''), likely, vague }
    }
    if (decision.choice === 'decline') {
      return { kind: 'none', id: 'none', confidence, candidates, ...details(reading, '') }
    }
    const { kind, id, intent } = classes[decision.best] as MeaningClass
    if (intent === undefined) {
      return { kind, id, confidence, candidates, ...details(reading, id) }
    }
    const meaning = { kind, id: kind, confidence, candidates, ...details(reading, '') }
    const waits = kind === 'deadline' && asksForWait(reading.words)
    return { ...meaning, intent: intent as Intent, ...(waits ? { asksForWait: true } : {}) }
  }

  const decideAmong = (evidence: Evidence, exclude: readonly string[]) => {
    const probabilities = weigh(evidence, exclude)
    return decide(assess(classes, evidence, probabilities, fitted.outcomes), fitted.thresholds)
  }

  const roleWords = new Set(
    classes
      .filter(({ id }) => id === ROLE_CLASS)
      .flatMap(({ phrasings }) => phrasings)
      .flatMap((phrasing) => matcher.read(phrasing).tokens)
      .map(({ concept }) => concept),
  )
  const saysMoreThanRole = ({ reading }: Evidence) =>
    reading.tokens.filter(({ concept, sureness }) => sureness > 0 && !roleWords.has(concept))
      .length >= WORDS_OF_A_QUESTION

  const decideOn = (evidence: Evidence, exclude: readonly string[]) => {
    const decision = decideAmong(evidence, exclude)
    const isRole = decision.choice === 'answer' && classes[decision.best]?.intent === ROLE_CLASS
    if (!isRole || !saysMoreThanRole(evidence)) return decision
    // "saya guru merangkap plt, sinkro plt saya gagal": the role is told by the way.
    const question = decideAmong(evidence, [...exclude, ROLE_CLASS])
    return question.choice === 'decline' ? decision : question
  }

  return {
    understand(text, hints = {}) {
      const evidence = matcher.gather(text)
      return conclude(evidence, decideOn(evidence, hints.exclude ?? []))
    },

    quotes: (text, least) => quotes.find(text, least),
    words: (text) => matcher.read(text).words,

    explain(text) {
      const evidence = matcher.gather(text)
      const { reading } = evidence
      const probabilities = weigh(evidence, [])
      const decision = decideOn(evidence, [])
      const order = [...classes.keys()]
        .sort((one, other) => (probabilities[other] as number) - (probabilities[one] as number))
        .slice(0, EXPLAINED)
      return {
        normalised: reading.normalised,
        words: reading.words,
        concepts: reading.tokens.map(({ concept, sureness }) =>
          sureness === 0 ? `${concept}?` : concept,
        ),
        questionKinds: reading.kinds,
        signals: named(SIGNALS, evidence.signals, 0),
        candidates: order.map((index) => ({
          id: (classes[index] as MeaningClass).id,
          confidence: probabilities[index] as number,
          features: named(FEATURES, evidence.features, index * FEATURES.length),
        })),
        decision: {
          choice: decision.choice,
          reason: decision.reason,
          confidence: decision.confidence,
          foreign: decision.foreign,
          vague: decision.vague,
          pasted: decision.pasted,
          thresholds: fitted.thresholds,
        },
        meaning: conclude(evidence, decision),
      }
    },
  }
}

/** Both the id and the intent of the class of sentences that state a role. */
const ROLE_CLASS = 'role'
/** So many meaningful words besides the role are a question, no longer a slip. */
const WORDS_OF_A_QUESTION = 2

/** The probabilities that remain once the excluded meanings are impossible. */
function withoutExcluded(
  classes: readonly MeaningClass[],
  probabilities: Float64Array,
  exclude: readonly string[],
): Float64Array {
  const left = probabilities.map((value, index) =>
    exclude.includes((classes[index] as MeaningClass).id) ? 0 : value,
  )
  const total = left.reduce((sum, value) => sum + value, 0)
  return total === 0 ? left : left.map((value) => value / total)
}

function named(
  names: readonly string[],
  values: Float32Array,
  start: number,
): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, values[start + index] as number]))
}
