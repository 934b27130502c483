import type { Clock } from '../../src/delivery/clock.js'

interface Timer {
  readonly at: number
  readonly task: () => void
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>()
  #now: number

  constructor(now = Date.UTC(2026, 0, 5)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  /** When something is to run, in no order. */
  get dueTimes(): readonly number[] {
    return [...this.#timers].map(({ at }) => at)
  }

  after(ms: number, task: () => void): () => void {
    if (ms <= 0) {
      // Due already, and perhaps nobody moves the clock again.
      const immediate = setImmediate(task)
      return () => clearImmediate(immediate)
    }
    const timer = { at: this.#now + ms, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on by `ms`, running what becomes due in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = [...this.#timers]
        .filter((timer) => timer.at <= end)
        .sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#now = Math.max(this.#now, due.at)
      due.task()
    }
    this.#now = end
  }
}
