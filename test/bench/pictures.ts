/** Reading pictures: time of one, memory, and what a text answer waits while many are queued. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Brain } from '../../src/brain.js'
import { PROJECT_ROOT } from '../../src/paths.js'
import { createPictureReader } from '../../src/pictures/picture-reader.js'
import { Session } from '../../src/simulator/session.js'

const SINGLE_PICTURES = 40
const QUEUED_PICTURES = 20
/** Pause between two texts, milliseconds: a hundred people who write at the same time. */
const TEXT_PAUSE_MS = 10

export interface Figure {
  readonly figure: string
  readonly measured: string
  readonly goal: string
}

export async function benchPictures(brain: Brain, texts: readonly string[]): Promise<Figure[]> {
  const folder = join(PROJECT_ROOT, 'test', 'eval', 'pictures')
  const files = readdirSync(folder).sort().slice(0, SINGLE_PICTURES)
  const pictures = files.map((name) => readFileSync(join(folder, name)))
  const reader = createPictureReader({
    isEnough: (text) => brain.understanding.quotes(text).length > 0,
  })
  const before = process.memoryUsage.rss()
  let peak = before
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }

  const singles: number[] = []
  for (const bytes of pictures) {
    const begun = performance.now()
    await reader.read(bytes)
    singles.push(performance.now() - begun)
    look()
  }

  let isReading = true
  const begun = performance.now()
  const reading = Promise.all(
    pictures.slice(0, QUEUED_PICTURES).map((bytes) => reader.read(bytes)),
  ).then(() => {
    isReading = false
  })
  const answers: number[] = []
  for (let index = 0; isReading; index++) {
    const due = performance.now() + TEXT_PAUSE_MS
    await wait(TEXT_PAUSE_MS)
    const session = new Session(brain.engine, { now: Date.now(), welcomed: true })
    session.say(texts[index % texts.length] ?? '')
    // From when it was due: a blocked event loop counts as waiting.
    answers.push(performance.now() - due)
    look()
  }
  await reading
  const queuedMs = performance.now() - begun
  await reader.stop()

  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  return [
    {
      figure: `read one picture, median of ${singles.length} (max)`,
      measured: `${at(singles, 0.5)} (${at(singles, 1)})`,
      goal: 'under 1000 ms',
    },
    {
      figure: 'memory while pictures are read, peak above before',
      measured: megabytes(peak - before),
      goal: 'under 250 MB',
    },
    {
      figure: `${answers.length} text answers while ${QUEUED_PICTURES} pictures are queued, p99`,
      measured: at(answers, 0.99),
      goal: 'under 50 ms',
    },
    {
      figure: `${QUEUED_PICTURES} pictures read`,
      measured: `${(queuedMs / 1000).toFixed(1)} s`,
      goal: '',
    },
  ]
}

function at(values: readonly number[], share: number): string {
  const sorted = [...values].sort((one, other) => one - other)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`
}
