/** The terms of a reading, for each of the indexes and classifiers. */
import type { Reading } from './reader.js'
import { skeleton } from './spelling.js'
import { trigrams } from './terms.js'

/** Character n-grams of the mended words: they bear noise. */
export function gramTerms(reading: Reading): number[] {
  return trigrams(reading.tokens.map((token) => token.word).join(' '))
}

/** Concepts of the meaningful words, and pairs of neighbours. */
export function wordTerms(reading: Reading): string[] {
  const concepts = reading.tokens.filter((token) => !token.stopword).map((token) => token.concept)
  return [...concepts, ...pairs(concepts), ...reading.kinds.map((kind) => `?${kind}`)]
}

/** Concepts, pairs, words as written and consonants: what a classifier can weigh one by one. */
export function linearTerms(reading: Reading): string[] {
  const concepts = reading.tokens.map((token) => token.concept)
  const terms = new Set([
    ...concepts,
    ...pairs(concepts),
    ...reading.kinds.map((kind) => `?${kind}`),
  ])
  const meaningful = reading.tokens.filter((token) => !token.stopword)
  for (const pair of pairs(meaningful.map((token) => token.concept))) terms.add(pair)
  for (const { word } of meaningful) {
    terms.add(`=${word}`)
    terms.add(`~${skeleton(word)}`)
  }
  return [...terms]
}

/** True for a term made of two neighbours. */
export function isPair(term: string): boolean {
  return term.includes(' ')
}

function pairs(words: readonly string[]): string[] {
  return words.slice(1).map((word, before) => `${words[before]} ${word}`)
}
