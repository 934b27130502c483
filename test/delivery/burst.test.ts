import { describe, expect, test } from 'vitest'
import { BURST_WINDOWS, turnDueAt } from '../../src/delivery/burst.js'
import { PICTURE_HOLD_MS, PRESS_HOLD_MS } from '../../src/delivery/limits.js'
import type { MessageWork } from '../../src/delivery/work.js'
import type { IncomingMessage } from '../../src/engine/model.js'
import {
  cases,
  chatEvents,
  chats,
  type StoredMessage,
  type StoredPicture,
} from '../../src/store/index.js'
import { envelope, joiningStep } from '../support/delivery-fixtures.js'
import {
  deliveryScene,
  outcomes,
  receive,
  type SceneOptions,
  settled,
} from '../support/delivery-scene.js'
import { until } from '../support/until.js'

type Turns = (readonly IncomingMessage[])[]

async function burstScene(options: SceneOptions = {}) {
  const turns: Turns = []
  const scene = await deliveryScene({ step: joiningStep(turns), burst: BURST_WINDOWS, ...options })
  // A time that nothing else in the delivery is due at.
  scene.clock.advance(137)
  scene.start()
  const say = (text: string, more: Parameters<typeof envelope>[0] = {}) =>
    receive(scene.delivery, envelope({ text, ...more }))
  /** The delivery has looked at the chat and waits for this moment. */
  const untilWaitingFor = (at: number) =>
    until(() => scene.clock.dueTimes.includes(at), `the burst is due at ${at}`)
  return { ...scene, turns, say, untilWaitingFor }
}

function words(turns: Turns): string[][] {
  return turns.map((turn) => turn.map(({ text }) => text))
}

