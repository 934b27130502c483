import type { InboundEnvelope, Inbox } from '../../src/channels/channel.js'

/** An inbox in memory: each external id once, in order; refuses on demand like a store that is down. */
export class MemoryInbox implements Inbox {
  readonly stored: InboundEnvelope[] = []
  /** Every envelope that was offered and not refused, repeats included. */
  readonly offered: InboundEnvelope[] = []
  /** This many of the next calls are refused. */
  refuseNext = 0
  refused = 0

  async receive(envelopes: readonly InboundEnvelope[]): Promise<number> {
    if (this.refuseNext > 0) {
      this.refuseNext -= 1
      this.refused += 1
      throw new Error('database is locked')
    }
    this.offered.push(...envelopes)
    const known = new Set(this.stored.map((one) => one.externalId))
    const fresh = envelopes.filter((one) => !known.has(one.externalId))
    this.stored.push(...fresh)
    return fresh.length
  }

  async blocked(): Promise<void> {}

  texts(): string[] {
    return this.stored.map((one) => one.text)
  }
}
