/**
 * What to do after a connection has ended, by the reason. A pure state machine: the caller brings the
 * time and the randomness and does the waiting.
 */
import { RECONNECT_TIMING, type ReconnectTiming } from './limits.js'

/** Status codes as Baileys reports them in `lastDisconnect`. */
export const CLOSE = {
  loggedOut: 401,
  banned: 403,
  multideviceMismatch: 411,
  loggedOutByMainDevice: 419,
  replaced: 440,
  restartRequired: 515,
} as const

export type Decision =
  | { readonly action: 'connect'; readonly afterMs: number; readonly alarm?: 'replaced' | 'loop' }
  | { readonly action: 'stop'; readonly why: 'logged-out' | 'banned' | 'replaced' | 'mismatch' }

export class ReconnectPolicy {
  readonly #timing: ReconnectTiming
  readonly #random: () => number
  #failures = 0
  #replaced = 0
  #openedAt: number | undefined
  #closes: number[] = []

  constructor(random: () => number, timing: ReconnectTiming = RECONNECT_TIMING) {
    this.#random = random
    this.#timing = timing
  }

  /** Connections in a row that ended without a stable one between them. */
  get failures(): number {
    return this.#failures
  }

  opened(now: number): void {
    this.#openedAt = now
  }

  /** @param code Status code of the close; undefined when there is none (the network). */
  closed(code: number | undefined, now: number): Decision {
    this.#forgetAfterStable(now)
    const stop = stopReason(code)
    if (stop !== undefined) return { action: 'stop', why: stop }
    if (code === CLOSE.replaced) return this.#afterReplaced()

    const looping = this.#isLoop(now)
    // Not a failure: the server asks for it after pairing.
    if (code === CLOSE.restartRequired && !looping) return { action: 'connect', afterMs: 0 }
    const backoff = this.#backoff()
    if (!looping) return { action: 'connect', afterMs: backoff }
    return {
      action: 'connect',
      afterMs: Math.max(backoff, this.#timing.burstPauseMs),
      alarm: 'loop',
    }
  }

  /** A connection that opens for a moment proves nothing; only a lasting one clears the count. */
  #forgetAfterStable(now: number): void {
    const openedAt = this.#openedAt
    this.#openedAt = undefined
    if (openedAt === undefined || now - openedAt < this.#timing.stableAfterMs) return
    this.#failures = 0
    this.#replaced = 0
    this.#closes = []
  }

  /**
   * Another program logged in with this session. Coming back at once would throw that one out, which
   * comes back in turn: so never sooner than the pause, longer each time, and in the end not at all.
   */
  #afterReplaced(): Decision {
    this.#replaced += 1
    if (this.#replaced >= this.#timing.replacedLimit) return { action: 'stop', why: 'replaced' }
    const afterMs = this.#timing.burstPauseMs * 2 ** (this.#replaced - 1)
    return { action: 'connect', afterMs, alarm: 'replaced' }
  }

  #isLoop(now: number): boolean {
    const since = now - this.#timing.burstWindowMs
    this.#closes = [...this.#closes.filter((at) => at > since), now]
    if (this.#closes.length < this.#timing.burstCount) return false
    this.#closes = []
    return true
  }

  /** Doubling, with up to half of it random, so that many installations do not come back at once. */
  #backoff(): number {
    const full = Math.min(this.#timing.capMs, this.#timing.baseMs * 2 ** this.#failures)
    this.#failures += 1
    return Math.round(full * (0.5 + this.#random() / 2))
  }
}

function stopReason(code: number | undefined): 'logged-out' | 'banned' | 'mismatch' | undefined {
  switch (code) {
    case CLOSE.loggedOut:
    case CLOSE.loggedOutByMainDevice:
      return 'logged-out'
    case CLOSE.banned:
      return 'banned'
    case CLOSE.multideviceMismatch:
      return 'mismatch'
    default:
      return undefined
  }
}
