import { DEFAULT_TIME_ZONE } from './config.js'
import { answersAtOnce } from './engine/at-once.js'
import { createEngine, type Engine } from './engine/engine.js'
import type { Conversation, IncomingMessage } from './engine/model.js'
import type { Knowledge } from './knowledge/knowledge.js'
import { loadKnowledge } from './knowledge/load.js'
import { createUnderstanding, type Understanding } from './understanding/understanding.js'

/** One version of the knowledge with everything that is derived from it. Replaced as a whole. */
export interface Brain {
  readonly knowledge: Knowledge
  readonly understanding: Understanding
  readonly engine: Engine
  /** Whether a message is answered without waiting for what may follow it; pure. */
  answersAtOnce(conversation: Conversation, message: IncomingMessage): boolean
  readonly timeZone: string
}

/**
 * @param timeZone of the environment; wins over the one in `office.yaml`.
 * @throws {KnowledgeError} when a file cannot be used.
 */
export function loadBrain(knowledgeDir: string, timeZone?: string): Brain {
  const knowledge = loadKnowledge(knowledgeDir)
  const understanding = createUnderstanding(knowledge)
  const zone = timeZone ?? knowledge.office.timeZone ?? DEFAULT_TIME_ZONE
  const engine = createEngine({ knowledge, understanding, timeZone: zone })
  return {
    knowledge,
    understanding,
    engine,
    timeZone: zone,
    answersAtOnce: (conversation, message) => answersAtOnce(conversation, message, understanding),
  }
}
