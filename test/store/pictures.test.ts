import { describe, expect, test } from 'vitest'
import {
  cases,
  chats,
  contacts,
  messages,
  pictures,
  type Store,
  type Tx,
} from '../../src/store/index.js'
import { openTestStore } from '../support/store-fixtures.js'

let count = 0

async function addPicture(tx: Tx, address: string, now = 1): Promise<number> {
  const contactId = await contacts.ensureContact(tx, { channel: 't', addresses: [address] }, 1)
  const place = { channel: 't', address, kind: 'private', contactId } as const
  const chat = await chats.ensureChat(tx, place, 1)
  const message = await messages.insertMessage(tx, {
    chatId: chat.id,
    contactId,
    channel: 't',
    externalId: `p${++count}`,
    kind: 'picture',
    author: 'user',
    text: '',
    masked: [],
    sentAt: 1,
    receivedAt: now,
  })
  const picture = { messageId: message.id, chatId: chat.id, channel: 't', reference: 'r', now }
  return (await pictures.insertPicture(tx, picture)).id
}

async function settle(tx: Tx, id: number, kept?: pictures.Kept): Promise<void> {
  const reading = { state: 'read', text: 'Gagal', confidence: 0.9 } as const
  await pictures.settlePicture(tx, id, { reading, now: 2, ...(kept === undefined ? {} : { kept }) })
}

async function openCase(tx: Tx, id: number): Promise<number> {
  const [picture] = await pictures.picturesOfMessages(tx, [id])
  const chat = await chats.chatById(tx, picture?.chatId ?? 0)
  const row = await cases.insertCase(tx, {
    number: await cases.freeCaseNumber(tx),
    chatId: chat.id,
    contactId: chat.contactId ?? 0,
    channel: 't',
    reason: 'asked',
    summary: '',
    now: 1,
  })
  return row.id
}

async function withStore(work: (tx: Tx) => Promise<void>): Promise<Store> {
  const store = await openTestStore()
  await store.write('test', work)
  return store
}

const due = (tx: Tx, now: number, except: readonly number[] = []) =>
  pictures.duePictures(tx, { now, except })
const expired = async (tx: Tx, now: number, closedBefore = 0) =>
  (await pictures.expiredPictures(tx, { now, closedBefore })).map(({ id }) => id)

describe('pictures that wait to be read', () => {
  test('are offered one a chat, the oldest first, without those that are being read', async () => {
    await withStore(async (tx) => {
      const [first, second] = [await addPicture(tx, 'a'), await addPicture(tx, 'a')]
      const other = await addPicture(tx, 'b')
      expect((await due(tx, 1)).map(({ id }) => id).sort()).toEqual([first, other])
      expect((await due(tx, 1, [first])).map(({ id }) => id).sort()).toEqual([second, other])
    })
  })

  test('come again only when their time has come, and every try is counted when it begins', async () => {
    await withStore(async (tx) => {
      const id = await addPicture(tx, 'a')
      await pictures.beginTry(tx, id, 5)
      await pictures.tryLater(tx, id, 10, 'network')
      expect(await due(tx, 9)).toEqual([])
      expect(await pictures.nextTryAt(tx, 9)).toBe(10)
      expect(await due(tx, 10)).toHaveLength(1)
      const again = await pictures.beginTry(tx, id, 10)
      expect(again).toMatchObject({ attempts: 2, triedSince: 5, error: 'network' })
    })
  })

  test('are settled once, and keep their reference until the channel has let go', async () => {
    await withStore(async (tx) => {
      const id = await addPicture(tx, 'a')
      expect(await pictures.unreleasedPictures(tx)).toEqual([])
      await settle(tx, id)
      const gone = { state: 'broken', text: '', confidence: 0 } as const
      await pictures.settlePicture(tx, id, { reading: gone, now: 3 })
      const [settled] = await pictures.unreleasedPictures(tx)
      expect(settled).toMatchObject({ id, state: 'read', reference: 'r', settledAt: 2 })
      if (settled === undefined) return
      expect(pictures.readingOf(settled)).toEqual({ state: 'read', text: 'Gagal', confidence: 0.9 })
      await pictures.forgetReference(tx, id)
      expect(await pictures.unreleasedPictures(tx)).toEqual([])
      expect(await due(tx, 9)).toEqual([])
    })
  })
})

describe('copies of pictures', () => {
  test('without a case go at their time', async () => {
    await withStore(async (tx) => {
      const id = await addPicture(tx, 'a')
      await settle(tx, id, { as: 'blackened', file: 'a.webp', until: 100 })
      expect(await expired(tx, 99)).toEqual([])
      expect(await expired(tx, 100)).toEqual([id])
      await pictures.dropCopies(tx, [id])
      expect(await expired(tx, 100)).toEqual([])
      expect(await pictures.keptFiles(tx, ['a.webp', 'b.webp'])).toEqual([])
    })
  })

  test('of a case stay while it is open, and go their time after it was closed', async () => {
    await withStore(async (tx) => {
      const id = await addPicture(tx, 'a')
      const caseId = await openCase(tx, id)
      await settle(tx, id, { as: 'blackened', file: 'a.webp', until: 100, caseId })
      expect(await expired(tx, 10_000, 10_000)).toEqual([])
      await cases.updateCase(tx, caseId, { state: 'selesai', closedAt: 50 })
      expect(await expired(tx, 10_000, 49)).toEqual([])
      expect(await expired(tx, 10_000, 50)).toEqual([id])
    })
  })

  test('join a case that is opened later, but not an original that the user is asked about', async () => {
    await withStore(async (tx) => {
      const [kept, asked] = [await addPicture(tx, 'a'), await addPicture(tx, 'a')]
      const other = await addPicture(tx, 'b')
      await settle(tx, kept, { as: 'blackened', file: '1', until: 100 })
      await settle(tx, asked, { as: 'question', file: '2', until: 100 })
      await settle(tx, other, { as: 'blackened', file: '3', until: 100 })
      const caseId = await openCase(tx, kept)
      const [row] = await pictures.picturesOfMessages(tx, [kept])
      await pictures.addToCase(tx, { chatId: row?.chatId ?? 0, caseId })
      expect((await expired(tx, 100)).sort()).toEqual([asked, other])
      await pictures.keepPicture(tx, asked, { as: 'consent', until: 100, caseId })
      expect(await expired(tx, 100)).toEqual([other])
      expect(await pictures.keptFiles(tx, ['1', '2', '3', '4'])).toEqual(
        expect.arrayContaining([
          { file: '1', as: 'blackened' },
          { file: '2', as: 'consent' },
          { file: '3', as: 'blackened' },
        ]),
      )
    })
  })

  test('that are gone are not kept by a late consent', async () => {
    await withStore(async (tx) => {
      const id = await addPicture(tx, 'a')
      await settle(tx, id)
      await pictures.keepPicture(tx, id, { as: 'consent', until: 100 })
      const [row] = await pictures.picturesOfMessages(tx, [id])
      expect(row).toMatchObject({ keptAs: null, keptFile: null })
    })
  })
})
