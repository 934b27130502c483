/** The same knowledge with more or fewer phrasings, to see how time and memory grow. */

import { type Random, seeded, seedOf } from '../../src/evaluation/random.js'
import { VARIANTS, variantOf } from '../../src/evaluation/variants.js'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { meaningClasses } from '../../src/understanding/examples.js'

/** What people put around a question. */
const AROUND = [
  'min',
  'mohon bantu',
  'pak',
  'bu',
  'tolong',
  'ini',
  'terus',
  'sampai sekarang',
  '🙏',
]

/** @param texts about how many texts all meanings have together. */
export function resizedKnowledge(knowledge: Knowledge, texts: number): Knowledge {
  const shipped = meaningClasses(knowledge).reduce(
    (sum, { phrasings, messages }) => sum + phrasings.length + messages.length,
    0,
  )
  const share = texts / shipped
  const resize = <T extends { readonly phrasings: readonly string[] }>(entry: T): T => ({
    ...entry,
    phrasings: resized(entry.phrasings, share),
  })
  const resizeAll = <K, T extends { readonly phrasings: readonly string[] }>(
    entries: ReadonlyMap<K, T>,
  ) => new Map([...entries].map(([id, entry]) => [id, resize(entry)] as const))
  return {
    ...knowledge,
    errors: resizeAll(knowledge.errors),
    topics: resizeAll(knowledge.topics),
    contacts: resizeAll(knowledge.contacts),
    intents: new Map(
      [...knowledge.intents].map(([id, phrasings]) => [id, resized(phrasings, share)] as const),
    ),
  }
}

function resized(phrasings: readonly string[], share: number): string[] {
  const wanted = Math.max(1, Math.round(phrasings.length * share))
  if (wanted <= phrasings.length) {
    return phrasings.filter(
      (_, at) =>
        Math.floor((at * wanted) / phrasings.length) !==
        Math.floor(((at + 1) * wanted) / phrasings.length),
    )
  }
  const random = seeded(seedOf(phrasings.join('\n')))
  const all = new Set(phrasings)
  while (all.size < wanted) all.add(varied(random.pick(phrasings), random))
  return [...all]
}

function varied(phrasing: string, random: Random): string {
  const worse = variantOf(phrasing, random.pick(VARIANTS)) ?? phrasing
  const [before, after] = [random.pick(AROUND), random.pick(AROUND)]
  return random.next() < 0.5 ? `${before} ${worse}` : `${worse} ${after} ${random.whole(1, 99)}`
}
