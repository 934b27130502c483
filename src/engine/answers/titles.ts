import type { Knowledge } from '../../knowledge/knowledge.js'
import { LABELS } from '../phrases.js'

/** What an error is called among choices, where its neighbours stand beside it. */
export function choiceLabel(id: string, knowledge: Knowledge): string | undefined {
  return knowledge.errors.get(id)?.shortTitle ?? titleOf(id, knowledge)
}

/** What a choice that leads to an entry is called; undefined for an id that has no answer. */
export function titleOf(id: string, knowledge: Knowledge): string | undefined {
  if (id === 'deadline') return LABELS.deadline
  return (
    knowledge.errors.get(id)?.title ??
    knowledge.topics.get(id)?.title ??
    knowledge.contacts.get(id)?.name
  )
}
