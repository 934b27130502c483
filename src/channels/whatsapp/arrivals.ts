/**
 * Order of arrival. Baileys decrypts what piled up while the bot was away beside what arrives live,
 * and a first message of a new contact waits for a lookup that the second does not need; so messages
 * of one chat can be finished out of order. Each stanza gets a number as it comes in, and a later one
 * waits, for a moment, until the earlier ones of its chat are decrypted or have failed.
 */
import type { BinaryNode } from '@whiskeysockets/baileys'
import { ORDER_WAIT_MS } from './limits.js'

export interface Arrival {
  readonly number: number
  /** The chat as the stanza names it, without the device. */
  readonly lane: string
  readonly stanza: BinaryNode
  readonly at: number
  /** Ciphertexts of the stanza that are still to be decrypted. */
  open: number
}

export class Arrivals {
  #last: number
  readonly #now: () => number
  readonly #byCiphertext = new WeakMap<Uint8Array, Arrival>()
  readonly #pending = new Set<Arrival>()

  constructor(last: number, now: () => number) {
    this.#last = last
    this.#now = now
  }

  next(): number {
    this.#last += 1
    return this.#last
  }

  /** Called for each message stanza before Baileys works on it. */
  note(stanza: BinaryNode): void {
    this.#dropExpired()
    const ciphertexts = ciphertextsOf(stanza)
    if (ciphertexts.length === 0) return
    const arrival: Arrival = {
      number: this.next(),
      lane: laneOf(stanza),
      stanza,
      at: this.#now(),
      open: ciphertexts.length,
    }
    this.#pending.add(arrival)
    for (const ciphertext of ciphertexts) this.#byCiphertext.set(ciphertext, arrival)
  }

  /** The stanza that a ciphertext came in: Baileys passes on the very same bytes. */
  of(ciphertext: Uint8Array): Arrival | undefined {
    return this.#byCiphertext.get(ciphertext)
  }

  /** One ciphertext of the arrival has been decrypted, or could not be. */
  settle(arrival: Arrival): void {
    arrival.open -= 1
    if (arrival.open <= 0) this.#pending.delete(arrival)
  }

  /** Whether an earlier message of the lane is still on its way. */
  isHeldBack(lane: string, number: number): boolean {
    this.#dropExpired()
    for (const arrival of this.#pending) {
      if (arrival.lane === lane && arrival.number < number) return true
    }
    return false
  }

  /** Oldest first, as they came in. */
  #dropExpired(): void {
    const expired = this.#now() - ORDER_WAIT_MS
    for (const arrival of this.#pending) {
      if (arrival.at > expired) return
      this.#pending.delete(arrival)
    }
  }

  /** The connection is gone: what was not decrypted comes again from the server. */
  forgetPending(): void {
    this.#pending.clear()
  }
}

function ciphertextsOf(stanza: BinaryNode): Uint8Array[] {
  if (!Array.isArray(stanza.content)) return []
  return stanza.content
    .filter((child) => child.tag === 'enc' && child.attrs.type !== 'msmsg')
    .map((child) => child.content)
    .filter((content) => content instanceof Uint8Array)
}

export function laneOf(stanza: BinaryNode): string {
  const jid = stanza.attrs.recipient ?? stanza.attrs.from ?? ''
  return jid.replace(/:\d+@/, '@')
}