describe('messages in a row', () => {
  test('are one question, answered two seconds after the newest', async () => {
    const { say, clock, channel, store, turns, untilWaitingFor } = await burstScene()
    for (const text of ['min', 'mau tanya', 'sinkro gagal']) {
      await say(text)
      await untilWaitingFor(clock.now() + 2_000)
      clock.advance(text === 'sinkro gagal' ? 1_999 : 1_500)
      expect(channel.sent).toEqual([])
    }
    const due = clock.now() + 1
    clock.advance(1)
    await until(() => channel.sent.length === 1, 'one answer')
    expect(channel.attempts[0]?.at).toBe(due)
    await settled(store)
    expect(channel.texts()).toEqual(['re: min + mau tanya + sinkro gagal'])
    expect(await outcomes(store)).toEqual(['joined', 'joined', 'answered'])
    expect(turns).toHaveLength(1)
  })

  test('of somebody who does not stop are answered six seconds after the first', async () => {
    const { say, clock, channel, turns, untilWaitingFor } = await burstScene()
    const start = clock.now()
    for (const n of [0, 1, 2, 3, 4]) {
      await say(`${n}`)
      await untilWaitingFor(Math.min(clock.now() + 2_000, start + 6_000))
      clock.advance(n === 4 ? 400 : 1_400)
    }
    await until(() => channel.sent.length === 1, 'the first answer')
    await say('5')
    await untilWaitingFor(clock.now() + 2_000)
    clock.advance(2_000)
    await until(() => channel.sent.length === 2, 'the second answer')
    expect(words(turns)).toEqual([['0', '1', '2', '3', '4'], ['5']])
    expect(channel.attempts[0]?.at).toBe(start + 6_000)
  })

  test('of different people wait each for themselves', async () => {
    const { say, clock, channel, untilWaitingFor } = await burstScene()
    await say('a', { address: 'user-1' })
    await untilWaitingFor(clock.now() + 2_000)
    clock.advance(1_000)
    await say('b', { address: 'user-2' })
    await untilWaitingFor(clock.now() + 2_000)
    clock.advance(1_000)
    await until(() => channel.texts('user-1').length === 1, 'the first one is answered')
    expect(channel.texts('user-2')).toEqual([])
  })

  test('are answered at once when one of them needs no waiting, with those before it', async () => {
    const asked: string[] = []
    const { say, clock, channel, store, untilWaitingFor } = await burstScene({
      answersAtOnce: (_, message) => {
        asked.push(message.text)
        return message.text === 'petugas'
      },
    })
    await say('min')
    await untilWaitingFor(clock.now() + 2_000)
    await say('petugas')
    await until(() => channel.sent.length === 1, 'the answer, without the clock moving')
    expect(channel.texts()).toEqual(['re: min + petugas'])
    await settled(store)
    expect(asked).toContain('min')
  })

  test('a press waits for nothing, and what was written before it keeps its place', async () => {
    const { say, delivery, channel, store, turns } = await burstScene()
    await receive(
      delivery,
      envelope({ text: 'a' }),
      envelope({ text: 'b' }),
      envelope({ kind: 'press', text: '', action: 'menu' }),
    )
    await until(() => channel.sent.length === 2, 'both answers, without the clock moving')
    expect(channel.texts()).toEqual(['re: a + b', 're: menu'])
    expect(await outcomes(store)).toEqual(['joined', 'answered', 'answered'])
    await say('', { kind: 'sticker' })
    await until(() => turns.length === 3, 'a sticker does not wait either')
  })

  test('a staff event between two messages keeps them apart', async () => {
    const { delivery, store, channel, clock, turns, untilWaitingFor } = await burstScene()
    await receive(delivery, envelope({ text: 'a' }))
    await untilWaitingFor(clock.now() + 2_000)
    await store.write('test', async (tx) => {
      const chat = await chats.findChat(tx, 'test', 'user-1')
      await chatEvents.addChatEvent(tx, chat?.id ?? 0, { type: 'timer', name: 'x' }, clock.now())
    })
    await receive(delivery, envelope({ text: 'b' }))
    await until(() => channel.sent.length === 1, 'the first is answered, its burst is over')
    await untilWaitingFor(clock.now() + 2_000)
    clock.advance(2_000)
    await until(() => channel.sent.length === 2, 'the second is answered')
    expect(words(turns)).toEqual([['a'], ['b']])
  })

  test('are not taken together in a group, nor where a person has the chat', async () => {
    const { delivery, store, turns, channel } = await burstScene()
    const group = { address: 'g', kind: 'group' } as const
    await receive(
      delivery,
      envelope({ text: '1', chat: group }),
      envelope({ text: '2', chat: group }),
    )
    await until(() => channel.sent.length === 2, 'two answers in the group')
    await receive(delivery, envelope({ from: 'staff', text: 'Saya bantu.' }))
    await receive(delivery, envelope({ text: '3' }), envelope({ text: '4' }))
    await settled(store)
    expect(words(turns)).toEqual([['1'], ['2'], ['3'], ['4']])
    expect(await outcomes(store)).toEqual(['ignored', 'left-to-staff', 'left-to-staff'])
  })

  test('are at most twenty; a full burst does not wait', async () => {
    const { delivery, channel, clock, turns, untilWaitingFor } = await burstScene()
    const texts = Array.from({ length: 45 }, (_, n) => envelope({ text: `${n}` }))
    await receive(delivery, ...texts)
    await until(() => channel.sent.length === 2, 'two full bursts')
    await untilWaitingFor(clock.now() + 2_000)
    clock.advance(2_000)
    await until(() => channel.sent.length === 3, 'the rest')
    expect(turns.map(({ length }) => length)).toEqual([20, 20, 5])
    expect(words(turns).flat()).toEqual(Array.from({ length: 45 }, (_, n) => `${n}`))
  })

  test('that wait are seen as unprocessed', async () => {
    const { say, clock, delivery, channel, untilWaitingFor } = await burstScene()
    await say('a')
    await untilWaitingFor(clock.now() + 2_000)
    clock.advance(1_900)
    expect(await delivery.oldestUnprocessedSeconds()).toBe(1.9)
    clock.advance(100)
    await until(() => channel.sent.length === 1, 'the answer')
    expect(await delivery.oldestUnprocessedSeconds()).toBe(0)
  })
})

describe('a burst and a restart', () => {
  test('the wait goes on where it was, and its answer comes once', async () => {
    const before = await burstScene()
    await before.say('a')
    await before.untilWaitingFor(before.clock.now() + 2_000)
    before.clock.advance(1_000)
    await before.say('b')
    const due = before.clock.now() + 2_000
    await before.untilWaitingFor(due)
    await before.delivery.stop()
    const { store, dataDir, clock } = before
    clock.advance(500)
    const after = await deliveryScene({
      step: joiningStep(before.turns),
      burst: BURST_WINDOWS,
      on: store,
      dataDir,
      clock,
    })
    after.start()
    await until(() => clock.dueTimes.includes(due), 'the rest of the wait')
    clock.advance(1_500)
    await until(() => after.channel.sent.length === 1, 'one answer')
    expect(after.channel.texts()).toEqual(['re: a + b'])
    expect(before.channel.sent).toEqual([])
    expect(words(before.turns)).toEqual([['a', 'b']])
  })

  test('what waited longer than its time is answered at the start', async () => {
    const { delivery, store, dataDir, clock } = await deliveryScene({ burst: BURST_WINDOWS })
    await receive(delivery, envelope({ text: 'a' }), envelope({ text: 'b' }))
    clock.advance(60_000)
    const after = await deliveryScene({
      step: joiningStep(),
      burst: BURST_WINDOWS,
      on: store,
      dataDir,
      clock,
    })
    after.start()
    await until(() => after.channel.sent.length === 1, 'one answer')
    expect(after.channel.texts()).toEqual(['re: a + b'])
  })
})

