/** One channel's outbox on a real store, with a scripted channel and clock. */
import { onTestFinished } from 'vitest'
import type { Pacing, SendError } from '../../src/channels/channel.js'
import { createDispatcher, type Dispatcher } from '../../src/delivery/dispatcher.js'
import {
  chats,
  contacts,
  type OutboxHead,
  type OutboxState,
  outbox,
  type Store,
  type Tx,
  transcripts,
} from '../../src/store/index.js'
import { NO_PACING, ScriptedChannel } from './delivery-fixtures.js'
import { FakeClock } from './fake-clock.js'
import { recordingLogger } from './silent-logger.js'
import { openTestStore } from './store-fixtures.js'
import { until } from './until.js'

export async function outboxScene(options: { pacing?: Pacing; dataDir?: string } = {}) {
  const store = await openTestStore(
    options.dataDir === undefined ? {} : { dataDir: options.dataDir },
  )
  const clock = new FakeClock()
  const channel = new ScriptedChannel('test', {
    now: () => clock.now(),
    pacing: options.pacing ?? NO_PACING,
  })
  const { logger, lines } = recordingLogger()
  const events: number[] = []
  const make = (): Dispatcher => {
    const dispatcher = createDispatcher({
      store,
      channel,
      clock,
      random: () => 0.5,
      logger,
      boundary: () => {},
      onEvent: (chatId) => events.push(chatId),
    })
    onTestFinished(() => dispatcher.stop())
    return dispatcher
  }
  return { store, clock, channel, lines, events, dispatcher: make(), make }
}

export async function chatOf(tx: Tx, address: string): Promise<number> {
  const contactId = await contacts.ensureContact(tx, { channel: 'test', addresses: [address] }, 1)
  const place = { channel: 'test', address, kind: 'private', contactId } as const
  return (await chats.ensureChat(tx, place, 1)).id
}

/** Queues texts for a chat; returns its id. */
export async function queue(store: Store, address: string, ...texts: string[]): Promise<number> {
  return store.write('test', async (tx) => {
    const chatId = await chatOf(tx, address)
    for (const text of texts) {
      const row = { chatId, channel: 'test', author: 'bot', reply: { text }, now: 1 } as const
      await outbox.insertOutboxRow(tx, row)
    }
    return chatId
  })
}

export async function states(store: Store, chatId: number): Promise<readonly OutboxState[]> {
  const entries = await store.read((tx) => transcripts.readTranscript(tx, chatId, { limit: 100 }))
  return entries.flatMap((entry) => ('state' in entry ? [entry.state] : []))
}

export async function untilStates(
  store: Store,
  chatId: number,
  expected: OutboxState[],
): Promise<void> {
  await until(
    async () => JSON.stringify(await states(store, chatId)) === JSON.stringify(expected),
    `states ${expected}`,
  )
}

/** The first unsent row, once it waits for its next try after `attempts`. */
export async function untilQueuedAgain(store: Store, attempts: number): Promise<OutboxHead> {
  const query = { channel: 'test', now: Number.MAX_SAFE_INTEGER, limit: 1 }
  let head: OutboxHead | undefined
  await until(async () => {
    ;[head] = await store.read((tx) => outbox.outboxHeads(tx, query))
    return head?.state === 'queued' && head.attempts === attempts
  }, `queued again after ${attempts} tries`)
  return head as OutboxHead
}

export function failing(...faults: SendError[]) {
  return () => faults.shift()
}
