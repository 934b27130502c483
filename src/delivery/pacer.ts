import type { Pacing } from '../channels/channel.js'
import type { Random } from './clock.js'

/** Chats whose last send is remembered; the ones beyond are long past their gap. */
const MAX_REMEMBERED = 1_000

/** Says when the next send may begin: gaps per chat and over the whole channel, and pauses. */
export class Pacer {
  readonly #chats = new Map<number, number>()
  #channel = 0
  #pause = 0

  constructor(
    private readonly pacing: Pacing,
    private readonly random: Random,
  ) {}

  get concurrency(): number {
    return this.pacing.concurrency
  }

  /** Whether a chat that was just sent to has to wait before its next message. */
  get hasChatGap(): boolean {
    return this.pacing.perChatMs + this.pacing.jitterMs > 0
  }

  /** When the channel may send at all, UTC milliseconds. */
  channelReadyAt(): number {
    return Math.max(this.#channel, this.#pause)
  }

  chatReadyAt(chatId: number): number {
    return this.#chats.get(chatId) ?? 0
  }

  /** A send to the chat begins now. */
  began(chatId: number, now: number): void {
    const jitter = this.random() * this.pacing.jitterMs
    this.#channel = now + this.pacing.overallMs + (this.pacing.overallMs > 0 ? jitter : 0)
    this.#chats.delete(chatId)
    this.#chats.set(chatId, now + this.pacing.perChatMs + jitter)
    if (this.#chats.size <= MAX_REMEMBERED) return
    for (const [other, readyAt] of this.#chats) if (readyAt <= now) this.#chats.delete(other)
  }

  /** Nothing is sent before `until`. A shorter pause does not shorten a longer one. */
  pause(until: number): void {
    this.#pause = Math.max(this.#pause, until)
  }

  resume(): void {
    this.#pause = 0
  }
}
