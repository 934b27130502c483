import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ArrivalOrder } from '../../../src/channels/whatsapp/arrival-order.js'
import { ORDER_WAIT_MS } from '../../../src/channels/whatsapp/limits.js'
import type { BinaryNode, WASocket } from '../../support/whatsapp-baileys.js'

interface Stanza {
  readonly node: BinaryNode
  readonly ciphertexts: Uint8Array[]
}

function message(id: string, from: string, attrs: Record<string, string> = {}, parts = 1): Stanza {
  const ciphertexts = Array.from({ length: parts }, () => Buffer.from(id))
  const content = ciphertexts.map((bytes) => ({ tag: 'enc', attrs: {}, content: bytes }))
  return { node: { tag: 'message', attrs: { id, from, ...attrs }, content }, ciphertexts }
}

describe('the order of arrival', () => {
  let order: ArrivalOrder
  let ws: EventEmitter
  /** Ids of the stanzas that Baileys was given. */
  let given: string[]

  beforeEach(() => {
    vi.useFakeTimers()
    order = new ArrivalOrder()
    ws = new EventEmitter()
    given = []
    ws.on('CB:message', (node: BinaryNode) => given.push(node.attrs.id ?? ''))
    order.attach({ ws } as unknown as WASocket)
  })

  afterEach(() => {
    order.reset()
    vi.useRealTimers()
  })

  const arrive = (...stanzas: Stanza[]): void => {
    for (const stanza of stanzas) ws.emit('CB:message', stanza.node)
  }

  async function settle(stanza: Stanza): Promise<void> {
    for (const ciphertext of stanza.ciphertexts) order.settle(ciphertext)
    await vi.advanceTimersByTimeAsync(0)
  }

  it('gives out the messages of a chat one after the other, other chats meanwhile', async () => {
    const first = message('1', 'a:1@lid')
    const second = message('2', 'a:1@lid')
    arrive(first, second, message('3', 'a@lid'), message('other', 'b@lid'))
    expect(given).toEqual(['1', 'other'])
    await settle(first)
    expect(given).toEqual(['1', 'other', '2'])
    await settle(second)
    expect(given).toEqual(['1', 'other', '2', '3'])
  })

  it('gives out a pile at once, and what is live behind it', async () => {
    const pile = ['1', '2'].map((id) => message(id, 'a@lid', { offline: '0' }))
    const live = message('live', 'a@lid')
    arrive(...pile, live)
    expect(given).toEqual(['1', '2'])
    for (const stanza of pile) await settle(stanza)
    expect(given).toEqual(['1', '2', 'live'])
  })

  it('waits for all ciphertexts of a stanza', async () => {
    const group = message('1', 'a@g.us', {}, 2)
    arrive(group, message('2', 'a@g.us'))
    order.settle(group.ciphertexts[0] as Uint8Array)
    await vi.advanceTimersByTimeAsync(0)
    expect(given).toEqual(['1'])
    order.settle(group.ciphertexts[1] as Uint8Array)
    await vi.advanceTimersByTimeAsync(0)
    expect(given).toEqual(['1', '2'])
  })

  it('does not wait for a stanza that holds nothing to decrypt', () => {
    arrive(message('1', 'a@lid', {}, 0), message('2', 'a@lid'))
    expect(given).toEqual(['1', '2'])
  })

  it('goes on after a while when a message never ends', async () => {
    arrive(message('1', 'a@lid'), message('2', 'a@lid'), message('3', 'a@lid'))
    await vi.advanceTimersByTimeAsync(ORDER_WAIT_MS - 1)
    expect(given).toEqual(['1'])
    await vi.advanceTimersByTimeAsync(1)
    expect(given).toEqual(['1', '2'])
    await vi.advanceTimersByTimeAsync(ORDER_WAIT_MS)
    expect(given).toEqual(['1', '2', '3'])
  })

  it('forgets what waits when the connection ends: the server sends it again', async () => {
    arrive(message('1', 'a@lid'), message('2', 'a@lid'))
    order.reset()
    await vi.advanceTimersByTimeAsync(ORDER_WAIT_MS * 2)
    expect(given).toEqual(['1'])
  })
})
