import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder, whether this file runs from `src/` or from `dist/`. */
export const PROJECT_ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const KNOWLEDGE_DIR = join(PROJECT_ROOT, 'knowledge')
export const DIALOGUES_DIR = join(PROJECT_ROOT, 'conversations', 'dialogues')
