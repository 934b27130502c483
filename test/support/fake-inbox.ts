import type { InboundEnvelope, Inbox } from '../../src/channels/channel.js'

/** An inbox in memory with the real one's promise: each external id once, all or nothing. */
export class FakeInbox implements Inbox {
  readonly stored: InboundEnvelope[] = []
  readonly blockedChats: string[] = []
  /** How often `receive` was called, failed calls included. */
  attempts = 0
  #failures = 0

  /** The next `times` calls reject, as when the disk is full. */
  failNext(times: number): void {
    this.#failures = times
  }

  async receive(envelopes: readonly InboundEnvelope[]): Promise<number> {
    this.attempts++
    if (this.#failures > 0) {
      this.#failures--
      throw new Error('disk full')
    }
    const known = new Set(this.stored.map(({ externalId }) => externalId))
    const fresh = envelopes.filter(({ externalId }) => !known.has(externalId))
    this.stored.push(...fresh)
    return fresh.length
  }

  async blocked(_channel: string, chatAddress: string): Promise<void> {
    this.blockedChats.push(chatAddress)
  }
}
