import { describe, expect, it } from 'vitest'
import { bayesOdds } from '../../src/understanding/bayes.js'
import { LinearClassifier, softmaxInPlace } from '../../src/understanding/linear.js'
import { NearestExamples } from '../../src/understanding/nearest.js'
import { TermNumbers, TRIGRAM_CODES, trigrams } from '../../src/understanding/terms.js'

const TEXTS: readonly (readonly [string, number])[] = [
  ['tombol sinkro tidak muncul', 0],
  ['tombol hilang di ekinerja', 0],
  ['skp belum dibuat', 1],
  ['belum membuat skp di pmm', 1],
  ['harga beras hari ini', 2],
  ['cuaca hari ini', 2],
]
const numbers = new TermNumbers()
const examples = TEXTS.map(([text]) => text.split(' ').map((word) => numbers.add(word)))
const owners = Int32Array.from(TEXTS, ([, owner]) => owner)
const find = (text: string) => numbers.find(text.split(' '))

function best(scores: readonly number[] | Float32Array): number {
  return [...scores].indexOf(Math.max(...scores))
}

describe('NearestExamples', () => {
  const nearest = new NearestExamples(examples, owners, 3, numbers.size)

  it('is 1 for an example itself and 0 where no word is shared', () => {
    const { nearest: similarity } = nearest.similarity(find('tombol sinkro tidak muncul'))
    expect(similarity[0]).toBeCloseTo(1)
    expect(similarity[2]).toBe(0)
  })

  it('gives unknown words their weight', () => {
    const known = nearest.similarity(find('cuaca')).nearest[2] as number
    const unknown = nearest.similarity(find('cuaca'), 3).nearest[2] as number
    expect(unknown).toBeLessThan(known)
  })

  it('gives the same when asked again', () => {
    const first = [...nearest.similarity(find('skp tombol')).mean]
    nearest.similarity(find('harga beras'))
    expect([...nearest.similarity(find('skp tombol')).mean]).toEqual(first)
  })

  it('finds a misspelt text by its character n-grams', () => {
    const grams = new NearestExamples(
      TEXTS.map(([text]) => trigrams(text)),
      owners,
      3,
      TRIGRAM_CODES,
    )
    expect(best(grams.similarity(trigrams('tombl sinkr tdk mncul')).nearest)).toBe(0)
  })
})

describe('bayesOdds and LinearClassifier', () => {
  const compact = examples.map((terms) => Int32Array.from(terms))
  const odds = bayesOdds(compact, owners, 3, numbers.size)
  const oddsOf = (terms: readonly number[]) =>
    [0, 1, 2].map((owner) =>
      terms.reduce((sum, term) => sum + (odds[term * 3 + owner] as number), 0),
    )
  const settings = { epochs: 4, rate: 2, startScale: 0.4 }
  const linear = () => new LinearClassifier(compact, owners, 3, numbers.size, settings)

  it.each([
    ['tombol ekinerja', 0],
    ['membuat skp', 1],
    ['beras cuaca', 2],
  ])('put "%s" into its class', (text, owner) => {
    expect(best(oddsOf(find(text)))).toBe(owner)
    expect(best(linear().score(find(text)))).toBe(owner)
  })

  it('learn the same from the same examples', () => {
    expect([...linear().score(find('skp hari ini'))]).toEqual([
      ...linear().score(find('skp hari ini')),
    ])
  })

  it('tell nothing by terms that no example has, but how frequent classes are', () => {
    const scores = linear().score([])
    expect(scores.every((score) => Math.abs(score) < 1)).toBe(true)
  })
})

describe('trigrams', () => {
  it('mark the ends of words and read all other characters as gaps', () => {
    expect(trigrams('ab')).toHaveLength(2)
    expect(trigrams('a-b')).toEqual(trigrams('a b'))
    expect(trigrams('')).toEqual([])
    expect(Math.max(...trigrams('zz99'))).toBeLessThan(TRIGRAM_CODES)
  })
})

describe('softmaxInPlace', () => {
  it('gives probabilities even for large scores', () => {
    const scores = Float64Array.from([1000, 1000, -1000])
    softmaxInPlace(scores)
    expect([...scores]).toEqual([0.5, 0.5, 0])
  })
})
