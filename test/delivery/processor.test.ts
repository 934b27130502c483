import { describe, expect, test } from 'vitest'
import type { Event } from '../../src/engine/model.js'
import { closeCase } from '../../src/helpdesk/index.js'
import { cases, chats, contacts, messages, wakes } from '../../src/store/index.js'
import { envelope, scriptedStep } from '../support/delivery-fixtures.js'
import { deliveryScene, outcomes, receive, settled } from '../support/delivery-scene.js'
import { until } from '../support/until.js'

describe('nothing is left lying', () => {
  test('what was stored while nobody worked is driven at the start (B2)', async () => {
    const { delivery, channel, start } = await deliveryScene()
    await receive(delivery, envelope({ text: 'dulu' }))
    expect(channel.sent).toEqual([])
    start()
    await until(() => channel.texts().includes('re: dulu'), 'the old message is answered')
  })

  test('a row that nobody announced is found by the sweeper within a second (B2)', async () => {
    const { channel, start, store, clock, delivery } = await deliveryScene()
    start()
    await receive(delivery, envelope({ text: 'a' }))
    await until(() => channel.sent.length === 1, 'the first answer')
    await store.write('test', async (tx) => {
      const chat = await chats.findChat(tx, 'test', 'user-1')
      await messages.insertMessage(tx, {
        chatId: chat?.id ?? 0,
        contactId: null,
        channel: 'test',
        externalId: 'elsewhere',
        kind: 'text',
        author: 'user',
        text: 'b',
        masked: [],
        sentAt: 1,
        receivedAt: 1,
      })
    })
    await until(() => {
      clock.advance(1_000)
      return channel.texts().includes('re: b')
    }, 'the sweeper found it')
  })

  test('the age of the oldest unprocessed message is known (B2)', async () => {
    const { delivery, clock, start, store } = await deliveryScene()
    expect(await delivery.oldestUnprocessedSeconds()).toBe(0)
    await receive(delivery, envelope())
    clock.advance(42_000)
    expect(await delivery.oldestUnprocessedSeconds()).toBe(42)
    start()
    await settled(store)
    expect(await delivery.oldestUnprocessedSeconds()).toBe(0)
  })

  test('a due wake becomes one timer event', async () => {
    const events: Event[] = []
    const step = scriptedStep(({ event }) => {
      events.push(event)
      if (event.type !== 'messages') return { replies: [{ text: 'bagaimana hasilnya?' }] }
      return { effects: [{ type: 'wake', name: 'follow-up', at: Date.UTC(2026, 0, 6) }] }
    })
    const { delivery, channel, start, clock, store } = await deliveryScene({ step })
    start()
    await receive(delivery, envelope())
    await settled(store)
    clock.advance(23 * 60 * 60_000)
    const pending = await store.read((tx) => wakes.dueWakes(tx, Date.UTC(2026, 0, 6), 10))
    expect(pending).toHaveLength(1)
    expect(channel.sent).toEqual([])
    await until(() => {
      clock.advance(60 * 60_000)
      return channel.sent.length === 1
    }, 'the follow-up was sent')
    expect(events.filter(({ type }) => type === 'timer')).toEqual([
      { type: 'timer', name: 'follow-up' },
    ])
  })

  test('the store fails three times in a row while messages arrive: nothing is lost, nothing doubled', async () => {
    const failures = new Map([
      ['inbox.commit.before', 3],
      ['inbox.commit.after', 3],
      ['turn.commit.before', 3],
      ['turn.commit.after', 3],
      ['send-begin.commit.before', 3],
      ['send-begin.commit.after', 3],
      ['send-end.commit.before', 3],
      ['send-end.commit.after', 3],
    ])
    const { delivery, channel, start, store, clock } = await deliveryScene({
      store: {
        boundary: (name) => {
          const left = failures.get(name) ?? 0
          if (left === 0) return
          failures.set(name, left - 1)
          throw new Error(`disk full at ${name}`)
        },
      },
    })
    start()
    const people = Array.from({ length: 10 }, (_, n) => `user-${n}`)
    for (const address of people) {
      for (const text of ['1', '2', '3']) {
        const message = envelope({ address, text })
        // As a channel does: not acknowledged until stored.
        await until(
          () =>
            delivery.inbox.receive([message]).then(
              () => true,
              () => false,
            ),
          'stored',
        )
      }
    }
    await until(() => {
      clock.advance(500)
      return channel.sent.length >= 30 && [...failures.values()].every((left) => left === 0)
    }, 'every message is answered and every failure happened')
    await settled(store)
    for (const address of people) {
      expect(channel.texts(address)).toEqual(['re: 1', 're: 2', 're: 3'])
      expect(await outcomes(store, address)).toEqual(['answered', 'answered', 'answered'])
    }
  })
})

test('after a handback the bot answers again, even when its own word about it fails (B21)', async () => {
  const step = scriptedStep(({ event }) => {
    if (event.type === 'staff-closed') throw new Error('cannot')
    return undefined
  })
  const { delivery, channel, start, store } = await deliveryScene({ step })
  await receive(delivery, envelope({ from: 'staff', text: 'Saya bantu.' }))
  await receive(delivery, envelope({ text: 'sebelum ditutup' }))
  await store.write('test', async (tx) => {
    const [open] = await cases.listOpenCases(tx)
    await closeCase(tx, { number: open?.number ?? '', staff: 'ani', now: 1 })
  })
  await receive(delivery, envelope({ text: 'sesudah ditutup' }))
  start()
  await settled(store)
  await until(() => channel.sent.length === 1, 'one answer')
  expect(channel.texts()).toEqual(['re: sesudah ditutup'])
  expect(await outcomes(store)).toEqual(['ignored', 'left-to-staff', 'answered'])
})

test('a chat that is blocked gets no replies until the person writes again (B6)', async () => {
  const step = scriptedStep(({ event }) =>
    event.type === 'messages' ? undefined : { replies: [{ text: 'halo?' }] },
  )
  const { delivery, channel, start, store } = await deliveryScene({ step })
  start()
  await receive(delivery, envelope({ text: 'a' }))
  await until(() => channel.sent.length === 1, 'the answer')
  await delivery.inbox.blocked('test', 'user-1')
  await settled(store)
  expect(channel.sent).toHaveLength(1)
  await receive(delivery, envelope({ text: 'b' }))
  await until(() => channel.texts().includes('re: b'), 'answered again')
})

test('a stop finishes the turns that run and begins no more', async () => {
  const { delivery, start, store } = await deliveryScene()
  start()
  await receive(delivery, envelope())
  expect(await delivery.stop()).toBe(true)
  await receive(delivery, envelope())
  const found = await store.read((tx) => contacts.findContact(tx, 'test', 'user-1'))
  expect(found).toBeDefined()
  const waiting = (await outcomes(store)).filter((outcome) => outcome === undefined)
  expect(waiting.length).toBeGreaterThanOrEqual(1)
})
