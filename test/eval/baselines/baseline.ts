/** What every library that is compared gets and gives. */

import type { MeaningKind } from '../../../src/engine/model.js'
import type { Knowledge } from '../../../src/knowledge/knowledge.js'
import { meaningClasses } from '../../../src/understanding/examples.js'

/** One text of the knowledge: official messages, titles and phrasings alike. */
export interface KnownText {
  readonly id: number
  /** What an answer with it carries as id. */
  readonly meaning: string
  readonly kind: MeaningKind
  readonly text: string
}

/** What a library finds; its score is on a scale of its own, higher is surer. */
export interface Found {
  readonly kind: MeaningKind
  readonly id: string
  readonly score: number
}

export const NOTHING_FOUND: Found = { kind: 'none', id: 'none', score: Number.NEGATIVE_INFINITY }

export interface Baseline {
  readonly name: string
  find(text: string): Found | Promise<Found>
}

/** The whole knowledge, what is out of scope and what is too vague included. */
export function knownTexts(knowledge: Knowledge): KnownText[] {
  return meaningClasses(knowledge)
    .flatMap(({ id, kind, intent, phrasings, messages }) =>
      [...phrasings, ...messages].map((text) => ({
        meaning: intent === undefined ? id : kind,
        kind,
        text,
      })),
    )
    .map((text, id) => ({ id, ...text }))
}

export function foundText(
  texts: readonly KnownText[],
  at: number | undefined,
  score: number,
): Found {
  const text = at === undefined ? undefined : texts[at]
  return text === undefined ? NOTHING_FOUND : { kind: text.kind, id: text.meaning, score }
}
