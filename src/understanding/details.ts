/** What a message says besides its question: the writer's role, a year, a term, a branch. */
import type { Role } from '../engine/model.js'
import type { Knowledge } from '../knowledge/knowledge.js'
import { ERAS } from '../knowledge/schema.js'
import type { Lexicon } from './lexicon.js'
import type { Reading } from './reader.js'

/** Fillers that may stand between "saya" and the role. */
const FILLER =
  '(?: (?:ini|itu|adalah|sebagai|selaku|seorang|jadi|menjabat|ditunjuk|sekarang|sudah|juga|cuma|hanya|dari|pegawai|di|nya|merangkap|sekaligus|punya))*'
const SELF = `(?:saya|kami|abdi|kulo)${FILLER}`
const ALONE = (role: string) => new RegExp(`^(?:saya )?${role}$`)

/**
 * Sentences that state the writer's role, after the lexicon. The order matters: "guru merangkap plt"
 * is a plt, and "plt kepala sekolah" no head of a school.
 */
const ROLE_SENTENCES: readonly (readonly [RegExp, Role])[] = [
  [
    new RegExp(
      `\\b${SELF} (?:guru )?(?:yang )?(?:merangkap |sekaligus |sebagai |jadi |ditunjuk )*plt\\b`,
    ),
    'plt',
  ],
  [/\bguru (?:yang )?(?:merangkap|sekaligus|sebagai|jadi) plt\b/, 'plt'],
  [ALONE('plt(?: kepala sekolah)?'), 'plt'],
  [
    new RegExp(`\\b${SELF} (?:admin(?: instansi| ekinerja)|admin bkd|staf bkd|bkd)\\b`),
    'admin-instansi',
  ],
  [ALONE('admin (?:instansi|bkd|ekinerja)'), 'admin-instansi'],
  [
    new RegExp(`\\b${SELF} kepala sekolah\\b(?!.*\\b(?:saya|kami) (?:belum|tidak|bukan))`),
    'kepala-sekolah',
  ],
  [ALONE('kepala sekolah(?: definitif)?'), 'kepala-sekolah'],
  [new RegExp(`\\b${SELF} (?:bapak |ibu )?guru\\b`), 'guru'],
  [ALONE('guru'), 'guru'],
]
/** "kepala sekolah saya", "saya bukan guru": somebody else, or a denial. */
const DENIED = /\b(?:saya|kami) bukan (?:guru|plt|kepala sekolah|admin)(?: instansi)?\b/g

export function statedRole(words: readonly string[]): Role | undefined {
  const text = words.join(' ').replace(DENIED, ' ')
  return ROLE_SENTENCES.find(([sentence]) => sentence.test(text.trim()))?.[1]
}

/** The one year with rules of its own that the text names; none when it names several. */
export function namedYear(normalised: string): number | undefined {
  const years = new Set(normalised.match(/\b20\d\d\b/g)?.map(Number))
  const known = ERAS.filter((era) => years.has(era))
  return known.length === 1 ? known[0] : undefined
}

/** "Berapa lama tunggunya": asks how long something takes, not by when it is due. */
export function asksForWait(words: readonly string[]): boolean {
  return words.some((word) => /^(?:me|di)?(?:nunggu|tunggu)/.test(word))
}

/** Finds glossary terms in a text, the longest name first. */
export class TermFinder {
  readonly #names: readonly (readonly [string, string])[]

  constructor(knowledge: Knowledge, lexicon: Lexicon) {
    const names = knowledge.terms.flatMap(({ term, aliases }) =>
      [term, ...aliases].map((name) => [` ${lexicon.words(name).join(' ')} `, term] as const),
    )
    this.#names = names.sort(([one], [other]) => other.length - one.length)
  }

  find(reading: Reading): string | undefined {
    const texts = [reading.words, reading.tokens.map((token) => token.word)].map(
      (words) => ` ${words.join(' ')} `,
    )
    return this.#names.find(([name]) => texts.some((text) => text.includes(name)))?.[1]
  }
}

/** Finds the option of an entry's branch that the text chooses by a cue. */
export class BranchFinder {
  readonly #cues = new Map<string, readonly (readonly [string, string])[]>()

  constructor(knowledge: Knowledge, lexicon: Lexicon) {
    for (const { id, branch } of knowledge.errors.values()) {
      if (!branch) continue
      this.#cues.set(
        id,
        branch.options.flatMap((option) =>
          option.cues.map((cue) => [` ${lexicon.words(cue).join(' ')} `, option.id] as const),
        ),
      )
    }
  }

  find(id: string, reading: Reading): string | undefined {
    const cues = this.#cues.get(id)
    if (!cues) return undefined
    const texts = [reading.words, reading.tokens.map((token) => token.word)].map(
      (words) => ` ${words.join(' ')} `,
    )
    const chosen = new Set(
      cues.filter(([cue]) => texts.some((text) => text.includes(cue))).map(([, option]) => option),
    )
    // Cues of two options at once decide nothing: then the bot asks.
    return chosen.size === 1 ? [...chosen][0] : undefined
  }
}
