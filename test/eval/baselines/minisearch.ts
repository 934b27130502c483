import { createRequire } from 'node:module'
import MiniSearch from 'minisearch'
import { type Baseline, foundText, type KnownText } from './baseline.js'

/** The package has no types of its own. */
interface IndonesianStemmer {
  stemWord(word: string): string
}
const { StemmerId } = createRequire(import.meta.url)('@nlpjs/lang-id') as {
  StemmerId: new () => { innerStemmer: IndonesianStemmer }
}

/** Prefixes, and a fifth of a word's letters wrong. */
const SEARCH = { fuzzy: 0.2, prefix: true }

export function miniSearchBaseline(texts: readonly KnownText[], stemming: boolean): Baseline {
  const { innerStemmer } = new StemmerId()
  const search = new MiniSearch<KnownText>({
    fields: ['text'],
    ...(stemming ? { processTerm: (term) => innerStemmer.stemWord(term.toLowerCase()) } : {}),
  })
  search.addAll(texts)
  return {
    name: stemming ? 'MiniSearch, stemmed' : 'MiniSearch',
    find(text) {
      const best = search.search(text, SEARCH)[0]
      return foundText(texts, best?.id as number | undefined, best?.score ?? 0)
    },
  }
}
