/** `node dist/main.js` as an operator runs it: a process of its own, to be signalled and killed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { PROJECT_ROOT } from '../../src/paths.js'
import { UNSET_SETTINGS } from './unset-settings.js'
import { until } from './until.js'

const MAIN = join(PROJECT_ROOT, 'dist', 'main.js')

/** A start takes about a second; the rest is for a machine that does other things as well. */
const START_LIMIT_MS = 60_000

/** Longest time of a test that starts and stops processes, milliseconds. */
export const PROCESS_TEST_LIMIT_MS = 120_000

/** What an operator sets, and nothing of the developer's own environment. */
export type Settings = Readonly<Record<string, string>>

export interface LogLine {
  readonly level: number
  readonly msg: string
  readonly [field: string]: unknown
}

export class ServiceProcess {
  stdout = ''
  /** What people read. */
  stderr = ''
  readonly #child: ChildProcessWithoutNullStreams
  #ended = false

  private constructor(settings: Settings) {
    if (!existsSync(MAIN)) throw new Error('dist/ is missing: npm run build')
    const { PATH = '' } = process.env
    this.#child = spawn(process.execPath, [MAIN], {
      env: { PATH, ...UNSET_SETTINGS, CONSOLE_PORT: '0', ...settings },
    })
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    // Unlike `exit`, `close` comes when all output has been read.
    this.#child.on('close', () => {
      this.#ended = true
    })
  }

  /** Begins to start; killed at the end of the test when it still runs. */
  static launch(settings: Settings): ServiceProcess {
    const service = new ServiceProcess(settings)
    onTestFinished(() => service.kill())
    return service
  }

  /** Started and ready. */
  static async start(settings: Settings): Promise<ServiceProcess> {
    const service = ServiceProcess.launch(settings)
    await service.#ready()
    return service
  }

  /** One for all tests of a `describe` that do not end it. */
  static shared(settings: () => Settings): () => ServiceProcess {
    let service: ServiceProcess | undefined
    beforeAll(async () => {
      service = new ServiceProcess(settings())
      await service.#ready()
    }, START_LIMIT_MS)
    afterAll(() => service?.kill())
    return () => {
      if (service === undefined) throw new Error('the shared process runs inside tests only')
      return service
    }
  }

  async #ready(): Promise<void> {
    const isReady = () => {
      if (this.ended) throw new Error(`ended instead of starting: ${this.stderr}`)
      return this.readyLines.length > 0
    }
    await until(isReady, 'the service is ready', START_LIMIT_MS)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Every line of standard output. @throws when one is not JSON. */
  get log(): readonly LogLine[] {
    const lines = this.stdout.split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as LogLine)
  }

  get readyLines(): readonly LogLine[] {
    return this.log.filter(({ msg }) => msg === 'ready')
  }

  get url(): string {
    return `http://127.0.0.1:${this.readyLines[0]?.port}`
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** The exit code, once it has ended; null when a signal ended it. */
  async exitCode(): Promise<number | null> {
    await until(() => this.ended, 'the process has ended', START_LIMIT_MS)
    return this.#child.exitCode
  }

  /** As a power cut does: no goodbye. */
  async kill(): Promise<void> {
    if (!this.ended) this.#child.kill('SIGKILL')
    await this.exitCode()
  }
}

/** A message as the page gets it. */
export interface PageItem {
  readonly from: string
  readonly text: string
  readonly heading?: string
  readonly links?: readonly { readonly label: string; readonly url: string }[]
  readonly choices?: readonly { readonly label: string; readonly action: string }[]
}

/** A web chat without a browser: what the page sends and reads. */
export class WebClient {
  #cookie = ''

  constructor(private readonly url: string) {}

  async post(id: string, text: string, action?: string): Promise<number> {
    const response = await fetch(`${this.url}/chat/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.#cookie },
      body: JSON.stringify({ id, text, action }),
    })
    const set = response.headers.get('set-cookie')
    if (set !== null) this.#cookie = set.split(';')[0] ?? ''
    await response.body?.cancel()
    return response.status
  }

  /** Keeps a stream of events open, as a page does; resolves once the service has taken it. */
  async listen(): Promise<void> {
    const response = await fetch(`${this.url}/chat/api/events`, {
      headers: { cookie: this.#cookie },
    })
    if (!response.ok) throw new Error(`no stream: ${response.status}`)
    onTestFinished(() => response.body?.cancel().catch(() => {}))
  }

  /** The same visitor at a service that has another address now. */
  at(url: string): WebClient {
    const moved = new WebClient(url)
    moved.#cookie = this.#cookie
    return moved
  }

  async items(): Promise<readonly PageItem[]> {
    const response = await fetch(`${this.url}/chat/api/messages`, {
      headers: { cookie: this.#cookie },
    })
    const body = (await response.json()) as { items: PageItem[] }
    return body.items
  }

  async untilAnswered(count: number): Promise<readonly PageItem[]> {
    const answers = async () => (await this.items()).filter(({ from }) => from === 'bot')
    await until(async () => (await answers()).length >= count, `${count} answers`)
    return answers()
  }
}
