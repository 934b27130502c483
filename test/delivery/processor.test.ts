import { describe, expect, onTestFinished, test } from 'vitest'
import type { InboundEnvelope } from '../../src/channels/channel.js'
import { createDelivery, type Delivery, type Step } from '../../src/delivery/index.js'
import type { ChatOwner, Event } from '../../src/engine/model.js'
import { closeCase, takeCase } from '../../src/helpdesk/index.js'
import {
  cases,
  chatEvents,
  chats,
  contacts,
  gaps,
  messages,
  type Store,
  transcripts,
  wakes,
} from '../../src/store/index.js'
import {
  envelope,
  readTestConversation,
  ScriptedChannel,
  scriptedStep,
} from '../support/delivery-fixtures.js'
import { FakeClock } from '../support/fake-clock.js'
import { recordingLogger } from '../support/silent-logger.js'
import { openTestStore } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

interface SetUp {
  readonly step?: Step
  readonly channel?: ScriptedChannel
  readonly store?: Parameters<typeof openTestStore>[0]
}

async function setUp({
  step = scriptedStep(),
  channel = new ScriptedChannel(),
  ...rest
}: SetUp = {}) {
  const store = await openTestStore(rest.store)
  const { logger, lines } = recordingLogger()
  const clock = new FakeClock()
  const delivery = createDelivery({
    store,
    step,
    readConversation: readTestConversation,
    logger,
    clock,
    random: () => 0.5,
  })
  onTestFinished(async () => {
    await delivery.stop()
  })
  const start = () => delivery.start([channel])
  return { store, delivery, channel, clock, lines, start }
}

async function receive(delivery: Delivery, ...envelopes: InboundEnvelope[]): Promise<void> {
  await delivery.inbox.receive(envelopes)
}

async function outcomes(store: Store, address = 'user-1'): Promise<readonly unknown[]> {
  return store.read(async (tx) => {
    const chat = await chats.findChat(tx, 'test', address)
    const entries = await transcripts.readTranscript(tx, chat?.id ?? 0, { limit: 1_000 })
    return entries.flatMap((entry) => ('kind' in entry ? [entry.outcome] : []))
  })
}

/** Waits until every message has its outcome and everything queued was sent. */
async function settled(store: Store): Promise<void> {
  await until(
    async () => store.read(async (tx) => (await messages.chatsWithWork(tx)).length === 0),
    'every message and event has its outcome',
  )
}

