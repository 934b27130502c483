import { describe, expect, test } from 'vitest'
import { addUserMessage, noteOnOpenCase, numberForNewCase } from '../../src/helpdesk/case-desk.js'
import {
  closeCase,
  HelpdeskError,
  MAX_STAFF_TEXT,
  openCase,
  REOPEN_WINDOW_MS,
  replyToCase,
  takeCase,
} from '../../src/helpdesk/index.js'
import type { ChatEvent } from '../../src/store/index.js'
import {
  type Case,
  type Chat,
  cases,
  chatEvents,
  chats,
  contacts,
  type Store,
  type Tx,
  transcripts,
} from '../../src/store/index.js'
import { openTestStore } from '../support/store-fixtures.js'

const NOW = Date.UTC(2026, 0, 5)

interface Scene {
  readonly store: Store
  readonly chat: Chat
  readonly contactId: number
}

async function setUp(): Promise<Scene> {
  const store = await openTestStore()
  return store.write('test', async (tx) => {
    const contactId = await contacts.ensureContact(tx, { channel: 'test', addresses: ['a'] }, 1)
    const place = { channel: 'test', address: 'a', kind: 'private', contactId } as const
    return { store, chat: await chats.ensureChat(tx, place, 1), contactId }
  })
}

function open(tx: Tx, { chat, contactId }: Scene, number: string, now = NOW): Promise<Case> {
  const request = { number, chat, contactId, reason: 'asked', summary: 'minta petugas' } as const
  return openCase(tx, { ...request, actor: 'bot', now })
}

/** Events of the chat, in order, as the engine will get them. */
async function events(tx: Tx, chat: Chat): Promise<readonly ChatEvent[]> {
  const found: ChatEvent[] = []
  for (;;) {
    const row = await chatEvents.firstOpenEvent(tx, chat.id)
    if (row === undefined) return found
    found.push(JSON.parse(row.event) as ChatEvent)
    await chatEvents.settleChatEvent(tx, row.id, 'done')
  }
}

async function history(tx: Tx, number: string): Promise<readonly string[]> {
  const row = await cases.caseByNumber(tx, number)
  return (await cases.caseEvents(tx, row?.id ?? 0)).map(({ type, actor }) => `${type} ${actor}`)
}

const staff = { staff: 'ani', now: NOW }

describe('a case', () => {
  test('goes from new to closed, each step an event for the engine and a line in the history (B21)', async () => {
    const scene = await setUp()
    const { store, chat } = scene
    await store.write('test', async (tx) => {
      expect(await open(tx, scene, 'K-11111')).toMatchObject({ state: 'baru', takenBy: null })
      expect((await chats.chatById(tx, chat.id)).owner).toBe('bot')

      const taken = await takeCase(tx, { ...staff, number: 'K-11111' })
      expect(taken).toMatchObject({ state: 'ditangani', takenBy: 'ani', takenAt: NOW })
      expect((await chats.chatById(tx, chat.id)).owner).toBe('human')

      const reply = { ...staff, number: 'K-11111', text: 'Sudah saya cek.', requestId: 'r1' }
      expect(await replyToCase(tx, reply)).toMatchObject({ state: 'menunggu-pengguna' })
      expect(await addUserMessage(tx, 'K-11111', NOW)).toMatchObject({ state: 'ditangani' })

      const closed = await closeCase(tx, { ...staff, number: 'K-11111' })
      expect(closed).toMatchObject({ state: 'selesai', closedAt: NOW })
      // The chat changes hands when the event's turn has come.
      expect((await chats.chatById(tx, chat.id)).owner).toBe('human')

      expect(await events(tx, chat)).toEqual([
        { type: 'staff-took', caseNumber: 'K-11111' },
        { type: 'staff-replied', caseNumber: 'K-11111', text: 'Sudah saya cek.' },
        { type: 'staff-closed', caseNumber: 'K-11111' },
      ])
      expect(await history(tx, 'K-11111')).toEqual([
        'open bot',
        'take staff:ani',
        'reply staff:ani',
        'user-wrote user',
        'close staff:ani',
      ])
    })
  })

  test('that is answered at once is claimed by the answer, with no second message about it (B22)', async () => {
    const scene = await setUp()
    await scene.store.write('test', async (tx) => {
      await open(tx, scene, 'K-11111')
      const reply = { ...staff, number: 'K-11111', text: 'Halo.', requestId: 'r1' }
      expect(await replyToCase(tx, reply)).toMatchObject({ takenBy: 'ani', takenAt: NOW })
      expect((await chats.chatById(tx, scene.chat.id)).owner).toBe('human')
      expect((await events(tx, scene.chat)).map(({ type }) => type)).toEqual(['staff-replied'])
    })
  })

  test('that is closed cannot be answered, taken or closed again (B20)', async () => {
    const scene = await setUp()
    await scene.store.write('test', async (tx) => {
      await open(tx, scene, 'K-11111')
      await closeCase(tx, { ...staff, number: 'K-11111' })
      const number = 'K-11111'
      const reply = { ...staff, number, text: 'Halo.', requestId: 'r1' }
      await expect(replyToCase(tx, reply)).rejects.toThrow(/selesai/)
      await expect(takeCase(tx, { ...staff, number })).rejects.toThrow(HelpdeskError)
      await expect(closeCase(tx, { ...staff, number })).rejects.toThrow(HelpdeskError)
    })
  })

  test('of a person who asks again within a day is opened again under its number; later it is a new one (B30)', async () => {
    const scene = await setUp()
    const { contactId, chat } = scene
    await scene.store.write('test', async (tx) => {
      await open(tx, scene, 'K-11111')
      await takeCase(tx, { ...staff, number: 'K-11111' })
      await closeCase(tx, { ...staff, number: 'K-11111' })
      const person = { contactId, channel: 'test' }
      const late = NOW + REOPEN_WINDOW_MS + 1
      expect(await numberForNewCase(tx, person, late)).not.toBe('K-11111')

      const soon = NOW + 60_000
      const number = await numberForNewCase(tx, person, soon)
      expect(number).toBe('K-11111')
      const again = await open(tx, scene, number, soon)
      expect(again).toMatchObject({ state: 'baru', openedAt: soon, takenBy: null, closedAt: null })
      expect(await history(tx, 'K-11111')).toContain('reopen bot')
      expect((await cases.openCaseOf(tx, contactId, chat.channel))?.number).toBe('K-11111')
    })
  })

  test('keeps no second note of a user who writes on and on', async () => {
    const scene = await setUp()
    await scene.store.write('test', async (tx) => {
      await open(tx, scene, 'K-11111')
      await addUserMessage(tx, 'K-11111', NOW)
      await addUserMessage(tx, 'K-11111', NOW)
      expect(await history(tx, 'K-11111')).toEqual(['open bot'])
    })
  })

  test('that does not exist is named in the refusal', async () => {
    const { store } = await setUp()
    const taking = store.write('test', (tx) => takeCase(tx, { ...staff, number: 'K-99999' }))
    await expect(taking).rejects.toThrow(/K-99999 tidak ada/)
  })
})

