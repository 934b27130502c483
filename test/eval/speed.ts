/** How long a question takes, beside the libraries, in one run on the same entries. */
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { createUnderstanding } from '../../src/understanding/understanding.js'
import { knownTexts } from './baselines/baseline.js'
import { fuseBaseline } from './baselines/fuse.js'
import { miniSearchBaseline } from './baselines/minisearch.js'
import { resizedKnowledge } from './resized.js'

export const OURS = 'proyek ini'
export const MINISEARCH = 'MiniSearch, stemmed'
export const FUSE = 'fuse.js'

export interface SpeedRow {
  /** As asked for; `texts` is what came of it. */
  readonly wanted: number
  readonly texts: number
  readonly system: string
  readonly buildMs: number
  /** Heap and buffers that stay after building, 10^6 bytes. */
  readonly memoryMb: number
  readonly questions: number
  readonly medianMs: number
  readonly p99Ms: number
}

/** fuse.js takes long: so many questions give a steady median. */
const FUSE_QUESTIONS = 30
/** Each question is asked so often and its fastest time counts: what else the machine does is no part of it. */
const REPEATS = 3
/** Questions asked before the clock runs, so that compiling on the fly is not measured. */
const WARM_UP = 300

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What was measured before is gone only after a turn of the loop, hence twice. */
async function usedMb(): Promise<number> {
  collectGarbage()
  await nextTurn()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

/** @param sizes numbers of texts that the knowledge is brought to, one after the other */
export async function measureSpeed(
  knowledge: Knowledge,
  questions: readonly string[],
  sizes: readonly number[],
): Promise<SpeedRow[]> {
  const rows: SpeedRow[] = []
  for (const size of sizes) {
    const own = resizedKnowledge(knowledge, size)
    const texts = knownTexts(own)
    const measure = async (
      system: string,
      asked: readonly string[],
      build: () => (text: string) => unknown,
    ) =>
      rows.push({
        wanted: size,
        texts: texts.length,
        system,
        ...(await measureOne(system, asked, build)),
      })
    await measure(OURS, questions, () => {
      const understanding = createUnderstanding(own)
      return (text) => understanding.understand(text)
    })
    await measure(MINISEARCH, questions, () => miniSearchBaseline(texts, true).find)
    const every = Math.ceil(questions.length / FUSE_QUESTIONS)
    const some = questions.filter((_, at) => at % every === 0)
    await measure(FUSE, some, () => fuseBaseline(texts).find)
  }
  return rows
}

async function measureOne(
  system: string,
  questions: readonly string[],
  build: () => (text: string) => unknown,
): Promise<Omit<SpeedRow, 'wanted' | 'texts' | 'system'>> {
  const before = await usedMb()
  const begun = performance.now()
  const ask = build()
  const buildMs = performance.now() - begun
  const memoryMb = (await usedMb()) - before
  const warmUp = system === FUSE ? 2 : WARM_UP
  for (const text of questions.slice(0, warmUp)) await ask(text)
  const times: number[] = []
  for (const text of questions) {
    let fastest = Number.POSITIVE_INFINITY
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const start = performance.now()
      await ask(text)
      fastest = Math.min(fastest, performance.now() - start)
    }
    times.push(fastest)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    buildMs,
    memoryMb,
    questions: times.length,
    medianMs: at(0.5),
    p99Ms: at(0.99),
  }
}
