/** Plain search libraries on the same knowledge, always answering: what the understanding is measured against. */
import Fuse from 'fuse.js'
import MiniSearch from 'minisearch'
import type { Answered } from '../../src/evaluation/evaluate.js'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { meaningClasses } from '../../src/understanding/examples.js'

interface Text {
  readonly id: number
  readonly meaning: string
  readonly kind: Answered['kind']
  readonly text: string
}

const NOTHING: Answered = { kind: 'none', id: 'none', confidence: 0, candidates: [] }

function textsOf(knowledge: Knowledge): Text[] {
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

function answerOf(texts: readonly Text[], found: number | undefined): Answered {
  const text = found === undefined ? undefined : texts[found]
  if (text === undefined) return NOTHING
  return { kind: text.kind, id: text.meaning, confidence: 1, candidates: [] }
}

/** Shorter words fit everywhere. */
const SHORTEST_WORD = 3

/**
 * fuse.js at its best setting for whole sentences: each word looked up by itself anywhere in the text,
 * the scores added. Its own OR of words ("a | b", `$or`) finds far fewer.
 */
export function fuseBaseline(knowledge: Knowledge): (text: string) => Answered {
  const texts = textsOf(knowledge)
  const fuse = new Fuse(texts, {
    keys: ['text'],
    ignoreLocation: true,
    includeScore: true,
    threshold: 0.3,
  })
  return (question) => {
    const scores = new Map<number, number>()
    for (const word of question.split(/[^\p{L}\p{N}]+/u)) {
      if (word.length < SHORTEST_WORD) continue
      for (const { refIndex, score = 1 } of fuse.search(word)) {
        scores.set(refIndex, (scores.get(refIndex) ?? 0) + 1 - score)
      }
    }
    const best = [...scores].sort(([, one], [, other]) => other - one)[0]
    return answerOf(texts, best?.[0])
  }
}

/** MiniSearch with prefixes and a fifth of a word's letters wrong. */
export function miniSearchBaseline(knowledge: Knowledge): (text: string) => Answered {
  const texts = textsOf(knowledge)
  const search = new MiniSearch({ fields: ['text'] })
  search.addAll(texts)
  return (query) => answerOf(texts, search.search(query, { fuzzy: 0.2, prefix: true })[0]?.id)
}
