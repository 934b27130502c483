/** Lists what the knowledge can mean, and every text that shows how people say it. */
import type { MeaningKind } from '../engine/model.js'
import type { Knowledge } from '../knowledge/knowledge.js'
import type { IntentFile } from '../knowledge/schema.js'

/** Groups of meanings that are weighed alike. */
export const GROUPS = [
  'error',
  'faq',
  'flow',
  'contact',
  'deadline',
  'intent',
  'out-of-scope',
  'ambiguous',
] as const
export type Group = (typeof GROUPS)[number]

/** One thing that a message can mean. */
export interface MeaningClass {
  /** Entry id, or the intent's name. */
  readonly id: string
  readonly kind: MeaningKind
  readonly group: Group
  readonly intent?: IntentFile['id']
  /** Texts exactly as a screen shows them. */
  readonly messages: readonly string[]
  readonly phrasings: readonly string[]
  readonly keywords: readonly string[]
}

const INTENT_KINDS: Readonly<Record<IntentFile['id'], MeaningKind>> = {
  human: 'human',
  greeting: 'greeting',
  thanks: 'greeting',
  menu: 'greeting',
  deadline: 'deadline',
  role: 'greeting',
  'full-steps': 'clarify',
  reject: 'clarify',
  accept: 'clarify',
  'back-to-bot': 'greeting',
  'out-of-scope': 'none',
  ambiguous: 'clarify',
}

const NO_TEXTS = { messages: [], keywords: [] } as const

/** All classes of the knowledge, in the order of its files. */
export function meaningClasses(knowledge: Knowledge): MeaningClass[] {
  const classes: MeaningClass[] = []
  for (const entry of knowledge.errors.values()) {
    const { id, messages, keywords } = entry
    const phrasings = [entry.title, ...entry.phrasings]
    classes.push({ id, kind: 'error', group: 'error', messages, keywords, phrasings })
  }
  for (const entry of knowledge.topics.values()) {
    const { id, keywords } = entry
    const kind = id.startsWith('flow-') ? 'flow' : 'faq'
    const phrasings = [entry.title, ...entry.phrasings]
    classes.push({ id, kind, group: kind, messages: [], keywords, phrasings })
  }
  for (const { id, name, phrasings } of knowledge.contacts.values()) {
    const texts = [`kontak ${name}`, ...phrasings]
    classes.push({ ...NO_TEXTS, id, kind: 'contact', group: 'contact', phrasings: texts })
  }
  for (const [intent, phrasings] of knowledge.intents) {
    const kind = INTENT_KINDS[intent]
    classes.push({ ...NO_TEXTS, id: intent, kind, intent, group: groupOf(intent), phrasings })
  }
  return classes
}

function groupOf(intent: IntentFile['id']): Group {
  switch (intent) {
    case 'out-of-scope':
    case 'ambiguous':
    case 'deadline':
      return intent
    default:
      return 'intent'
  }
}
