/** The shipped knowledge and questions, loaded once a test file. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { loadKnowledge } from '../../src/knowledge/load.js'
import type { LabelledQuestion } from '../../src/understanding/labelled.js'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
let knowledge: Knowledge | undefined

export function shippedKnowledge(): Knowledge {
  knowledge ??= loadKnowledge(join(root, 'knowledge'))
  return knowledge
}

/** Labelled questions of one part of `test/eval/questions.jsonl`. */
export function labelledQuestions(split: 'train' | 'test'): LabelledQuestion[] {
  return readFileSync(join(root, 'test', 'eval', 'questions.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LabelledQuestion)
    .filter((question) => question.split === split)
}
