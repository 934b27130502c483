import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/delivery/index.js'
import { cases, chatEvents, chats } from '../../src/store/index.js'
import { envelope, scriptedStep } from '../support/delivery-fixtures.js'
import { deliveryScene, outcomes, receive, settled } from '../support/delivery-scene.js'
import { until } from '../support/until.js'

describe('a poison message', () => {
  const throwsOn = (bad: string, tries: { count: number }) =>
    scriptedStep(({ event }) => {
      if (event.type === 'messages' && event.messages[0]?.text === bad) {
        tries.count++
        throw new Error('cannot')
      }
      return undefined
    })

  test('is parked after 3 tries with a case and a short word to the user, and the next one runs (B7)', async () => {
    const tries = { count: 0 }
    const { delivery, channel, start, store, lines } = await deliveryScene({
      step: throwsOn('racun', tries),
    })
    start()
    await receive(delivery, ...['satu', 'racun', 'dua'].map((text) => envelope({ text })))
    await until(() => channel.sent.length === 3, 'three replies')
    expect(tries.count).toBe(3)
    const [open] = await store.read((tx) => cases.listOpenCases(tx))
    expect(open).toMatchObject({ reason: 'poison' })
    const [first, parked, last] = channel.texts()
    expect([first, last]).toEqual(['re: satu', 're: dua'])
    expect(parked).toContain(open?.number)
    expect(await outcomes(store)).toEqual(['answered', 'left-to-staff', 'answered'])
    expect(lines.filter((line) => line.includes('left to the staff'))).toHaveLength(1)
  })

  test('adds no second case where one is open, and keeps quiet where a person has the chat', async () => {
    const { delivery, channel, start, store } = await deliveryScene({
      step: throwsOn('racun', { count: 0 }),
    })
    await receive(delivery, envelope({ from: 'staff', text: 'Saya bantu.' }))
    await receive(delivery, envelope({ text: 'racun' }))
    start()
    await settled(store)
    expect(await store.read((tx) => cases.listOpenCases(tx))).toHaveLength(1)
    expect(channel.sent).toEqual([])
  })

  test('an engine that forgets a message’s outcome counts as poison, not as silence', async () => {
    const step: Step = ({ conversation }) => ({
      conversation,
      replies: [],
      effects: [],
      outcomes: new Map(),
    })
    const { delivery, channel, start, store } = await deliveryScene({ step })
    start()
    await receive(delivery, envelope())
    await until(() => channel.sent.length === 1, 'the user is told')
    expect(await outcomes(store)).toEqual(['left-to-staff'])
  })

  test('a poison event is given up after 3 tries too', async () => {
    let tries = 0
    const step = scriptedStep(({ event }) => {
      if (event.type !== 'timer') return undefined
      tries++
      throw new Error('cannot')
    })
    const { delivery, channel, start, store } = await deliveryScene({ step })
    await receive(delivery, envelope({ text: 'a' }))
    await store.write('test', async (tx) => {
      const chat = await chats.findChat(tx, 'test', 'user-1')
      await chatEvents.addChatEvent(tx, chat?.id ?? 0, { type: 'timer', name: 'x' }, 1)
    })
    await receive(delivery, envelope({ text: 'b' }))
    start()
    await until(() => channel.sent.length === 2, 'both answers')
    expect(tries).toBe(3)
    expect(channel.texts()).toEqual(['re: a', 're: b'])
  })
})
