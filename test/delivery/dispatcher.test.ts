import { describe, expect, onTestFinished, test } from 'vitest'
import { type Pacing, SendError } from '../../src/channels/channel.js'
import { createDispatcher, type Dispatcher } from '../../src/delivery/dispatcher.js'
import {
  MAX_SEND_ATTEMPTS,
  MAX_SEND_INTERRUPTIONS,
  OUTBOX_POLL_MS,
  SEND_TIMEOUT_MS,
} from '../../src/delivery/limits.js'
import {
  cases,
  chatEvents,
  chats,
  contacts,
  type OutboxHead,
  type OutboxState,
  openStore,
  outbox,
  type Store,
  type Tx,
  transcripts,
} from '../../src/store/index.js'
import { NO_PACING, ScriptedChannel } from '../support/delivery-fixtures.js'
import { FakeClock } from '../support/fake-clock.js'
import { recordingLogger } from '../support/silent-logger.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

async function setUp(options: { pacing?: Pacing; dataDir?: string } = {}) {
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

async function chatOf(tx: Tx, address: string): Promise<number> {
  const contactId = await contacts.ensureContact(tx, { channel: 'test', addresses: [address] }, 1)
  const place = { channel: 'test', address, kind: 'private', contactId } as const
  return (await chats.ensureChat(tx, place, 1)).id
}

/** Queues texts for a chat; returns its id. */
async function queue(store: Store, address: string, ...texts: string[]): Promise<number> {
  return store.write('test', async (tx) => {
    const chatId = await chatOf(tx, address)
    for (const text of texts) {
      const row = { chatId, channel: 'test', author: 'bot', reply: { text }, now: 1 } as const
      await outbox.insertOutboxRow(tx, row)
    }
    return chatId
  })
}

async function states(store: Store, chatId: number): Promise<readonly OutboxState[]> {
  const entries = await store.read((tx) => transcripts.readTranscript(tx, chatId, { limit: 100 }))
  return entries.flatMap((entry) => ('state' in entry ? [entry.state] : []))
}

async function untilStates(store: Store, chatId: number, expected: OutboxState[]): Promise<void> {
  await until(
    async () => JSON.stringify(await states(store, chatId)) === JSON.stringify(expected),
    `states ${expected}`,
  )
}

/** The first unsent row, once it waits for its next try after `attempts`. */
async function untilQueuedAgain(store: Store, attempts: number): Promise<OutboxHead> {
  const query = { channel: 'test', now: Number.MAX_SAFE_INTEGER, limit: 1 }
  let head: OutboxHead | undefined
  await until(async () => {
    ;[head] = await store.read((tx) => outbox.outboxHeads(tx, query))
    return head?.state === 'queued' && head.attempts === attempts
  }, `queued again after ${attempts} tries`)
  return head as OutboxHead
}

function failing(...faults: SendError[]) {
  return () => faults.shift()
}

describe('order', () => {
  test('is strict within a chat while many chats are sent to at once', async () => {
    const { store, channel, dispatcher } = await setUp()
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    channel.answer = async () => {
      await gate
      return {}
    }
    const people = Array.from({ length: 20 }, (_, n) => `p${n}`)
    for (const person of people) await queue(store, person, '1', '2', '3')
    dispatcher.start()
    await until(() => channel.inFlight === 20, 'one send of every chat is in flight')
    expect(channel.attempts.map(({ message }) => message.reply.text)).toEqual(Array(20).fill('1'))
    release()
    await until(() => channel.sent.length === 60, 'all are sent')
    for (const person of people) expect(channel.texts(person)).toEqual(['1', '2', '3'])
  })

  test('holds while the first message is retried: nothing overtakes it', async () => {
    const { store, channel, clock, dispatcher } = await setUp()
    channel.answer = failing(new SendError('retry', 'later'))
    const chatId = await queue(store, 'a', '1', '2')
    dispatcher.start()
    await untilStates(store, chatId, ['queued', 'queued'])
    await until(() => {
      clock.advance(100)
      return channel.sent.length === 2
    }, 'both are sent')
    expect(channel.attempts.map(({ message }) => message.reply.text)).toEqual(['1', '1', '2'])
  })

  test('goes on after a message that can never be sent', async () => {
    const { store, channel, dispatcher, lines } = await setUp()
    channel.answer = failing(new SendError('permanent', 'too strange'))
    const chatId = await queue(store, 'a', '1', '2')
    dispatcher.start()
    await untilStates(store, chatId, ['failed', 'sent'])
    expect(channel.texts()).toEqual(['2'])
    expect(lines.filter((line) => line.includes('send failed for good'))).toHaveLength(1)
  })
})

describe('a fault that may pass', () => {
  test('is retried with growing waits and the same client message id, then given up loudly (B5)', async () => {
    const { store, channel, clock, dispatcher, lines } = await setUp()
    channel.answer = () => new SendError('retry', 'bad gateway')
    const chatId = await queue(store, 'a', '1')
    dispatcher.start()
    const waits: number[] = []
    for (let tries = 1; tries < MAX_SEND_ATTEMPTS; tries++) {
      const head = await untilQueuedAgain(store, tries)
      const wait = (head.nextAttemptAt ?? 0) - clock.now()
      waits.push(wait)
      clock.advance(wait)
    }
    await untilStates(store, chatId, ['failed'])
    expect(channel.attempts).toHaveLength(MAX_SEND_ATTEMPTS)
    expect(new Set(channel.attempts.map(({ message }) => message.clientMessageId)).size).toBe(1)
    // Half and a half of 1, 2, 4 … s with the test's chance, and never more than 5 minutes.
    expect(waits).toEqual(waits.map((_, index) => 0.75 * Math.min(300_000, 1_000 * 2 ** index)))
    expect(lines.filter((line) => line.includes('send failed for good'))).toHaveLength(1)
  })

  test('of a class that is not known counts as one', async () => {
    const { store, channel, clock, dispatcher } = await setUp()
    let thrown = false
    channel.answer = () => {
      if (thrown) return {}
      thrown = true
      throw new TypeError('a bug of the channel')
    }
    await queue(store, 'a', '1')
    dispatcher.start()
    await until(() => {
      clock.advance(100)
      return channel.sent.length === 1
    }, 'sent at the second try')
  })

  test('includes a channel that never answers', async () => {
    const { store, channel, clock, dispatcher } = await setUp()
    channel.answer = () =>
      channel.attempts.length === 1 ? new Promise<never>(() => {}) : Promise.resolve({})
    await queue(store, 'a', '1')
    dispatcher.start()
    await until(() => channel.attempts.length === 1, 'the first try')
    clock.advance(SEND_TIMEOUT_MS)
    await until(() => {
      clock.advance(100)
      return channel.attempts.length === 2
    }, 'the second try')
    await until(() => channel.sent.length === 1, 'sent')
  })
})

test('throttled: the whole channel pauses exactly as long as it was told, and nothing counts as a try', async () => {
  const { store, channel, clock, dispatcher } = await setUp({
    pacing: { ...NO_PACING, concurrency: 1 },
  })
  channel.answer = failing(new SendError('throttled', 'slow down', 7_000))
  const first = await queue(store, 'a', '1')
  await queue(store, 'b', '2')
  dispatcher.start()
  await until(() => channel.attempts.length === 1, 'the first try')
  const told = clock.now()
  await untilStates(store, first, ['queued'])
  clock.advance(told + 6_999 - clock.now())
  for (let look = 0; look < 20; look++) await states(store, first)
  expect(channel.attempts).toHaveLength(1)
  clock.advance(1)
  await until(() => channel.sent.length === 2, 'both are sent')
  expect(channel.attempts[1]?.at).toBe(told + 7_000)
  const row = await store.read(async (tx) => transcripts.readTranscript(tx, first, { limit: 1 }))
  expect(row).toMatchObject([{ state: 'sent' }])
})

describe('blocked', () => {
  test('cancels what waits, is never retried, and the staff see it (B6)', async () => {
    const { store, channel, clock, dispatcher, events } = await setUp()
    channel.answer = () => new SendError('blocked', 'bot was blocked by the user')
    const chatId = await queue(store, 'a', '1', '2', '3')
    await store.write('test', async (tx) => {
      const { contactId } = await chats.chatById(tx, chatId)
      await cases.insertCase(tx, {
        number: 'K-11111',
        chatId,
        contactId: contactId ?? 0,
        channel: 'test',
        reason: 'asked',
        summary: '',
        now: 1,
      })
    })
    dispatcher.start()
    await untilStates(store, chatId, ['cancelled', 'cancelled', 'cancelled'])
    await store.read(async (tx) => {
      expect((await chats.chatById(tx, chatId)).blockedAt).toBe(clock.now())
      const open = await cases.caseByNumber(tx, 'K-11111')
      const notes = await cases.caseEvents(tx, open?.id ?? 0)
      expect(notes).toMatchObject([{ type: 'user-blocked', actor: 'bot' }])
      const event = await chatEvents.firstOpenEvent(tx, chatId)
      expect(JSON.parse(event?.event ?? '')).toEqual({ type: 'channel-blocked' })
    })
    clock.advance(60 * 60_000)
    await dispatcher.stop()
    expect(channel.attempts).toHaveLength(1)
    expect(events).toEqual([chatId])
  })
})

describe('unavailable', () => {
  test('waits without counting, however long it takes, and sends everything afterwards', async () => {
    const { store, channel, clock, dispatcher } = await setUp()
    let isDown = true
    channel.answer = () => (isDown ? new SendError('unavailable', 'no network') : {})
    const chatId = await queue(store, 'a', '1')
    await queue(store, 'b', '2')
    dispatcher.start()
    await until(() => {
      clock.advance(1_000)
      return channel.attempts.length > 2 * MAX_SEND_ATTEMPTS
    }, 'more tries than one message may have')
    isDown = false
    await until(() => {
      clock.advance(1_000)
      return channel.sent.length === 2
    }, 'all are sent')
    await untilStates(store, chatId, ['sent'])
  })

  test('ends early when the channel says it is ready again', async () => {
    const { store, channel, clock, dispatcher } = await setUp()
    let isDown = true
    channel.answer = () => (isDown ? new SendError('unavailable', 'no network') : {})
    const chatId = await queue(store, 'a', '1')
    dispatcher.start()
    await until(() => {
      clock.advance(1_000)
      return channel.attempts.length > 10
    }, 'the waits have grown long')
    await untilStates(store, chatId, ['queued'])
    isDown = false
    clock.advance(1)
    channel.state = { state: 'ready', since: clock.now() }
    const start = clock.now()
    await until(() => {
      if (clock.now() - start < 2 * OUTBOX_POLL_MS) clock.advance(100)
      return channel.sent.length === 1
    }, 'sent within two looks')
  })

  test.each(['off', 'logged-out'] as const)(
    'a channel that is %s is not asked at all',
    async (state) => {
      const { store, channel, clock, dispatcher } = await setUp()
      channel.state = { state, since: 0 }
      const chatId = await queue(store, 'a', '1')
      dispatcher.start()
      for (let n = 0; n < 10; n++) {
        clock.advance(OUTBOX_POLL_MS)
        await states(store, chatId)
      }
      expect(channel.attempts).toEqual([])
      channel.state = { state: 'ready', since: clock.now() }
      await until(() => {
        clock.advance(OUTBOX_POLL_MS)
        return channel.sent.length === 1
      }, 'sent once it is back')
    },
  )
})

describe('pacing', () => {
  test('keeps the gaps per chat and over the channel, with a random extra', async () => {
    const pacing = { concurrency: 10, perChatMs: 1_000, overallMs: 200, jitterMs: 100 }
    const { store, channel, clock, dispatcher } = await setUp({ pacing })
    await queue(store, 'a', '1', '2')
    await queue(store, 'b', '1', '2')
    dispatcher.start()
    await until(() => {
      clock.advance(10)
      return channel.sent.length === 4
    }, 'all are sent')
    const times = channel.attempts.map(({ at }) => at).sort((a, b) => a - b)
    for (const [index, at] of times.slice(1).entries()) {
      expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(250)
    }
    const toA = channel.attempts.filter(({ message }) => message.chatAddress === 'a')
    expect((toA[1]?.at ?? 0) - (toA[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_050)
  })

  test('never has more sends in flight than the channel allows', async () => {
    const { store, channel, dispatcher } = await setUp({ pacing: { ...NO_PACING, concurrency: 3 } })
    for (let n = 0; n < 20; n++) await queue(store, `p${n}`, 'x')
    // The first three end only when all three have begun.
    channel.answer = async () => {
      await until(() => channel.attempts.length >= 3, 'three are in flight')
      return {}
    }
    dispatcher.start()
    await until(() => channel.sent.length === 20, 'all are sent')
    expect(channel.mostInFlight).toBe(3)
  })
})

describe('after a crash', () => {
  /** Rows as a killed process leaves them: one of each chat in `sending`. */
  async function interrupted(store: Store, address: string, interruptions = 0): Promise<number> {
    const chatId = await queue(store, address, '1', '2')
    await store.write('test', async (tx) => {
      for (let n = 0; n <= interruptions; n++) {
        if (n > 0)
          await outbox.recoverInterrupted(tx, { channel: 'test', maxInterruptions: 99, now: 1 })
        const heads = await outbox.outboxHeads(tx, { channel: 'test', now: 1, limit: 100 })
        const head = heads.find((row) => row.chatId === chatId)
        await outbox.beginSending(tx, head?.id ?? 0, 1)
      }
    })
    return chatId
  }

  test('at most one message a chat is sent again, with the same client message id', async () => {
    const { store, channel, make } = await setUp()
    const chatIds = [await interrupted(store, 'a'), await interrupted(store, 'b')]
    make().start()
    for (const chatId of chatIds) await untilStates(store, chatId, ['sent', 'sent'])
    expect(channel.texts('a')).toEqual(['1', '2'])
    expect(channel.texts('b')).toEqual(['1', '2'])
  })

  test('a message whose sending kills the process again and again is given up as uncertain', async () => {
    const { store, channel, make, lines } = await setUp()
    const chatId = await interrupted(store, 'a', MAX_SEND_INTERRUPTIONS)
    make().start()
    await untilStates(store, chatId, ['uncertain', 'sent'])
    expect(channel.texts()).toEqual(['2'])
    expect(lines.filter((line) => line.includes('it may have arrived'))).toHaveLength(1)
  })
})

test('a row written by another process is sent within a second', async () => {
  const dataDir = tempDir()
  const { store, channel, clock, dispatcher } = await setUp({ dataDir })
  await queue(store, 'a', '1')
  dispatcher.start()
  await until(() => channel.sent.length === 1, 'the first')
  const elsewhere = await openStore({ dataDir, mode: 'tool' })
  onTestFinished(() => elsewhere.close())
  await queue(elsewhere, 'a', '2')
  const start = clock.now()
  await until(() => {
    if (clock.now() - start < 1_000) clock.advance(OUTBOX_POLL_MS)
    return channel.sent.length === 2
  }, 'the row of the other process')
  expect(clock.now() - start).toBeLessThanOrEqual(1_000)
})

test('a stop waits for the send in flight and begins no more', async () => {
  const { store, channel, dispatcher } = await setUp()
  let release = () => {}
  channel.answer = () =>
    new Promise((resolve) => {
      release = () => resolve({})
    })
  const chatId = await queue(store, 'a', '1', '2')
  dispatcher.start()
  await until(() => channel.inFlight === 1, 'one in flight')
  const stopped = dispatcher.stop()
  release()
  await stopped
  expect(await states(store, chatId)).toEqual(['sent', 'queued'])
})
