import Fuse from 'fuse.js'
import { type Action, formatAction } from './actions.js'
import { NOES } from './doubt.js'
import type { Choice, Conversation, Role } from './model.js'
import { LABELS, ROLE_NAMES } from './phrases.js'

export function choice(action: Action, label: string, words: readonly string[] = []): Choice {
  const base = { action: formatAction(action), label: clip(label) }
  return words.length === 0 ? base : { ...base, words }
}

/** Longest label: two lines on a small phone; a shorter one would cut error titles beyond recognition. */
const LABEL_MAX = 60

function clip(label: string): string {
  if (label.length <= LABEL_MAX) return label
  const cut = label.slice(0, LABEL_MAX - 1)
  const space = cut.lastIndexOf(' ')
  return `${space > LABEL_MAX / 2 ? cut.slice(0, space) : cut}…`
}

export const HUMAN = choice({ type: 'human' }, LABELS.human, ['petugas', 'orang'])
export const MENU = choice({ type: 'menu' }, LABELS.menu)

export function roleChoices(roles: readonly Role[], id?: string): Choice[] {
  return roles.map((role) =>
    choice(
      id === undefined ? { type: 'role', role } : { type: 'role', role, id },
      capitalise(ROLE_NAMES[role]),
      ROLE_WORDS[role],
    ),
  )
}

const ROLE_WORDS: Readonly<Record<Role, readonly string[]>> = {
  guru: ['guru', 'guru mapel', 'guru kelas'],
  'kepala-sekolah': ['kepala sekolah', 'kepsek', 'ks'],
  plt: ['plt', 'plt kepala sekolah', 'pelaksana tugas'],
  'admin-instansi': ['admin', 'admin instansi', 'bkd'],
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * The offered choice that `text` picks: its number, its label or one of its words, also misspelt. A
 * number picks only here, from the newest open question.
 */
export function pickChoice(conversation: Conversation, text: string): Choice | undefined {
  const choices = conversation.openQuestion?.choices
  if (choices === undefined) return undefined
  const number = bareNumber(text)
  if (number !== undefined) return choices[number - 1]
  const wanted = simplify(text)
  const exact = choices.find((offered) => wordsOf(offered).includes(wanted))
  const picked = exact ?? misspeltChoice(choices, wanted)
  // "Salah?" asks which branch is right; it does not choose one.
  const asks = text.trimEnd().endsWith('?') && picked?.action.startsWith('branch:')
  return asks ? undefined : picked
}

/** Longer texts are messages of their own, not the name of a choice, in characters. */
const CHOICE_TEXT_MAX = 40
/** Below this a text has too few letters to be a misspelling of just one choice. */
const CHOICE_TEXT_MIN = 5
/** Fuse's scale: 0 is the same text. About one wrong letter in five. */
const MISSPELT_MAX = 0.2

/** "langkah lengkp": the one choice that the text nearly names; none when two are as near. */
function misspeltChoice(choices: readonly Choice[], wanted: string): Choice | undefined {
  if (wanted.length < CHOICE_TEXT_MIN || wanted.length > CHOICE_TEXT_MAX) return undefined
  const words = wanted.split(' ')
  const names = choices.flatMap((offered) => wordsOf(offered).map((name) => ({ name, offered })))
  const found = new Fuse(
    // Fuse looks for the text within a name; a name far longer or shorter is another one.
    names.filter(
      ({ name }) =>
        Math.abs(name.length - wanted.length) <= wanted.length / 4 &&
        saysNoMore(words, name.split(' ')),
    ),
    { keys: ['name'], threshold: MISSPELT_MAX, includeScore: true },
  ).search(wanted)
  const near = new Set(found.map(({ item }) => item.offered))
  return near.size === 1 ? found[0]?.item.offered : undefined
}

/**
 * "Unor lama ga salah" is no misspelling of "unor lama salah": a word more, above all a no, says
 * something else, and one of the choices of #12 leads to the step that deletes an SKP.
 */
function saysNoMore(words: readonly string[], name: readonly string[]): boolean {
  return (
    words.length === name.length && words.every((word) => !NOES.has(word) || name.includes(word))
  )
}

function wordsOf(offered: Choice): readonly string[] {
  return [offered.label, ...(offered.words ?? [])].map(simplify)
}

/** `2`, `2.`, `no 2`, `nomor 2`, `yang nomor 2`, `pilih 2`, `(2)` and keycap digits; else undefined. */
export function bareNumber(text: string): number | undefined {
  const match = BARE_NUMBER.exec(
    text
      .normalize('NFKC')
      .replace(/[\uFE0F\u20E3]/g, '')
      .trim(),
  )
  return match?.[1] === undefined ? undefined : Number(match[1])
}

const BARE_NUMBER =
  /^(?:(?:yang|yg|pilih|pilihan|opsi|no|nomor|nmr|nomer)[\s.]*)*[([]?(\d{1,2})[)\].]*$/i

/** A number and nothing that says more: `6`, `no 6`, `#6`, `error no 5`. */
export function isOnlyNumber(text: string): boolean {
  return bareNumber(text) !== undefined || NUMBERED_ERROR.test(text.normalize('NFKC').trim())
}

const NUMBERED_ERROR =
  /^(?:(?:pesan|kode|error|eror|err|masalah|kasus|yang|yg|no|nomor|nmr|nomer)[\s.:]*)*#?\s*\d{1,2}[\s?!.]*$/i

function simplify(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
