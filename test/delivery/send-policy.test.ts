import { describe, expect, test } from 'vitest'
import { SendError } from '../../src/channels/channel.js'
import { MAX_SEND_ATTEMPTS, OUTBOX_POLL_MS, SEND_TIMEOUT_MS } from '../../src/delivery/limits.js'
import { cases, chatEvents, chats, transcripts } from '../../src/store/index.js'
import { NO_PACING } from '../support/delivery-fixtures.js'
import {
  failing,
  outboxScene,
  queue,
  states,
  untilQueuedAgain,
  untilStates,
} from '../support/outbox-scene.js'
import { until } from '../support/until.js'

describe('a fault that may pass', () => {
  test('is retried with growing waits and the same client message id, then given up loudly (B5)', async () => {
    const { store, channel, clock, dispatcher, lines } = await outboxScene()
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
    const { store, channel, clock, dispatcher } = await outboxScene()
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
    const { store, channel, clock, dispatcher } = await outboxScene()
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
  const { store, channel, clock, dispatcher } = await outboxScene({
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
    const { store, channel, clock, dispatcher, events } = await outboxScene()
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
    const { store, channel, clock, dispatcher } = await outboxScene()
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
    const { store, channel, clock, dispatcher } = await outboxScene()
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
      const { store, channel, clock, dispatcher } = await outboxScene()
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
