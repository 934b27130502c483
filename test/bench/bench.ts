/**
 * `npm run bench`: understanding, cold start, and memory of the built service, as one table. Figures
 * are of this machine and this run; compare them only within a run.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { loadBrain } from '../../src/brain.js'
import { KNOWLEDGE_DIR, PROJECT_ROOT } from '../../src/paths.js'
import { TelegramServer } from '../support/telegram-server.js'
import { until } from '../support/until.js'
import { benchPictures } from './pictures.js'

const COLD_STARTS = 5
const IDLE_SECONDS = 30
const MESSAGES = 1_000
const MESSAGE_LIMIT_MS = 180_000

interface Row {
  readonly figure: string
  readonly measured: string
  readonly goal: string
}

interface Question {
  readonly q: string
}

function questions(): string[] {
  const lines = readFileSync(join(PROJECT_ROOT, 'test', 'eval', 'questions.jsonl'), 'utf8')
  return lines
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as Question).q)
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function benchUnderstanding(): Row[] {
  const started = performance.now()
  const { understanding } = loadBrain(KNOWLEDGE_DIR)
  const loadMs = performance.now() - started
  const texts = questions()
  for (const text of texts) understanding.understand(text)
  const times = texts.map((text) => {
    const begin = performance.now()
    understanding.understand(text)
    return performance.now() - begin
  })
  times.sort((left, right) => left - right)
  const ms = (share: number) => `${quantile(times, share).toFixed(2)} ms`
  return [
    { figure: 'load knowledge', measured: `${loadMs.toFixed(0)} ms`, goal: '' },
    { figure: `understand one message, p50 of ${texts.length}`, measured: ms(0.5), goal: '' },
    { figure: 'understand one message, p99', measured: ms(0.99), goal: 'under 5 ms' },
    { figure: 'understand one message, max', measured: ms(1), goal: '' },
  ]
}

interface Running {
  readonly child: ChildProcess
  readonly readyMs: number
  readonly stop: () => Promise<void>
}

/** Starts the built service on a fresh data folder and waits for its "ready" line. */
async function startService(environment: Record<string, string> = {}): Promise<Running> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tanya-bench-'))
  const begin = performance.now()
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'dist', 'main.js')], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, CONSOLE_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
    rmSync(dataDir, { recursive: true, force: true })
  }
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"msg":"ready"')) resolve()
    })
    child.once('exit', () => reject(new Error('the service ended before it was ready')))
  })
  return { child, readyMs: performance.now() - begin, stop }
}

async function benchColdStart(): Promise<Row[]> {
  const times: number[] = []
  for (let run = 0; run < COLD_STARTS; run++) {
    const service = await startService()
    times.push(service.readyMs)
    await service.stop()
  }
  times.sort((left, right) => left - right)
  return [
    {
      figure: `cold start to ready, median of ${COLD_STARTS} (max)`,
      measured: `${quantile(times, 0.5).toFixed(0)} ms (${quantile(times, 1).toFixed(0)} ms)`,
      goal: 'under 2000 ms',
    },
  ]
}

/** Resident memory in megabytes (10^6 bytes). */
function residentMb(pid: number | undefined): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])
  return `${((kilobytes * 1024) / 1e6).toFixed(0)} MB`
}

async function benchMemory(): Promise<Row[]> {
  const telegram = await new TelegramServer().listen()
  const service = await startService({
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  })
  await wait(IDLE_SECONDS * 1000)
  const idle = residentMb(service.child.pid)

  const texts = questions()
  const begin = performance.now()
  for (let index = 0; index < MESSAGES; index++) {
    // Each from somebody else: what one person sends in a row is one question.
    telegram.text(1000 + index, texts[index % texts.length] ?? '')
  }
  await until(
    () => telegram.sent.length >= MESSAGES,
    `${MESSAGES} messages are answered`,
    MESSAGE_LIMIT_MS,
  )
  const seconds = (performance.now() - begin) / 1000
  const busy = residentMb(service.child.pid)
  await service.stop()
  await telegram.close()
  return [
    { figure: `resident ${IDLE_SECONDS} s after ready`, measured: idle, goal: 'under 150 MB' },
    { figure: `resident after ${MESSAGES} messages`, measured: busy, goal: 'under 150 MB' },
    {
      figure: `${MESSAGES} messages answered at Telegram's pace`,
      measured: `${seconds.toFixed(1)} s`,
      goal: '',
    },
  ]
}

console.table([
  ...benchUnderstanding(),
  ...(await benchPictures(loadBrain(KNOWLEDGE_DIR), questions())),
  ...(await benchColdStart()),
  ...(await benchMemory()),
])
