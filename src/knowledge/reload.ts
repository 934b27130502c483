import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { KnowledgeError } from './faults.js'

/** How often files are looked at: an edit is live within seconds, and network drives work too. */
export const RELOAD_POLL_MS = 2_000

/**
 * Keeps `current` at the newest version of `directory` that loads. An edit that does not load is
 * logged with file and line, and the old version stays.
 */
export class Reloading<T> {
  #current: T
  #signature: string
  #timer: NodeJS.Timeout | undefined

  /** @throws what `load` throws: a service does not start on knowledge that it cannot read. */
  constructor(
    private readonly directory: string,
    private readonly load: (directory: string) => T,
    private readonly logger: Logger,
  ) {
    this.#signature = signatureOf(directory)
    this.#current = load(directory)
  }

  get current(): T {
    return this.#current
  }

  start(pollMs = RELOAD_POLL_MS): void {
    this.#timer = setInterval(() => this.refresh(), pollMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Takes up what was edited since the last look. Returns whether a new version is in use. */
  refresh(): boolean {
    try {
      const signature = signatureOf(this.directory)
      if (signature === this.#signature) return false
      this.#signature = signature
      this.#current = this.load(this.directory)
      this.logger.info('knowledge reloaded')
      return true
    } catch (error) {
      const faults = error instanceof KnowledgeError ? error.faults : undefined
      this.logger.error(
        { faults, err: faults ? undefined : error },
        'knowledge edit refused, the old one stays',
      )
      return false
    }
  }
}

/** Changes whenever a file below `directory` is added, removed or written. */
function signatureOf(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const stat = statSync(join(directory, name))
      return `${name}:${stat.mtimeMs}:${stat.size}`
    })
    .join('\n')
}
