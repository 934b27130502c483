import { describe, expect, onTestFinished, test } from 'vitest'
import { SendError } from '../../src/channels/channel.js'
import { MAX_SEND_INTERRUPTIONS, OUTBOX_POLL_MS } from '../../src/delivery/limits.js'
import { openStore, outbox, type Store } from '../../src/store/index.js'
import { NO_PACING } from '../support/delivery-fixtures.js'
import { failing, outboxScene, queue, states, untilStates } from '../support/outbox-scene.js'
import { tempDir } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

describe('order', () => {
  test('is strict within a chat while many chats are sent to at once', async () => {
    const { store, channel, dispatcher } = await outboxScene()
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
    const { store, channel, clock, dispatcher } = await outboxScene()
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
    const { store, channel, dispatcher, lines } = await outboxScene()
    channel.answer = failing(new SendError('permanent', 'too strange'))
    const chatId = await queue(store, 'a', '1', '2')
    dispatcher.start()
    await untilStates(store, chatId, ['failed', 'sent'])
    expect(channel.texts()).toEqual(['2'])
    expect(lines.filter((line) => line.includes('send failed for good'))).toHaveLength(1)
  })
})

describe('pacing', () => {
  test('keeps the gaps per chat and over the channel, with a random extra', async () => {
    const pacing = { concurrency: 10, perChatMs: 1_000, overallMs: 200, jitterMs: 100 }
    const { store, channel, clock, dispatcher } = await outboxScene({ pacing })
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
    const { store, channel, dispatcher } = await outboxScene({
      pacing: { ...NO_PACING, concurrency: 3 },
    })
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
    const { store, channel, make } = await outboxScene()
    const chatIds = [await interrupted(store, 'a'), await interrupted(store, 'b')]
    make().start()
    for (const chatId of chatIds) await untilStates(store, chatId, ['sent', 'sent'])
    expect(channel.texts('a')).toEqual(['1', '2'])
    expect(channel.texts('b')).toEqual(['1', '2'])
  })

  test('a message whose sending kills the process again and again is given up as uncertain', async () => {
    const { store, channel, make, lines } = await outboxScene()
    const chatId = await interrupted(store, 'a', MAX_SEND_INTERRUPTIONS)
    make().start()
    await untilStates(store, chatId, ['uncertain', 'sent'])
    expect(channel.texts()).toEqual(['2'])
    expect(lines.filter((line) => line.includes('it may have arrived'))).toHaveLength(1)
  })
})

test('a row written by another process is sent within a second', async () => {
  const dataDir = tempDir()
  const { store, channel, clock, dispatcher } = await outboxScene({ dataDir })
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
  const { store, channel, dispatcher } = await outboxScene()
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
