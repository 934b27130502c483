import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import BetterSqlite from 'better-sqlite3'
import { expect, onTestFinished } from 'vitest'
import { DATABASE_FILE } from '../../src/store/index.js'
import { CrashMessenger } from './crash-messenger.js'
import type { CrashServiceArgs } from './crash-service.js'
import { tempDir } from './store-fixtures.js'
import { until } from './until.js'

/** How long the last run may take to work off what the kills left, and how often it is looked at. */
const DRAIN_LIMIT_MS = 120_000
const DRAIN_POLL_MS = 50
const DONE = ''

/** One data folder, one messenger, and a service that is started and killed over and over. */
export class CrashWorld {
  readonly dataDir = tempDir()
  readonly messenger = new CrashMessenger()
  #url = ''

  /** @param service the compiled `crash-service`. */
  constructor(private readonly service: string) {}

  async open(): Promise<this> {
    this.#url = await this.messenger.listen()
    onTestFinished(() => this.messenger.close())
    return this
  }

  start(args: Partial<CrashServiceArgs> = {}): CrashService {
    this.messenger.run++
    const { run } = this.messenger
    return new CrashService(this.service, {
      dataDir: this.dataDir,
      messenger: this.#url,
      run,
      ...args,
    })
  }

  /** Lets a service work until nothing is left, then ends it; how long that took, milliseconds. */
  async drain(args: Partial<CrashServiceArgs> = {}): Promise<number> {
    const service = this.start(args)
    await service.ready()
    const start = performance.now()
    const deadline = start + DRAIN_LIMIT_MS
    for (let left = this.#left(); left !== DONE; left = this.#left()) {
      if (performance.now() > deadline) throw new Error(`still left: ${left}\n${service.stderr}`)
      await sleep(DRAIN_POLL_MS)
    }
    const took = performance.now() - start
    await service.kill()
    return took
  }

  /** What still has to be done, in words for a failure's message. */
  #left(): string {
    const counts = this.query((database) =>
      database
        .prepare<[number], Record<string, number>>(
          `SELECT ? - (SELECT count(*) FROM messages) AS unstored,
             (SELECT count(*) FROM messages WHERE outcome IS NULL) AS unprocessed,
             (SELECT count(*) FROM chat_events WHERE outcome IS NULL) AS events,
             (SELECT count(*) FROM wakes) AS wakes,
             (SELECT count(*) FROM pictures WHERE reference IS NOT NULL) AS pictures,
             (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')) AS unsent`,
        )
        .get(this.messenger.given.length),
    )
    return Object.entries(counts ?? {})
      .filter(([, count]) => count !== 0)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')
  }

  query<T>(read: (database: BetterSqlite.Database) => T): T {
    const database = new BetterSqlite(join(this.dataDir, DATABASE_FILE), { readonly: true })
    try {
      return read(database)
    } finally {
      database.close()
    }
  }
}

export class CrashService {
  stdout = ''
  stderr = ''
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>

  constructor(file: string, args: CrashServiceArgs) {
    this.#process = spawn(process.execPath, [file, JSON.stringify(args)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString('utf8')
    })
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString('utf8')
    })
    this.#exited = once(this.#process, 'close')
    onTestFinished(() => this.kill())
  }

  async ready(): Promise<void> {
    await until(
      () => this.stdout.includes('ready') || this.#process.exitCode !== null,
      'the service is ready',
      30_000,
    )
    expect(this.stdout, this.stderr).toContain('ready')
  }

  /** How it ended, once it has. */
  async ended(): Promise<NodeJS.Signals | number | null> {
    await this.#exited
    return this.#process.signalCode ?? this.#process.exitCode
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#exited
  }
}
