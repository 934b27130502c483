import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { createInbox } from '../../src/delivery/inbox.js'
import {
  cases,
  chatEvents,
  chats,
  contacts,
  DATABASE_FILE,
  type Store,
  type TranscriptMessage,
  transcripts,
} from '../../src/store/index.js'
import { envelope } from '../support/delivery-fixtures.js'
import { FakeClock } from '../support/fake-clock.js'
import { recordingLogger } from '../support/silent-logger.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'

async function setUp(options: Parameters<typeof openTestStore>[0] = {}) {
  const store = await openTestStore(options)
  const { logger, lines } = recordingLogger()
  const onStored = vi.fn()
  const clock = new FakeClock()
  const inbox = createInbox({ store, clock, logger, onStored })
  return { store, inbox, clock, lines, onStored }
}

async function messagesOf(store: Store, address = 'user-1'): Promise<readonly TranscriptMessage[]> {
  return store.read(async (tx) => {
    const chat = await chats.findChat(tx, 'test', address)
    if (chat === undefined) return []
    const entries = await transcripts.readTranscript(tx, chat.id, { limit: 1_000 })
    return entries.filter((entry): entry is TranscriptMessage => 'kind' in entry)
  })
}

describe('receive', () => {
  test('stores a batch in order in one commit, before anyone is told', async () => {
    const steps: string[] = []
    const { store, inbox, onStored } = await setUp({ boundary: (name) => steps.push(name) })
    onStored.mockImplementation(() => steps.push('told'))
    steps.length = 0
    expect(await inbox.receive([1, 2, 3].map((n) => envelope({ text: `${n}` })))).toBe(3)
    expect(steps).toEqual(['inbox.commit.before', 'inbox.commit.after', 'told'])
    expect((await messagesOf(store)).map(({ text }) => text)).toEqual(['1', '2', '3'])
  })

  test('keeps what a channel has masked already, so that the user is told', async () => {
    const { store, inbox } = await setUp()
    const text = 'NIP saya [NIP disamarkan], sandi: rahasia123'
    await inbox.receive([envelope({ text, masked: ['nip'] })])
    expect((await messagesOf(store))[0]?.masked).toEqual(['nip', 'secret'])
  })

  test('acknowledges and drops a second copy, in the same batch and minutes later (B3)', async () => {
    const { store, inbox, clock } = await setUp()
    const message = envelope()
    expect(await inbox.receive([message, message])).toBe(1)
    clock.advance(120_000)
    expect(await inbox.receive([message])).toBe(0)
    expect(await messagesOf(store)).toHaveLength(1)
  })

  test('rejects when nothing was stored, so the channel does not acknowledge', async () => {
    let isFull = false
    const { store, inbox, onStored } = await setUp({
      boundary: (name) => {
        if (isFull && name === 'inbox.commit.before') throw new Error('disk full')
      },
    })
    isFull = true
    const message = envelope()
    await expect(inbox.receive([message])).rejects.toThrow(/disk full/)
    expect(onStored).not.toHaveBeenCalled()
    isFull = false
    expect(await inbox.receive([message])).toBe(1)
    expect(await messagesOf(store)).toHaveLength(1)
  })

  test('NIP, NIK and passwords never reach the disk, not in the text, the name or the search column', async () => {
    const dataDir = tempDir()
    const { store, inbox } = await setUp({ dataDir })
    const nip = '198702302010011234'
    await inbox.receive([
      envelope({
        text: `nip ${nip} pass: Rahasia#77`,
        sender: { addresses: ['user-1'], displayName: `Guru ${nip}` },
      }),
    ])
    const [message] = await messagesOf(store)
    expect(message?.masked).toEqual(['nip', 'secret'])
    await store.close()
    for (const suffix of ['', '-wal']) {
      const bytes = readFileSync(join(dataDir, `${DATABASE_FILE}${suffix}`), {
        encoding: 'latin1',
        flag: 'a+',
      })
      expect(bytes).not.toContain(nip)
      expect(bytes).not.toContain('Rahasia#77')
      expect(bytes).not.toContain('rahasia 77')
    }
  })

  test('a LID and a phone number are one contact and one chat (B14)', async () => {
    const { store, inbox } = await setUp()
    const both = { addresses: ['1@lid', '62@phone'] }
    const at = (address: string) => ({ chat: { address, kind: 'private' } as const, sender: both })
    await inbox.receive([envelope(at('62@phone')), envelope(at('1@lid'))])
    expect(await messagesOf(store, '62@phone')).toHaveLength(2)
    const found = await store.read((tx) => chats.findChat(tx, 'test', '62@phone'))
    expect(found?.address).toBe('1@lid')
  })

  test('people in a group are contacts, the group has none', async () => {
    const { store, inbox } = await setUp()
    const group = { address: 'group-1', kind: 'group' } as const
    await inbox.receive([
      envelope({ chat: group, sender: { addresses: ['a'] } }),
      envelope({ chat: group, sender: { addresses: ['b'] } }),
    ])
    await store.read(async (tx) => {
      expect((await chats.findChat(tx, 'test', 'group-1'))?.contactId).toBeNull()
      expect(await contacts.findContact(tx, 'test', 'a')).toBeDefined()
    })
    expect(await messagesOf(store, 'group-1')).toHaveLength(2)
  })

  test.each([
    ['empty', '', ''],
    ['NUL', 'a\u0000b', 'ab'],
    ['a lone surrogate', 'a\udc00', 'a\ufffd'],
    ['right-to-left marks', '\u202esinkro', 'sinkro'],
    ['HTML', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['SQL', "'); DROP TABLE messages;--", "'); DROP TABLE messages;--"],
    ['100 kB', 'a '.repeat(50_000), 'a '.repeat(10_000)],
  ])('bad input is stored harmless: %s', async (_what, text, stored) => {
    const { store, inbox } = await setUp()
    await inbox.receive([envelope({ text })])
    expect((await messagesOf(store))[0]?.text).toBe(stored)
  })

  test('a message typed on the office’s own phone is a staff reply: the bot goes quiet (B18)', async () => {
    const { store, inbox, lines } = await setUp()
    await inbox.receive([envelope()])
    const office = { from: 'staff', sender: { addresses: ['office'] } } as const
    await inbox.receive([envelope({ ...office, text: 'Saya bantu ya.' })])
    const [, byStaff] = await messagesOf(store)
    expect(byStaff).toMatchObject({
      from: 'office-phone',
      text: 'Saya bantu ya.',
      outcome: 'ignored',
    })
    await store.read(async (tx) => {
      const chat = await chats.findChat(tx, 'test', 'user-1')
      expect(chat?.owner).toBe('human')
      const open = await cases.openCaseOf(tx, chat?.contactId ?? 0, 'test')
      expect(open).toMatchObject({ state: 'menunggu-pengguna', reason: 'staff-started' })
      const event = await chatEvents.firstOpenEvent(tx, chat?.id ?? 0)
      expect(JSON.parse(event?.event ?? '')).toMatchObject({ type: 'staff-replied' })
      expect(await contacts.findContact(tx, 'test', 'office')).toBeUndefined()
    })
    expect(lines.filter((line) => line.includes('case opened'))).toHaveLength(1)
    await inbox.receive([envelope({ ...office, text: 'Sudah?' })])
    expect(lines.filter((line) => line.includes('case opened'))).toHaveLength(1)
  })

  test('a person who writes again is not blocked any more', async () => {
    const { store, inbox } = await setUp()
    await inbox.receive([envelope()])
    await inbox.blocked('test', 'user-1')
    const blockedAt = async () =>
      (await store.read((tx) => chats.findChat(tx, 'test', 'user-1')))?.blockedAt
    expect(await blockedAt()).not.toBeNull()
    await inbox.receive([envelope()])
    expect(await blockedAt()).toBeNull()
  })

  test('a block of an unknown chat is nothing', async () => {
    const { inbox } = await setUp()
    await expect(inbox.blocked('test', 'nobody')).resolves.toBeUndefined()
  })
})
