// Scores the understanding beside fuse.js and MiniSearch on the held-out questions, and measures the time
// a question takes. Prints a Markdown table: npx tsx scripts/compare-search.ts [questions a library, 0 = all]
import { performance } from 'node:perf_hooks'
import { type Answered, evaluate } from '../src/evaluation/evaluate.js'
import { QUESTION_LABELS } from '../src/understanding/labelled.js'
import { createUnderstanding } from '../src/understanding/understanding.js'
import { fuseBaseline, miniSearchBaseline } from '../test/evaluation/baselines.js'
import { labelledQuestions, shippedKnowledge } from '../test/understanding/shipped.js'

const knowledge = shippedKnowledge()
const all = labelledQuestions('test')
const wanted = Number(process.argv[2] ?? 0) || all.length
const questions = all.filter((_, at) => at % Math.ceil(all.length / wanted) === 0)

const before = performance.now()
const understanding = createUnderstanding(knowledge)
const builtIn = performance.now() - before
const systems: [string, (text: string) => Answered][] = [
  ['this project', (text) => understanding.understand(text)],
  ['MiniSearch', miniSearchBaseline(knowledge)],
  ['fuse.js', fuseBaseline(knowledge)],
]

console.log(`| | ${QUESTION_LABELS.join(' | ')} | median ms | p99 ms |`)
console.log(`|${' --- |'.repeat(QUESTION_LABELS.length + 3)}`)
for (const [name, answer] of systems) {
  const times: number[] = []
  const timed = (text: string) => {
    const start = performance.now()
    const answered = answer(text)
    times.push(performance.now() - start)
    return answered
  }
  const { kinds } = evaluate(questions, timed)
  const shares = QUESTION_LABELS.map((label) => {
    const score = kinds.find(({ kind }) => kind === label)
    return score === undefined ? '' : `${(100 * score.right.share).toFixed(0)} %`
  })
  times.sort((one, other) => one - other)
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2)
  console.log(`| ${name} | ${shares.join(' | ')} | ${at(0.5)} | ${at(0.99)} |`)
}
console.log(`\n${questions.length} held-out questions; built in ${builtIn.toFixed(0)} ms`)
