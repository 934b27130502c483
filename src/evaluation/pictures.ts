/** Scores what is made of labelled pictures. */
import { type Answered, offers, type Result } from './evaluate.js'
import { type Share, wilson } from './shares.js'

export const PICTURE_LABELS = ['error', 'two-errors', 'other', 'unreadable'] as const
export type PictureLabelKind = (typeof PICTURE_LABELS)[number]

/** One line of `test/eval/pictures.jsonl`. */
export interface LabelledPicture {
  /** Name below `pictures/`. */
  readonly file: string
  readonly kind: PictureLabelKind
  /** The entry that must answer; `clarify` for two errors and the unreadable, `none` for something else. */
  readonly id: string
  /** With two errors: both must stand among the choices. */
  readonly among?: readonly string[]
  readonly style: string
  readonly split: 'train' | 'test'
  /** The error texts that can be seen in it. */
  readonly shows: readonly string[]
}

/**
 * Results as for questions, except: two errors are right when both are offered and `offered` when one
 * is; of what nobody can read, everything but an answer is right.
 */
export function judgePicture(
  { kind, id, among = [] }: LabelledPicture,
  answered: Answered,
): Result {
  const { kind: given } = answered
  if (given !== 'none' && given !== 'clarify') {
    return kind === 'error' && answered.id === id ? 'right' : 'wrong'
  }
  if (kind === 'unreadable') return 'right'
  if (given === 'none') return kind === 'other' ? 'right' : 'declined'
  if (kind === 'two-errors') {
    if (among.every((entry) => offers(answered, entry))) return 'right'
    return among.some((entry) => offers(answered, entry)) ? 'offered' : 'asked'
  }
  return offers(answered, id) ? 'offered' : 'asked'
}

/** Share of the words of the shown texts that were read, each as often as it is shown. */
export function wordsRead(shown: readonly string[], read: string): Share {
  const left = new Map<string, number>()
  for (const word of wordsOf(read)) left.set(word, (left.get(word) ?? 0) + 1)
  const words = shown.flatMap(wordsOf)
  let found = 0
  for (const word of words) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    found++
  }
  return wilson(found, words.length)
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
