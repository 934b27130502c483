import type { Understood } from './model.js'

/** What a turn meant where nothing had to be understood: a greeting, the menu, a known press. */
export const GREETING: Understood = {
  kind: 'greeting',
  id: 'greeting',
  confidence: 1,
  candidates: [],
}

/** The same where the bot asks back. */
export const CLARIFY: Understood = { kind: 'clarify', id: 'clarify', confidence: 1, candidates: [] }
