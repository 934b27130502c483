/** What the user answers to a splitting question: one of its options, or that none fits. */
import type { Understanding } from '../understanding/understanding.js'
import { split } from './asking-back.js'
import { findOption } from './triage.js'
import type { Turn } from './turn.js'

/**
 * Takes an option that was pressed or named, also of an old message, and asks on where several errors
 * are left. Returns what is left: one to be answered, none when all were rejected, undefined for an
 * option that the knowledge no longer has.
 */
export function takeOption(
  turn: Turn,
  questionId: string,
  optionId: string,
  understanding: Understanding,
): readonly string[] | undefined {
  const option = findOption(turn.base.knowledge.triage, questionId, optionId)
  if (option === undefined) return undefined
  const { triage, rejected, lastText } = turn.conversation
  const possible = option.entries.filter((id) => !rejected.includes(id))
  const narrowed = possible.filter((id) => triage?.left.includes(id) ?? true)
  // The button of an older question holds by itself.
  const left = narrowed.length > 0 ? narrowed : possible
  const asked = [...new Set([...(triage?.asked ?? []), questionId])]
  turn.remember({ triage: { asked, left }, misses: 0 })
  if (left.length > 1) {
    const text = lastText ?? option.label
    const meaning = understanding.understand(text, { exclude: rejected })
    split(turn, meaning, text, understanding)
  }
  return left
}

/** The errors that no option of the open splitting question names. */
export function leftBesides(turn: Turn): readonly string[] {
  const { openQuestion, triage } = turn.conversation
  const shown = new Set(
    (openQuestion?.choices ?? []).flatMap(({ action }) => {
      const [, question = '', option = ''] = action.split(':')
      return findOption(turn.base.knowledge.triage, question, option)?.entries ?? []
    }),
  )
  return (triage?.left ?? []).filter((id) => !shown.has(id))
}
