/**
 * tesseract.js on one thread of its own: started with the first picture, ended when idle, replaced
 * after a fault, a time-out, or many passes. Whatever happens on the thread, the process lives on.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Worker as Thread } from 'node:worker_threads'
import type { Page, PSM, Worker } from 'tesseract.js'
import { IDLE_MS, PASS_MS, PASSES_PER_THREAD, START_MS } from './limits.js'

/**
 * Indonesian alone: it has the Latin letters and reads the English error texts as well. With English
 * beside it a pass takes half as long again and reads no more pictures right.
 */
const LANGUAGE = 'ind'

/** `page`: lines and columns of a screen. `scattered`: as much text as can be found, in no order. */
export type Layout = 'page' | 'scattered'
const SEGMENTATION: Record<Layout, string> = { page: '3', scattered: '11' }

export interface RecogniserLimits {
  readonly startMs: number
  readonly passMs: number
  readonly idleMs: number
  readonly passesPerThread: number
}

export const RECOGNISER_LIMITS: RecogniserLimits = {
  startMs: START_MS,
  passMs: PASS_MS,
  idleMs: IDLE_MS,
  passesPerThread: PASSES_PER_THREAD,
}

interface Running {
  readonly thread: Thread
  readonly engine: Worker
  /** Rejects when the thread ends or fails; never resolves. */
  readonly ended: Promise<never>
  passes: number
}

/** One pass at a time; the caller sees to that. */
export class TextRecogniser {
  #running: Promise<Running> | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(private readonly limits: RecogniserLimits = RECOGNISER_LIMITS) {}

  /** Whether the thread is up; for tests and measurements. */
  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** The thread of the moment; for tests that make it fail. */
  async thread(): Promise<Thread | undefined> {
    return (await this.#running)?.thread
  }

  /**
   * @param image a PGM file
   * @throws {Error} the thread failed, took too long, or `signal` was given; it is then replaced
   */
  async recognise(image: Buffer, layout: Layout, signal?: AbortSignal): Promise<Page> {
    clearTimeout(this.#idle)
    let running: Running | undefined
    try {
      this.#running ??= startThread(this.limits.startMs)
      running = await this.#running
      running.thread.ref()
      const page = await within(
        this.limits.passMs,
        Promise.race([recognisePage(running.engine, image, layout), running.ended]),
        signal,
      )
      running.passes++
      if (running.passes >= this.limits.passesPerThread) await this.stop()
      else this.#rest(running)
      return page
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Ends the thread; a pass under way rejects. */
  async stop(): Promise<void> {
    clearTimeout(this.#idle)
    const running = this.#running
    this.#running = undefined
    await running?.then(
      ({ thread }) => thread.terminate(),
      () => undefined,
    )
  }

  /** An idle thread keeps neither its memory for long nor the process alive. */
  #rest({ thread }: Running): void {
    thread.unref()
    this.#idle = setTimeout(() => void this.stop(), this.limits.idleMs).unref()
  }
}

async function recognisePage(engine: Worker, image: Buffer, layout: Layout): Promise<Page> {
  const { data } = await engine.recognize(
    image,
    { tessedit_pageseg_mode: SEGMENTATION[layout] as PSM } as object,
    { text: false, blocks: true },
  )
  return data
}

async function startThread(limitMs: number): Promise<Running> {
  const { createWorker } = (await import('tesseract.js')).default
  const threads: Thread[] = []
  let fail: (error: Error) => void = () => undefined
  const ended = new Promise<never>((_, reject) => {
    fail = reject
  })
  // It may end while nobody waits for it; that is no fault of the process.
  ended.catch(() => undefined)
  const note = (thread: Thread) => {
    threads.push(thread)
    // tesseract.js listens to neither: an error without a listener would end the process, and a
    // thread that is gone would leave its caller waiting for ever.
    thread.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
    thread.on('exit', () => fail(new Error('the reading thread ended')))
  }
  process.on('worker', note)
  const starting = createWorker(LANGUAGE, undefined, {
    langPath: languagePath(),
    cacheMethod: 'none',
    // Without it a picture that cannot be read throws in the middle of nowhere. Its pass rejects.
    errorHandler: () => undefined,
  })
  starting.catch(() => undefined)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('worker', note)
  const [thread] = threads
  try {
    const engine = await within(limitMs, Promise.race([starting, ended]))
    if (thread === undefined) throw new Error('tesseract.js started no thread')
    // Its remarks about every picture do not belong on standard error, and a screen has no DPI.
    await Promise.race([
      engine.setParameters({ debug_file: '/dev/null', user_defined_dpi: '150' }),
      ended,
    ])
    return { thread, engine, ended, passes: 0 }
  } catch (error) {
    await thread?.terminate()
    throw error
  }
}

/** The language data come as a package, so nothing is downloaded when the service runs. */
function languagePath(): string {
  const require = createRequire(import.meta.url)
  const data = dirname(require.resolve(`@tesseract.js-data/${LANGUAGE}/package.json`))
  return join(data, '4.0.0_best_int')
}

/** @throws {Error} `promise` took longer than `ms`, or `signal` was given first */
async function within<T>(ms: number, promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  let stop: (error: Error) => void = () => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  const timer = setTimeout(() => stop(new Error(`not done after ${ms} ms`)), ms)
  const giveUp = () => stop(new Error('given up'))
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted) giveUp()
  try {
    return await Promise.race([promise, stopped])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}
