/** The same message written worse: what is still understood when half of it is missing or misspelt. */
import type { LabelledQuestion } from '../understanding/labelled.js'
import { type Random, seeded, seedOf } from './random.js'

export const VARIANTS = ['half', 'dropped', 'vowelless', 'typos'] as const
export type Variant = (typeof VARIANTS)[number]

/** A word in this many is left out. */
const DROPPED_SHARE = 0.35
/** A letter in this many is wrong. */
const TYPO_SHARE = 0.08
/** Shorter messages have nothing to leave out. */
const FEWEST_WORDS = 4
/** Less than this says nothing of its own any more, so no label holds for it. */
const FEWEST_LETTERS = 15

/** Forms made by chance differ each time: so often each is made. */
const ROUNDS: Readonly<Record<Variant, number>> = { half: 1, dropped: 5, vowelless: 1, typos: 5 }

/**
 * @param round forms made by chance differ from round to round
 * @returns the message in a worse form; undefined when it is too short for that form.
 * The same message, form and round give the same text.
 */
export function variantOf(text: string, variant: Variant, round = 0): string | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '')
  if (words.length < FEWEST_WORDS) return undefined
  const random = seeded(seedOf(`${variant} ${round} ${text}`))
  const worse = worseForm(text, words, variant, random)
  return worse.replace(/[^\p{L}]/gu, '').length < FEWEST_LETTERS ? undefined : worse
}

function worseForm(
  text: string,
  words: readonly string[],
  variant: Variant,
  random: Random,
): string {
  switch (variant) {
    case 'half':
      return halfOf(words, random)
    case 'dropped':
      return words.filter(() => random.next() >= DROPPED_SHARE).join(' ')
    case 'vowelless':
      return words.map(withoutVowels).join(' ')
    case 'typos':
      return withTypos(text, random)
  }
}

/**
 * The label holds only as long as most of what was said is still there: "sinkron e-Kinerja" no longer
 * tells of a missing button. What is said is counted by the rarity of the words.
 */
const LEAST_SAID = 0.6

/**
 * Every message of the questions in each form that fits, with the label it had; none twice, and none
 * that lost more than its label can bear.
 */
export function harderQuestions(
  questions: readonly LabelledQuestion[],
): (LabelledQuestion & { readonly variant: Variant })[] {
  const rarity = rarityOf(questions.map(({ q }) => q))
  const said = (text: string) => wordsOf(text).reduce((sum, word) => sum + rarity(word), 0)
  const losesWords = (variant: Variant) => variant === 'half' || variant === 'dropped'
  return questions.flatMap((question) => {
    const whole = said(question.q)
    const forms = VARIANTS.flatMap((variant) =>
      Array.from({ length: ROUNDS[variant] }, (_, round) => ({
        variant,
        q: variantOf(question.q, variant, round),
      })),
    )
    const seen = new Set([question.q])
    return forms.flatMap(({ variant, q }) => {
      if (q === undefined || seen.has(q)) return []
      if (losesWords(variant) && said(q) < LEAST_SAID * whole) return []
      seen.add(q)
      return [{ ...question, q, variant }]
    })
  })
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/** How rare a word is among all messages, in bits. */
function rarityOf(texts: readonly string[]): (word: string) => number {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return (word) => Math.log2((texts.length + 1) / (counts.get(word) ?? 1))
}

/** The longer half by letters of the words: greetings and pleas are short. */
function halfOf(words: readonly string[], random: Random): string {
  const middle = Math.ceil(words.length / 2)
  const halves = [words.slice(0, middle).join(' '), words.slice(-middle).join(' ')] as const
  const [first, second] = halves
  if (first.length === second.length) return random.pick(halves)
  return first.length > second.length ? first : second
}

/** As typed in a hurry: the first letter stays, later vowels of longer words go. */
function withoutVowels(word: string): string {
  return word.length <= 3 ? word : word.slice(0, 1) + word.slice(1).replace(/[aeiou]/gi, '')
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

function withTypos(text: string, random: Random): string {
  const letters = [...text]
  return letters
    .map((letter, at) => {
      if (!/\p{L}/u.test(letter) || random.next() >= TYPO_SHARE) return letter
      switch (random.whole(0, 3)) {
        case 0:
          return ''
        case 1:
          return letter + letter
        case 2:
          return letters[at - 1] ?? letter
        default:
          return random.pick([...LETTERS])
      }
    })
    .join('')
}
