import { describe, expect, test } from 'vitest'
import type { ChatOwner } from '../../src/engine/model.js'
import { takeCase } from '../../src/helpdesk/index.js'
import { cases, chats, gaps, wakes } from '../../src/store/index.js'
import { envelope, ScriptedChannel, scriptedStep } from '../support/delivery-fixtures.js'
import { deliveryScene, outcomes, receive, settled } from '../support/delivery-scene.js'
import { until } from '../support/until.js'

describe('a turn', () => {
  test('answers in the order of the messages, strictly one at a time per chat (B27)', async () => {
    const { delivery, channel, store, start } = await deliveryScene()
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
    const { delivery, channel, start, store } = await deliveryScene({
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
              { type: 'record-gap', reason: 'declined', text: 'apa itu', candidates: ['faq-a'] },
              { type: 'wake', name: 'follow-up', at: 99 },
            ],
          },
    )
    const { delivery, channel, start, store, lines } = await deliveryScene({ step })
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
    const { delivery, channel, start, store, clock } = await deliveryScene({ step })
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
    const { delivery, channel, start } = await deliveryScene({
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
    const { delivery, channel, start } = await deliveryScene()
    start()
    const group = { address: 'g', kind: 'group' } as const
    await receive(delivery, envelope({ externalId: 'g:77', chat: group }))
    await until(() => channel.sent.length === 1, 'the answer')
    expect(channel.sent[0]).toMatchObject({ quote: 'g:77', chatKind: 'group' })
  })

  test('gets the private link of its channel and whether a case is open', async () => {
    const seen: unknown[] = []
    const { delivery, start, store } = await deliveryScene({
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