describe('an answer', () => {
  const at = (scene: Scene, text: string, requestId = 'r1') =>
    scene.store.write('test', (tx) =>
      replyToCase(tx, { ...staff, number: 'K-11111', text, requestId }),
    )

  test('sent twice with the same key goes out once (B4)', async () => {
    const scene = await setUp()
    await scene.store.write('test', (tx) => open(tx, scene, 'K-11111'))
    await at(scene, 'Sudah saya cek.')
    await at(scene, 'Sudah saya cek.')
    await at(scene, 'Yang lain.', 'r2')
    const entries = await scene.store.read((tx) =>
      transcripts.readTranscript(tx, scene.chat.id, { limit: 10 }),
    )
    expect(entries.map((entry) => 'reply' in entry && entry.reply.text)).toEqual([
      'Sudah saya cek.',
      'Yang lain.',
    ])
    expect(entries.map(({ from }) => from)).toEqual(['staff', 'staff'])
  })

  test.each([
    ['empty', ' \u200b ', 'empty'],
    ['too long', 'a'.repeat(MAX_STAFF_TEXT + 1), 'too-long'],
    ['with an NIP', 'NIP 198702302010011234 sudah benar', 'personal-data'],
    ['with a password', 'sandi baru: Rahasia#1', 'personal-data'],
  ])('that is %s is refused before anything is stored', async (_what, text, code) => {
    const scene = await setUp()
    await scene.store.write('test', (tx) => open(tx, scene, 'K-11111'))
    await expect(at(scene, text)).rejects.toMatchObject({ code })
    const row = await scene.store.read((tx) => cases.caseByNumber(tx, 'K-11111'))
    expect(row?.state).toBe('baru')
  })

  test('to a person who blocked the bot is refused with the reason (B6)', async () => {
    const scene = await setUp()
    await scene.store.write('test', async (tx) => {
      await open(tx, scene, 'K-11111')
      await chats.updateChat(tx, scene.chat.id, { blockedAt: NOW })
    })
    await expect(at(scene, 'Halo.')).rejects.toThrow(/memblokir/)
  })
})

test('a note on a person without an open case goes nowhere', async () => {
  const scene = await setUp()
  await scene.store.write('test', async (tx) => {
    await noteOnOpenCase(tx, scene.chat, { type: 'send-failed', detail: 'x' }, NOW)
    await open(tx, scene, 'K-11111')
    await noteOnOpenCase(tx, scene.chat, { type: 'send-failed', detail: 'x' }, NOW)
    expect(await history(tx, 'K-11111')).toEqual(['open bot', 'send-failed bot'])
  })
})