describe('a turn', () => {
  test('answers in the order of the messages, strictly one at a time per chat (B27)', async () => {
    const { delivery, channel, store, start } = await setUp()
    start()
    const texts = Array.from({ length: 30 }, (_, n) => `${n}`)
    await Promise.all(texts.map((text) => delivery.inbox.receive([envelope({ text })])))
    await until(() => channel.sent.length === 30, '30 answers')
    expect(channel.texts()).toEqual(texts.map((text) => `re: ${text}`))
    expect(channel.mostInFlight).toBe(1)
    const chat = await store.read((tx) => chats.findChat(tx, 'test', 'user-1'))
    // Each turn saw the state that the one before left.
    expect(JSON.parse(chat?.conversation ?? '')).toMatchObject({ misses: 30 })
  })

  test('of many chats shares commits, and one that fails does not take the others along', async () => {
    const labels: string[] = []
    const step = scriptedStep(({ event }) => {
      if (event.type === 'messages' && event.messages[0]?.text === 'racun')
        throw new Error('poison')
      return undefined
    })
    const { delivery, channel, start, store } = await setUp({
      step,
      store: { boundary: (name) => labels.push(name) },
    })
    const people = Array.from({ length: 40 }, (_, n) => `user-${n}`)
    await receive(
      delivery,
      ...people.map((address, n) => envelope({ address, text: n === 20 ? 'racun' : 'hai' })),
    )
    start()
    await settled(store)
    await until(() => channel.sent.length === 40, 'every chat got an answer')
    expect(channel.texts('user-20')[0]).toMatch(/petugas, nomor kasus K-\d{5}/)
    expect(channel.texts('user-19')).toEqual(['re: hai'])
    expect(labels.filter((label) => label === 'turn.commit.after').length).toBeLessThan(60)
  })

  test('that opens a case writes it with the reply, and logs its number and reason, no text', async () => {
    const step = scriptedStep(({ event, facts }) =>
      event.type !== 'messages'
        ? undefined
        : {
            replies: [{ text: `Nomor kasus ${facts.newCaseNumber}` }],
            effects: [
              {
                type: 'open-case',
                number: facts.newCaseNumber,
                reason: 'asked',
                entryId: 'sync-06',
                summary: 'minta orang',
              },
              { type: 'record-gap', text: 'apa itu', candidates: ['faq-a'] },
              { type: 'wake', name: 'follow-up', at: 99 },
            ],
          },
    )
    const { delivery, channel, start, store, lines } = await setUp({ step })
    start()
    await receive(delivery, envelope({ text: 'rahasia dapur' }))
    await until(() => channel.sent.length === 1, 'the reply was sent')
    const [open] = await store.read((tx) => cases.listOpenCases(tx))
    expect(open).toMatchObject({ reason: 'asked', entryId: 'sync-06', state: 'baru' })
    expect(channel.texts()).toEqual([`Nomor kasus ${open?.number}`])
    const warning = lines.filter((line) => line.includes('case opened'))
    expect(warning).toHaveLength(1)
    expect(JSON.parse(warning[0] ?? '')).toMatchObject({
      level: 40,
      caseNumber: open?.number,
      reason: 'asked',
    })
    expect(lines.join('\n')).not.toContain('rahasia dapur')
    expect(await store.read((tx) => gaps.listGaps(tx, 1))).toMatchObject([{ text: 'apa itu' }])
    expect(await store.read((tx) => wakes.dueWakes(tx, 99, 1))).toMatchObject([
      { name: 'follow-up' },
    ])
  })

  test('reads the owner in the transaction that enqueues: after a claim the bot says nothing (B19)', async () => {
    const seen: ChatOwner[] = []
    const step = scriptedStep(({ facts }) => {
      seen.push(facts.owner)
      return undefined
    })
    const { delivery, channel, start, store, clock } = await setUp({ step })
    await receive(delivery, envelope({ text: 'pertama' }))
    await store.write('test', async (tx) => {
      const chat = await chats.findChat(tx, 'test', 'user-1')
      await cases.insertCase(tx, {
        number: 'K-11111',
        chatId: chat?.id ?? 0,
        contactId: chat?.contactId ?? 0,
        channel: 'test',
        reason: 'asked',
        summary: '',
        now: 1,
      })
      await takeCase(tx, { number: 'K-11111', staff: 'ani', now: clock.now() })
    })
    start()
    await settled(store)
    expect(seen).toEqual(['human', 'human'])
    expect(await outcomes(store)).toEqual(['left-to-staff'])
    expect(channel.sent).toEqual([])
  })

  test('splits a reply that is too long for the channel at sentence ends', async () => {
    const text = Array(20).fill('Satu kalimat yang cukup panjang.').join(' ')
    const { delivery, channel, start } = await setUp({
      step: scriptedStep(({ event }) =>
        event.type === 'messages' ? { replies: [{ text }] } : undefined,
      ),
      channel: new ScriptedChannel('test', { maxTextLength: 200 }),
    })
    start()
    await receive(delivery, envelope())
    await until(() => channel.texts().join(' ') === text, 'all parts arrived in order')
    for (const part of channel.texts()) {
      expect(part.length).toBeLessThanOrEqual(200)
      expect(part).toMatch(/\.$/)
    }
  })

  test('in a group quotes the message it answers', async () => {
    const { delivery, channel, start } = await setUp()
    start()
    const group = { address: 'g', kind: 'group' } as const
    await receive(delivery, envelope({ externalId: 'g:77', chat: group }))
    await until(() => channel.sent.length === 1, 'the answer')
    expect(channel.sent[0]).toMatchObject({ quote: 'g:77', chatKind: 'group' })
  })

  test('gets the private link of its channel and whether a case is open', async () => {
    const seen: unknown[] = []
    const { delivery, start, store } = await setUp({
      step: scriptedStep(({ facts }) => {
        seen.push(facts)
        return undefined
      }),
    })
    start()
    await receive(delivery, envelope())
    await settled(store)
    expect(seen).toEqual([
      {
        chatKind: 'private',
        owner: 'bot',
        newCaseNumber: expect.stringMatching(/^K-\d{5}$/),
        privateLink: 'https://example.test/bot',
      },
    ])
  })
})

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
    const { delivery, channel, start, store, lines } = await setUp({
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
    const { delivery, channel, start, store } = await setUp({
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
    const { delivery, channel, start, store } = await setUp({ step })
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
    const { delivery, channel, start, store } = await setUp({ step })
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

describe('nothing is left lying', () => {
  test('what was stored while nobody worked is driven at the start (B2)', async () => {
    const { delivery, channel, start } = await setUp()
    await receive(delivery, envelope({ text: 'dulu' }))
    expect(channel.sent).toEqual([])
    start()
    await until(() => channel.texts().includes('re: dulu'), 'the old message is answered')
  })

  test('a row that nobody announced is found by the sweeper within a second (B2)', async () => {
    const { channel, start, store, clock, delivery } = await setUp()
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
    const { delivery, clock, start, store } = await setUp()
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
    const { delivery, channel, start, clock, store } = await setUp({ step })
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
      ['send-end.commit.before', 3],
      ['send-end.commit.after', 3],
    ])
    const { delivery, channel, start, store, clock } = await setUp({
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
  const { delivery, channel, start, store } = await setUp({ step })
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
  const { delivery, channel, start, store } = await setUp({ step })
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
  const { delivery, start, store } = await setUp()
  start()
  await receive(delivery, envelope())
  expect(await delivery.stop()).toBe(true)
  await receive(delivery, envelope())
  const found = await store.read((tx) => contacts.findContact(tx, 'test', 'user-1'))
  expect(found).toBeDefined()
  const waiting = (await outcomes(store)).filter((outcome) => outcome === undefined)
  expect(waiting.length).toBeGreaterThanOrEqual(1)
})
