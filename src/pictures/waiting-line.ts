/** One task at a time, in the order of arrival, with a bounded number and time of waiting. */
export class WaitingLine {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(
    private readonly mostWaiting: number,
    private readonly longestWaitMs: number,
  ) {}

  /**
   * @throws {Error} the line is full, the wait was too long, or `signal` was given before the task
   * began; besides what the task throws
   */
  async wait<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw new Error('given up')
    if (this.#waiting >= this.mostWaiting) throw new Error('too many pictures wait')
    this.#waiting++
    const arrived = performance.now()
    const turn = this.#last.then(() => {
      this.#waiting--
      if (signal.aborted) throw new Error('given up')
      if (performance.now() - arrived > this.longestWaitMs) throw new Error('waited too long')
      return task()
    })
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
