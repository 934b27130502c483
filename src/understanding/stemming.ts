/**
 * Indonesian affixes, without a dictionary: every word votes for all roots it could come from, and the
 * root with the most votes wins. So "pelaksanaan", "melaksanakan" and "dilaksanakan" meet in
 * "laksana" because the knowledge itself uses them, and "penilaian" meets "nilai", which the published
 * stemmers miss.
 */

/** A root shorter than this is an accident ("beri" from "memberikan" is fine, "ai" is not). */
const SHORTEST_ROOT = 4
/** A root that nobody writes alone needs so many words that come from it. */
const FAMILY = 3

const PARTICLES = ['nya', 'lah', 'kah', 'pun', 'ku', 'mu']
const SUFFIXES = ['kan', 'an', 'i', 'in']
const PREFIXES = ['di', 'ke', 'se', 'ter', 'ber', 'per', 'me', 'pe', 'memper', 'diper', 'nge', 'ng']
/** Nasal prefixes and the first letters of the root that they may have swallowed. */
const NASAL: readonly (readonly [string, readonly string[]])[] = [
  ['meny', ['s']],
  ['peny', ['s']],
  ['meng', ['', 'k']],
  ['peng', ['', 'k']],
  ['mem', ['', 'p']],
  ['pem', ['', 'p']],
  ['men', ['', 't']],
  ['pen', ['', 't']],
  ['ny', ['s']],
]

/** All roots that `word` could have, itself included, each once. */
export function possibleRoots(word: string): string[] {
  const bare = new Set([word])
  for (const particle of PARTICLES) addWithout(bare, word, particle)
  for (const form of [...bare]) for (const suffix of SUFFIXES) addWithout(bare, form, suffix)
  const roots = new Set(bare)
  for (const form of bare) {
    for (const prefix of PREFIXES) {
      if (form.startsWith(prefix)) addRoot(roots, form.slice(prefix.length))
    }
    for (const [prefix, swallowed] of NASAL) {
      if (!form.startsWith(prefix)) continue
      for (const letter of swallowed) addRoot(roots, letter + form.slice(prefix.length))
    }
  }
  return [...roots]
}

function addWithout(forms: Set<string>, word: string, suffix: string): void {
  if (word.endsWith(suffix)) addRoot(forms, word.slice(0, -suffix.length))
}

function addRoot(forms: Set<string>, root: string): void {
  if (root.length >= SHORTEST_ROOT && /[aeiou]/.test(root)) forms.add(root)
}

/** Chooses one root for each word, by the votes of all words of the knowledge. */
export class Stemmer {
  readonly #known: ReadonlySet<string>
  readonly #votes = new Map<string, number>()

  constructor(words: Iterable<string>) {
    this.#known = new Set(words)
    for (const word of this.#known) {
      for (const root of possibleRoots(word)) {
        this.#votes.set(root, (this.#votes.get(root) ?? 0) + 1)
      }
    }
  }

  /** The root of a word of the knowledge or of a message; the word itself when nothing supports one. */
  stem(word: string): string {
    let best = word
    let votes = this.#known.has(word) ? (this.#votes.get(word) ?? 0) : 0
    for (const root of possibleRoots(word)) {
      const count = this.#votes.get(root) ?? 0
      if (!this.#known.has(root) && count < FAMILY) continue
      if (count > votes || (count === votes && count > 0 && root.length < best.length)) {
        best = root
        votes = count
      }
    }
    return best
  }
}
