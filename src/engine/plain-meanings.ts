import type { MeaningKind, Understood } from './model.js'

/** What a turn meant where nothing had to be understood: a greeting, the menu, a known press. */
export const GREETING: Understood = {
  kind: 'greeting',
  id: 'greeting',
  confidence: 1,
  candidates: [],
}

/** The same where the bot asks back. */
export const CLARIFY: Understood = { kind: 'clarify', id: 'clarify', confidence: 1, candidates: [] }

/** The same where there is nothing that the bot could know. */
export const NOTHING: Understood = { kind: 'none', id: 'none', confidence: 1, candidates: [] }

/** The kind of meaning that an entry's id stands for. */
export function kindOf(id: string): MeaningKind {
  if (id === 'deadline') return 'deadline'
  if (id.startsWith('sync-')) return 'error'
  if (id.startsWith('flow-')) return 'flow'
  return id.startsWith('contact-') ? 'contact' : 'faq'
}

/** What a press or a follow-up is about: nothing had to be guessed. */
export function surely(id: string): Understood {
  return { kind: kindOf(id), id, confidence: 1, candidates: [] }
}
