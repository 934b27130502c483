// Fits the weights and thresholds of the understanding on the training part of test/eval/questions.jsonl
// and on the phrasings of knowledge/, and writes them to src/understanding/fitted.ts. Run it after larger
// changes to the knowledge or to src/understanding: npx tsx scripts/fit-thresholds.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadKnowledge } from '../src/knowledge/load.js'
import { fitUnderstanding } from '../src/understanding/fit.js'
import { START } from '../src/understanding/fitting.js'
import type { LabelledQuestion } from '../src/understanding/labelled.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'src', 'understanding', 'fitted.ts')
/** More digits than this would only make noise in a comparison of versions. */
const DIGITS = 4

const lines = readFileSync(join(root, 'test', 'eval', 'questions.jsonl'), 'utf8').split('\n')
const questions = lines
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as LabelledQuestion)
  .filter(({ split }) => split === 'train')

const fitted = fitUnderstanding(loadKnowledge(join(root, 'knowledge')), questions, START)
const shorten = (_: string, value: unknown) =>
  typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value
writeFileSync(
  target,
  `/** Written by scripts/fit-thresholds.ts from labelled data: do not edit by hand. */
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: computed, and close to one by chance
import type { Fitted } from './fitted-model.js'

export const FITTED: Fitted = ${JSON.stringify(fitted, shorten)}
`,
)
process.stderr.write(`${target}: ${fitted.about}; npx biome check --write ${target}\n`)
