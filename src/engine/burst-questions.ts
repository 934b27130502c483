/** What the messages of one burst ask together: mostly one question, two where both are sure. */
import type { Meaning, Understanding } from '../understanding/understanding.js'
import type { Question } from './questions.js'

export interface QuestionPart {
  readonly typed: string
  /** What was read in its picture; '' without one. */
  readonly seen: string
}

export interface PlannedQuestion {
  readonly question: Question
  /** Index of the last part that it is made of. */
  readonly last: number
  /** Too many things were clearly asked: which of these entries comes first? */
  readonly among?: readonly string[]
}

/** A part is a question of its own only when it is that sure without the others… */
const SURE = 0.9
/** …and says so much: "kapan ya?" belongs to what stands around it. */
const OWN_WORDS_MIN = 3

interface Read {
  readonly part: QuestionPart
  readonly index: number
  readonly meaning: Meaning
  /** Ids of the error texts that stand in it whole. */
  readonly quoted: readonly string[]
}

export function planQuestions(
  parts: readonly QuestionPart[],
  understanding: Understanding,
): PlannedQuestion[] {
  if (parts.length === 0) return []
  const whole = joined(parts, parts.length - 1)
  if (parts.length === 1) return [whole]
  const read = parts.map((part, index): Read => {
    const text = textOf(part)
    return {
      part,
      index,
      meaning: understanding.understand(text),
      quoted: understanding.quotes(text).map(({ id }) => id),
    }
  })
  const sure = distinct(read.filter((one) => one.quoted.length === 1 || isSure(one, understanding)))
  const [first, second, third] = sure
  if (first === undefined) return [whole]
  if (third !== undefined) return [{ ...whole, among: sure.map(idOf) }]
  const together = understanding.understand(textOf(whole.question))
  if (second === undefined) return [preferred(first, together, whole, parts)]
  // "Tombolnya tidak ada", "NIP sudah diperbarui": what both say together is a third thing, or one of them.
  const areOne = first.quoted.length === 0 && second.quoted.length === 0 && isNear(first, second)
  if (areOne && isAnswer(together)) return [whole]
  return [first, second].map(({ part, index }) => ({ question: questionOf(part), last: index }))
}

/** The whole, unless it drowns the one part that is clear by itself. */
function preferred(
  sure: Read,
  together: Meaning,
  whole: PlannedQuestion,
  parts: readonly QuestionPart[],
): PlannedQuestion {
  const isSame = together.id === idOf(sure)
  const saysMore =
    sure.quoted.length === 0 && isAnswer(together) && isNearId(together.id, idOf(sure))
  if (isSame || saysMore) return whole
  return { question: questionOf(sure.part), last: parts.length - 1 }
}

function idOf({ quoted, meaning }: Read): string {
  return quoted.length === 1 ? (quoted[0] as string) : meaning.id
}

function isAnswer({ kind, intent }: Meaning): boolean {
  return kind !== 'clarify' && kind !== 'none' && intent === undefined
}

function isSure({ part, meaning }: Read, understanding: Understanding): boolean {
  const words = understanding.words(textOf(part)).length
  // The dates are an intent and an answer at once.
  const isOwn = isAnswer(meaning) || meaning.kind === 'deadline'
  return isOwn && meaning.confidence >= SURE && words >= OWN_WORDS_MIN
}

/** One for each id, the last that means it. */
function distinct(read: readonly Read[]): Read[] {
  const byId = new Map<string, Read>()
  for (const one of read) {
    byId.delete(idOf(one))
    byId.set(idOf(one), one)
  }
  return [...byId.values()]
}

function isNear(one: Read, other: Read): boolean {
  return isNearId(idOf(one), idOf(other))
}

/** Errors tell of one trouble: two of them, not quoted, are two views of it. */
function isNearId(one: string, other: string): boolean {
  return one.startsWith('sync-') && other.startsWith('sync-')
}

function joined(parts: readonly QuestionPart[], last: number): PlannedQuestion {
  const line = (field: keyof QuestionPart) =>
    parts
      .map((part) => part[field])
      .filter((text) => text.trim() !== '')
      .join('\n')
  return { question: questionOf({ typed: line('typed'), seen: line('seen') }), last }
}

function questionOf({ typed, seen }: QuestionPart): Question {
  return seen.trim() === '' ? { typed } : { typed, seen }
}

function textOf({ typed, seen }: { readonly typed: string; readonly seen?: string }): string {
  return [typed, seen ?? ''].filter((text) => text.trim() !== '').join('\n')
}
