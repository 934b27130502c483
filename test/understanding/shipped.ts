/** The shipped knowledge and questions, loaded once a test file. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { loadKnowledge } from '../../src/knowledge/load.js'

export { labelledQuestions } from '../eval/read-labels.js'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
let knowledge: Knowledge | undefined

export function shippedKnowledge(): Knowledge {
  knowledge ??= loadKnowledge(join(root, 'knowledge'))
  return knowledge
}
