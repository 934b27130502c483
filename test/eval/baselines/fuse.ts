import Fuse from 'fuse.js'
import { type Baseline, foundText, type KnownText } from './baseline.js'

/** Shorter words fit everywhere. */
const SHORTEST_WORD = 3

/**
 * fuse.js with the words of the message OR-ed (`a | b | c`), anywhere in the text. Of what matches it
 * takes the best: fuse.js weighs the length of a text against what is found in it.
 */
export function fuseBaseline(texts: readonly KnownText[]): Baseline {
  const fuse = new Fuse([...texts], {
    keys: ['text'],
    ignoreLocation: true,
    includeScore: true,
    useExtendedSearch: true,
    threshold: 0.4,
  })
  return {
    name: 'fuse.js, OR',
    find(text) {
      const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= SHORTEST_WORD)
      const best = words.length === 0 ? undefined : fuse.search(words.join(' | '), { limit: 1 })[0]
      return foundText(texts, best?.refIndex, 1 - (best?.score ?? 1))
    },
  }
}

/**
 * fuse.js at the best setting that was found for whole sentences: each word looked up by itself, the
 * scores added.
 */
export function fuseByWordBaseline(texts: readonly KnownText[]): Baseline {
  const fuse = new Fuse([...texts], {
    keys: ['text'],
    ignoreLocation: true,
    includeScore: true,
    threshold: 0.3,
  })
  return {
    name: 'fuse.js, word by word',
    find(text) {
      const scores = new Map<number, number>()
      let asked = 0
      for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
        if (word.length < SHORTEST_WORD) continue
        asked++
        for (const { refIndex, score = 1 } of fuse.search(word)) {
          scores.set(refIndex, (scores.get(refIndex) ?? 0) + 1 - score)
        }
      }
      const best = [...scores].sort(([, one], [, other]) => other - one)[0]
      // By word, so that one threshold fits short and long messages.
      return foundText(texts, best?.[0], (best?.[1] ?? 0) / Math.max(1, asked))
    },
  }
}
