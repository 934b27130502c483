import { describe, expect, test } from 'vitest'
import {
  cases,
  chatEvents,
  chats,
  contacts,
  gaps,
  messages,
  outbox,
  type Store,
  type Tx,
  transcripts,
  wakes,
} from '../../src/store/index.js'
import { openTestStore } from '../support/store-fixtures.js'

const LID = '111@lid'
const PHONE = '222@s.whatsapp.net'

function person(addresses: readonly string[], displayName?: string): contacts.Sender {
  return { channel: 'w', addresses, ...(displayName === undefined ? {} : { displayName }) }
}

async function addMessage(tx: Tx, chatId: number, externalId: string, text = 'hai') {
  return messages.insertMessage(tx, {
    chatId,
    contactId: null,
    channel: 'w',
    externalId,
    kind: 'text',
    author: 'user',
    text,
    masked: [],
    sentAt: 1,
    receivedAt: 1,
  })
}

async function addChat(store: Store, address: string): Promise<number> {
  return store.write('test', async (tx) => {
    const contactId = await contacts.ensureContact(tx, person([address]), 1)
    return (await chats.ensureChat(tx, { channel: 'w', address, kind: 'private', contactId }, 1)).id
  })
}

describe('contacts', () => {
  test('LID and phone are two addresses of one contact (B14)', async () => {
    const store = await openTestStore()
    await store.write('test', async (tx) => {
      const first = await contacts.ensureContact(tx, person([PHONE]), 1)
      const both = await contacts.ensureContact(tx, person([LID, PHONE]), 2)
      const later = await contacts.ensureContact(tx, person([LID]), 3)
      expect([both, later]).toEqual([first, first])
    })
  })

  test('two that turn out to be one are merged with evidence, and a merge can be undone (B14)', async () => {
    const store = await openTestStore()
    await store.write('test', async (tx) => {
      const byLid = await contacts.ensureContact(tx, person([LID]), 1)
      const byPhone = await contacts.ensureContact(tx, person([PHONE]), 2)
      expect(byPhone).not.toBe(byLid)

      const merged = await contacts.ensureContact(tx, person([LID, PHONE]), 3)
      expect(merged).toBe(byLid)
      expect(await contacts.findContact(tx, 'w', PHONE)).toBe(byLid)
      expect(await contacts.samePerson(tx, byLid)).toEqual([byLid, byPhone])

      await contacts.undoMerge(tx, byPhone, 4)
      expect(await contacts.findContact(tx, 'w', PHONE)).toBe(byPhone)
    })
  })

  test('the same address on two channels is two contacts until someone says otherwise', async () => {
    const store = await openTestStore()
    await store.write('test', async (tx) => {
      const here = await contacts.ensureContact(tx, { channel: 'a', addresses: ['1'] }, 1)
      const there = await contacts.ensureContact(tx, { channel: 'b', addresses: ['1'] }, 1)
      expect(there).not.toBe(here)
    })
  })
})

describe('chats', () => {
  test('a person who writes from another of their addresses stays in the same chat', async () => {
    const store = await openTestStore()
    await store.write('test', async (tx) => {
      const contactId = await contacts.ensureContact(tx, person([LID, PHONE]), 1)
      const place = { channel: 'w', kind: 'private', contactId } as const
      const first = await chats.ensureChat(tx, { ...place, address: PHONE }, 1)
      const moved = await chats.ensureChat(tx, { ...place, address: LID }, 2)
      expect(moved.id).toBe(first.id)
      expect(moved.address).toBe(LID)
      expect((await chats.findChat(tx, 'w', PHONE))?.id).toBe(first.id)
    })
  })

  test('a group is a chat of its own, whoever writes in it', async () => {
    const store = await openTestStore()
    await store.write('test', async (tx) => {
      const contactId = await contacts.ensureContact(tx, person([PHONE]), 1)
      const own = { channel: 'w', kind: 'private', contactId } as const
      const group = { channel: 'w', kind: 'group', contactId: null } as const
      const chat = await chats.ensureChat(tx, { ...own, address: PHONE }, 1)
      const other = await chats.ensureChat(tx, { ...group, address: 'g' }, 1)
      expect(other.id).not.toBe(chat.id)
    })
  })
})

