import Fuse from 'fuse.js'
import { type Baseline, foundText, type KnownText } from './baseline.js'

/** Shorter words fit everywhere. */
const SHORTEST_WORD = 3

/**
 * fuse.js with the words of the message OR-ed, anywhere in the text: each word is looked up by itself
 * and the scores of a text are added. Its own forms of OR rank by one word or by length (`a | b | c`
 * leads to 3 % of the errors here, `$or` to half of them).
 */
export function fuseBaseline(texts: readonly KnownText[]): Baseline {
  const fuse = new Fuse([...texts], {
    keys: ['text'],
    ignoreLocation: true,
    includeScore: true,
    threshold: 0.3,
  })
  return {
    name: 'fuse.js',
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
