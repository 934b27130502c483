import type { ErrorEntry } from '../../knowledge/schema.js'
import { choice, HUMAN, MENU } from '../choices.js'
import type { Reply } from '../model.js'
import type { AnswerContext } from './context.js'
import { sourceLine } from './source-line.js'
import { choiceLabel } from './titles.js'

/** A small phone shows about this many without scrolling. */
const WAITS_SHOWN = 3

/** "Berapa lama tunggunya?" without saying for what: every documented waiting time, each told once. */
export function waitingAnswer({ knowledge }: AnswerContext): Reply | undefined {
  const entries = distinctWaits([...knowledge.errors.values()]).slice(0, WAITS_SHOWN)
  const [first] = entries
  if (first === undefined) return undefined
  return {
    heading: 'Lama menunggu tergantung masalahnya',
    text: [
      // Each says after what; which problem it belongs to stands on the choices.
      ...entries.map(({ wait }) => `• ${wait?.text}`),
      'Untuk masalah lain, lamanya tidak disebut di sumber saya.',
      sourceLine(first.source, knowledge),
    ].join('\n'),
    choices: [
      ...entries.map(({ id }) => choice({ type: 'show', id }, choiceLabel(id, knowledge) ?? id)),
      HUMAN,
      MENU,
    ],
  }
}

/** One entry for each number and each text: sub-cases and the same cause elsewhere wait alike. */
function distinctWaits(entries: readonly ErrorEntry[]): ErrorEntry[] {
  const numbers = new Set<number>()
  const texts = new Set<string>()
  const mainFirst = [...entries].sort(
    (one, other) => one.number - other.number || one.id.length - other.id.length,
  )
  return mainFirst.filter(({ number, wait }) => {
    if (wait === undefined || numbers.has(number) || texts.has(wait.text)) return false
    numbers.add(number)
    texts.add(wait.text)
    return true
  })
}
