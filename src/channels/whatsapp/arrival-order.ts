/**
 * Keeps the order of a chat. Left to itself, Baileys works on what piled up while the bot was away in
 * a queue beside what arrives live, and on a second message of a new contact while the first still
 * waits for a lookup; it then decrypts, and would commit, a later message before an earlier one. So a
 * live message is handed to Baileys only when the earlier ones of its chat are decrypted and kept, or
 * have failed. One that is still waiting when the process dies is not acknowledged: the server sends
 * it again, behind the others.
 */
import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import { ORDER_WAIT_MS } from './limits.js'

const MESSAGE_EVENT = 'CB:message'

type Handle = (stanza: BinaryNode) => void

interface Arrival {
  readonly lane: Lane
  readonly stanza: BinaryNode
  /** Ciphertexts of the stanza that are still to be decrypted. */
  open: number
}

interface Lane {
  readonly name: string
  /** Handed to Baileys and not yet decrypted. */
  readonly underWay: Set<Arrival>
  readonly waiting: BinaryNode[]
  timer?: NodeJS.Timeout
}

export class ArrivalOrder {
  readonly #byCiphertext = new WeakMap<Uint8Array, Arrival>()
  readonly #lanes = new Map<string, Lane>()
  #handle: Handle = () => {}

  /** Puts itself before Baileys' own listeners for messages. */
  attach(socket: WASocket): void {
    this.reset()
    const listeners = socket.ws.listeners(MESSAGE_EVENT) as Handle[]
    socket.ws.removeAllListeners(MESSAGE_EVENT)
    this.#handle = (stanza) => {
      for (const listener of listeners) listener(stanza)
    }
    socket.ws.on(MESSAGE_EVENT, (stanza: BinaryNode) => this.#take(stanza))
  }

  /** The connection is gone, and with it whatever has not been decrypted. */
  reset(): void {
    for (const lane of this.#lanes.values()) clearTimeout(lane.timer)
    this.#lanes.clear()
    this.#handle = () => {}
  }

  /** The stanza that a ciphertext came in: Baileys passes on the very same bytes. */
  stanzaOf(ciphertext: Uint8Array): BinaryNode | undefined {
    return this.#byCiphertext.get(ciphertext)?.stanza
  }

  /** One ciphertext has been decrypted and kept, or could not be. */
  settle(ciphertext: Uint8Array): void {
    const arrival = this.#byCiphertext.get(ciphertext)
    if (arrival === undefined) return
    arrival.open -= 1
    if (arrival.open > 0) return
    const { lane } = arrival
    lane.underWay.delete(arrival)
    // Not from within the decryption that has just ended.
    queueMicrotask(() => this.#next(lane))
  }

  #take(stanza: BinaryNode): void {
    const lane = this.#laneOf(stanza)
    // The pile is older than anything live, and Baileys takes it one by one by itself.
    const mayGo = stanza.attrs.offline !== undefined || lane.underWay.size === 0
    if (mayGo && lane.waiting.length === 0) {
      this.#handOver(lane, stanza)
      return
    }
    lane.waiting.push(stanza)
    this.#watch(lane)
  }

  #handOver(lane: Lane, stanza: BinaryNode): void {
    const ciphertexts = ciphertextsOf(stanza)
    if (ciphertexts.length > 0) {
      const arrival: Arrival = { lane, stanza, open: ciphertexts.length }
      lane.underWay.add(arrival)
      for (const ciphertext of ciphertexts) this.#byCiphertext.set(ciphertext, arrival)
    }
    this.#handle(stanza)
    if (lane.underWay.size === 0) this.#next(lane)
  }

  #next(lane: Lane): void {
    if (this.#lanes.get(lane.name) !== lane || lane.underWay.size > 0) return
    clearTimeout(lane.timer)
    const stanza = lane.waiting.shift()
    if (stanza === undefined) {
      this.#lanes.delete(lane.name)
      return
    }
    this.#watch(lane)
    this.#handOver(lane, stanza)
  }

  /** An earlier message that never ends must not silence the chat. */
  #watch(lane: Lane): void {
    clearTimeout(lane.timer)
    if (lane.waiting.length === 0) return
    lane.timer = setTimeout(() => {
      lane.underWay.clear()
      this.#next(lane)
    }, ORDER_WAIT_MS)
  }

  #laneOf(stanza: BinaryNode): Lane {
    const name = chatOf(stanza)
    const known = this.#lanes.get(name)
    if (known !== undefined) return known
    const lane: Lane = { name, underWay: new Set(), waiting: [] }
    this.#lanes.set(name, lane)
    return lane
  }
}

function ciphertextsOf(stanza: BinaryNode): Uint8Array[] {
  if (!Array.isArray(stanza.content)) return []
  return stanza.content
    .filter((child) => child.tag === 'enc' && child.attrs.type !== 'msmsg')
    .map((child) => child.content)
    .filter((content) => content instanceof Uint8Array)
}

/** The chat as the stanza names it, without the device. */
function chatOf(stanza: BinaryNode): string {
  const jid = stanza.attrs.recipient ?? stanza.attrs.from ?? ''
  return jid.replace(/:\d+@/, '@')
}