describe('a burst with a poison message', () => {
  test('is tried again message by message: the bad one alone is left to the staff', async () => {
    const turns: Turns = []
    const join = joiningStep(turns)
    const { delivery, channel, clock, store, lines } = await deliveryScene({
      burst: BURST_WINDOWS,
      step: (input) => {
        const { event } = input
        const bad = event.type === 'messages' && event.messages.some(({ text }) => text === 'racun')
        if (bad) throw new Error('cannot')
        return join(input)
      },
    })
    await receive(delivery, ...['a', 'racun', 'b'].map((text) => envelope({ text })))
    delivery.start([channel])
    await until(() => {
      clock.advance(500)
      return channel.sent.length === 3
    }, 'three replies')
    await settled(store)
    expect(await outcomes(store)).toEqual(['answered', 'left-to-staff', 'answered'])
    expect(words(turns)).toEqual([['a'], ['b']])
    const [open] = await store.read((tx) => cases.listOpenCases(tx))
    expect(channel.texts()).toEqual([
      're: a',
      expect.stringContaining(open?.number ?? '?'),
      're: b',
    ])
    expect(lines.filter((line) => line.includes('left to the staff'))).toHaveLength(1)
  })

  test('a check for waiting that fails is left to the turn to record', async () => {
    const { say, channel } = await burstScene({
      answersAtOnce: () => {
        throw new Error('cannot tell')
      },
    })
    await say('a')
    await until(() => channel.sent.length === 1, 'answered without waiting')
  })
})

describe('when a burst is due', () => {
  const NOW = 100_000
  function due(work: Partial<MessageWork> & { at: readonly number[] }, atOnce = false): number {
    const rows = work.at.map((receivedAt, id) => ({ id, receivedAt }) as StoredMessage)
    return turnDueAt(
      {
        type: 'messages',
        pictures: new Map(),
        isOpen: true,
        needsPictures: true,
        ...work,
        rows: rows as unknown as MessageWork['rows'],
      },
      { now: NOW, windows: BURST_WINDOWS, answersAtOnce: () => atOnce, workingSince: 0 },
    )
  }
  const waiting = (createdAt: number) =>
    new Map([[0, { state: 'waiting', createdAt } as StoredPicture]])

  test.each([
    ['two seconds after the only message', { at: [NOW] }, NOW + 2_000],
    ['two seconds after the newest', { at: [NOW - 3_000, NOW - 500] }, NOW + 1_500],
    ['six seconds after the oldest', { at: [NOW - 5_000, NOW] }, NOW + 1_000],
    ['now, when its time is past', { at: [NOW - 9_000] }, NOW],
    ['now, when nothing can join any more', { at: [NOW], isOpen: false }, NOW],
    ['now, when the clock was set back', { at: [NOW + 3_600_000] }, NOW],
    ['when its picture is given up', { at: [NOW], pictures: waiting(NOW) }, NOW + PICTURE_HOLD_MS],
    ['now, when its picture took too long', { at: [0], pictures: waiting(0) }, NOW],
    [
      'when its picture is given up, although nothing can join',
      { at: [NOW], isOpen: false, pictures: waiting(NOW - 5_000) },
      NOW - 5_000 + PICTURE_HOLD_MS,
    ],
    [
      'soon, when a button was pressed behind its picture',
      { at: [NOW - 900], isOpen: false, pictures: waiting(NOW - 900), pressedAt: NOW - 500 },
      NOW - 500 + PRESS_HOLD_MS,
    ],
    [
      'now, when the press behind its picture has waited long enough',
      { at: [NOW - 9_000], isOpen: false, pictures: waiting(NOW - 9_000), pressedAt: NOW - 3_000 },
      NOW,
    ],
    [
      'without its picture where nobody waits for one',
      { at: [NOW], isOpen: false, needsPictures: false, pictures: waiting(NOW) },
      NOW,
    ],
  ] as const)('%s', (_when, work, expected) => {
    expect(due(work)).toBe(expected)
    expect(due(work, true)).toBe(NOW)
  })
})