describe('messages', () => {
  test('the same external id twice is refused by the database itself, not by a cache (B3)', async () => {
    const store = await openTestStore()
    const chatId = await addChat(store, 'a')
    await store.write('test', (tx) => addMessage(tx, chatId, 'x'))
    await expect(store.write('test', (tx) => addMessage(tx, chatId, 'x'))).rejects.toThrow(/UNIQUE/)
  })

  test('the unprocessed ones come in order and an outcome is written once', async () => {
    const store = await openTestStore()
    const chatId = await addChat(store, 'a')
    await store.write('test', async (tx) => {
      const first = await addMessage(tx, chatId, '1')
      const second = await addMessage(tx, chatId, '2')
      const open = async (limit: number) =>
        (await messages.unprocessedMessages(tx, chatId, limit)).map(({ id }) => id)
      expect(await open(10)).toEqual([first.id, second.id])
      expect(await open(1)).toEqual([first.id])
      const settle = (
        id: number,
        outcome: Parameters<typeof messages.settleMessage>[2]['outcome'],
      ) => messages.settleMessage(tx, id, { outcome, turn: 't', now: 1 })
      await settle(first.id, { type: 'joined', to: second.publicId })
      await settle(first.id, { type: 'answered' })
      await settle(second.id, { type: 'ignored', reason: 'reaction' })
      expect(await open(10)).toEqual([])
      const entries = await transcripts.readTranscript(tx, chatId, { limit: 10 })
      expect(entries.map((entry) => 'outcome' in entry && entry.outcome)).toEqual([
        'joined',
        'ignored',
      ])
    })
  })

  test('learn what was masked in their picture, each kind once', async () => {
    const store = await openTestStore()
    const chatId = await addChat(store, 'a')
    await store.write('test', async (tx) => {
      const { id } = await addMessage(tx, chatId, '1')
      await messages.addMasked(tx, id, ['nip'])
      await messages.addMasked(tx, id, ['nik', 'nip'])
      expect(JSON.parse((await messages.messageById(tx, id)).masked)).toEqual(['nip', 'nik'])
    })
  })

  test('search text is normalised when it is written', async () => {
    const store = await openTestStore()
    const chatId = await addChat(store, 'a')
    const row = await store.write('test', (tx) =>
      addMessage(tx, chatId, '1', '  Sinkro   PMM: “Gágal”!! (500) '),
    )
    expect(row.searchText).toBe('sinkro pmm gagal 500')
  })
})

test('messages, replies and events of a chat have one order', async () => {
  const store = await openTestStore()
  const chatId = await addChat(store, 'a')
  await store.write('test', async (tx) => {
    await addMessage(tx, chatId, '1')
    await chatEvents.addChatEvent(tx, chatId, { type: 'channel-blocked' }, 1)
    const reply = { chatId, channel: 'w', author: 'bot', reply: { text: 'ya' }, now: 1 } as const
    await outbox.insertOutboxRow(tx, reply)
    await addMessage(tx, chatId, '2')
    expect((await chatEvents.firstOpenEvent(tx, chatId))?.seq).toBe(2)
  })
  const seqs = async (query: Parameters<typeof transcripts.readTranscript>[2]) =>
    (await store.read((tx) => transcripts.readTranscript(tx, chatId, query))).map(({ seq }) => seq)
  expect(await seqs({ limit: 10 })).toEqual([1, 3, 4])
  expect(await seqs({ limit: 2 })).toEqual([3, 4])
  expect(await seqs({ after: 1, limit: 1 })).toEqual([3])
  expect(await seqs({ after: 4, limit: 10 })).toEqual([])
})

test('a wake is one row per chat and name, and rings once', async () => {
  const store = await openTestStore()
  const chatId = await addChat(store, 'a')
  await store.write('test', async (tx) => {
    await wakes.setWake(tx, { chatId, name: 'follow-up', at: 100 })
    await wakes.setWake(tx, { chatId, name: 'follow-up', at: 200 })
    expect(await wakes.ringDueWakes(tx, 150, 10)).toEqual([])
    expect(await wakes.ringDueWakes(tx, 200, 10)).toHaveLength(1)
    expect(await wakes.ringDueWakes(tx, 300, 10)).toEqual([])
    const event = await chatEvents.firstOpenEvent(tx, chatId)
    expect(JSON.parse(event?.event ?? '')).toEqual({ type: 'timer', name: 'follow-up' })
  })
})

test('gaps are listed newest first', async () => {
  const store = await openTestStore()
  const chatId = await addChat(store, 'a')
  await store.write('test', async (tx) => {
    await gaps.recordGap(tx, {
      chatId,
      reason: 'declined',
      text: 'a',
      candidates: ['sync-01'],
      at: 1,
    })
    await gaps.recordGap(tx, { chatId, reason: 'rejected', text: 'b', candidates: [], at: 2 })
    expect((await gaps.listGaps(tx, 10)).map(({ text }) => text)).toEqual(['b', 'a'])
    const [, older] = await gaps.listGaps(tx, 10)
    expect(older).toMatchObject({ candidates: ['sync-01'], reason: 'declined' })
  })
})

test('a person has at most one open case per channel, the database holds it (B30)', async () => {
  const store = await openTestStore()
  const chatId = await addChat(store, 'a')
  const open = () =>
    store.write('test', async (tx) =>
      cases.insertCase(tx, {
        number: await cases.freeCaseNumber(tx),
        chatId,
        contactId: (await contacts.findContact(tx, 'w', 'a')) ?? 0,
        channel: 'w',
        reason: 'asked',
        summary: '',
        now: 1,
      }),
    )
  expect((await open()).number).toMatch(/^K-\d{5}$/)
  await expect(open()).rejects.toThrow(/UNIQUE/)
})

test('public ids are random and long enough not to be guessed (B41)', async () => {
  const store = await openTestStore()
  const chatIds = await Promise.all(['a', 'b'].map((address) => addChat(store, address)))
  const ids = await store.read((tx) =>
    Promise.all(chatIds.map(async (id) => (await chats.chatById(tx, id)).publicId)),
  )
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/)
  expect(new Set(ids).size).toBe(2)
})
