import { COMPILED_FILE, writeCompiled } from './knowledge/compiled.js'
import { KnowledgeError } from './knowledge/faults.js'
import { loadFromYaml } from './knowledge/load.js'
import { KNOWLEDGE_DIR } from './paths.js'

// The last step of the build. Knowledge that does not load is no fault of a build: the service and
// `npm run check` say what is wrong with it.
try {
  writeCompiled(KNOWLEDGE_DIR, COMPILED_FILE, loadFromYaml(KNOWLEDGE_DIR))
} catch (error) {
  if (!(error instanceof KnowledgeError)) throw error
}
