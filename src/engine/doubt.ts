import type { ErrorEntry } from '../knowledge/schema.js'

/**
 * Whether words state something or only ask about it. Nearly the same words may mean the opposite
 * ("unor lama salah", "unor lama ga salah", "kalau unor lama salah"), and one branch of #12 names the
 * step that deletes an SKP: only a plain statement may lead there.
 */

/** Words that turn the meaning around. */
export const NOES: ReadonlySet<string> = wordSet(
  'tidak tdk tak tra trada ga gak gk g ngga nggak enggak engga ndak nda bukan bkn belum blm jangan jgn',
)

/** Words of a question, a supposition, hearsay or a doubt. */
const DOUBTS: ReadonlySet<string> = wordSet(
  'apakah apkh kah ka kh betulkah benarkah salahkah kalau kalo klo kl jika jk bila misal misalnya andai ' +
    'andaikan seandainya umpama umpamanya anggap anggaplah siapa cara cek ngecek memastikan tahu tau ' +
    'taunya tahunya mengetahui kurang ragu ragu2 mungkin barangkali sepertinya kayaknya kayanya kyknya ' +
    'katanya kata bilang maksud maksudnya artinya arti atau entah if whether maybe',
)

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}

/**
 * Whether `text` chooses an option of the entry's branch, as its cues let think. An option with the
 * step that the entry warns of asks for a plain statement.
 */
export function isSaid(entry: ErrorEntry | undefined, optionId: string, text: string): boolean {
  const option = entry?.branch?.options.find((candidate) => candidate.id === optionId)
  if (entry === undefined || option === undefined) return false
  const warnedOf = /"([^"]+)"/.exec(entry.warning ?? '')?.[1]
  const isRisky =
    warnedOf !== undefined && option.steps.some((step) => step.text.includes(warnedOf))
  return !isRisky || isPlainStatement(text, option.cues)
}

/** @param cues the words by which the statement is recognised. */
export function isPlainStatement(text: string, cues: readonly string[]): boolean {
  const plain = text.normalize('NFKC').toLowerCase()
  const words = plain.split(/[^\p{L}\p{N}]+/u)
  if (words.some((word) => NOES.has(word) || DOUBTS.has(word))) return false
  return !cues.some((cue) => isAsked(plain, cue.toLowerCase()))
}

/** "Unor lama salah?" asks; "unor lama salah, harus bagaimana?" states, and asks something else. */
function isAsked(plain: string, cue: string): boolean {
  const last = cue.slice(cue.lastIndexOf(' ') + 1)
  const questions = plain.split('?').slice(0, -1)
  return questions.some((question) => question.trimEnd().endsWith(last))
}
