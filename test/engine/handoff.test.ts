import { describe, expect, test } from 'vitest'
import { fixtureBrain, staffedOffice } from '../support/knowledge.js'
import { chatWith, firstLine, message, said, stepWith } from '../support/turns.js'

const brain = fixtureBrain()

describe('"petugas"', () => {
  test('opens a case with its number, its topic and the role', () => {
    const chat = chatWith(brain, { role: 'guru' })
    chat.say('whitelist apa')
    const result = chat.say('minta petugas')
    expect(firstLine(result)).toBe('Kasus K-10001 sudah dibuka untuk petugas')
    expect(result.understood).toMatchObject({ kind: 'human', id: 'human' })
    expect(result.effects).toEqual([
      {
        type: 'open-case',
        number: 'K-10001',
        reason: 'asked',
        entryId: 'sync-06',
        summary: 'guru; topik terakhir: sync-06',
      },
    ])
  })

  test('a second time adds to the case that is open and opens no other', () => {
    const chat = chatWith(brain)
    chat.say('petugas')
    const result = chat.say('petugas')
    expect(result.effects).toEqual([{ type: 'add-to-case', number: 'K-10001' }])
    expect(firstLine(result)).toBe('Kasus K-10001 sudah terbuka di petugas')
  })

  test('twice in one burst opens one case', () => {
    const result = stepWith(brain, [message('petugas'), message('minta petugas')])
    expect(result.effects.map(({ type }) => type)).toEqual(['open-case'])
    expect(result.replies).toHaveLength(1)
  })

  test('leaves the bot answering until somebody takes the case', () => {
    const chat = chatWith(brain)
    chat.say('petugas')
    expect(said(chat.say('whitelist apa'))).toContain('Error #6')
  })
})

describe('the promise', () => {
  const at = (now: string, office = staffedOffice) =>
    said(chatWith(fixtureBrain(office), { now: Date.parse(now) }).say('petugas'))

  test('names today’s closing while the office is open', () => {
    expect(at('2026-11-24T10:00:00+09:00')).toContain('Kantor buka sampai pukul 15.00 WIT')
  })

  test('names the next opening in the office’s zone when it is closed', () => {
    const text = at('2026-11-24T20:00:00+09:00')
    expect(text).toContain('buka lagi Rabu, 25 November 2026 pukul 08.00 WIT')
  })

  test('skips the weekend', () => {
    expect(at('2026-11-27T12:00:00+09:00')).toContain('Senin, 30 November 2026 pukul 08.00 WIT')
  })

  test('skips a holiday and the weekend after it', () => {
    expect(at('2026-12-24T16:00:00+09:00')).toContain('Senin, 28 Desember 2026 pukul 08.00 WIT')
  })

  test('without staff promises no time and gives the office’s contact', () => {
    const text = at('2026-11-24T10:00:00+09:00', (office) => staffedOffice(office, { staff: [] }))
    expect(text).toContain('belum bisa menjanjikan kapan dibalas')
    expect(text).toContain('Kontak kantor: Dinas Contoh: WA 08XX-1111')
    expect(text).not.toMatch(/pukul|\d\d\.\d\d/)
  })

  test('without staff and without any number names the office', () => {
    const text = at('2026-11-24T10:00:00+09:00', (office) => office)
    expect(text).toContain('datang langsung ke Dinas Contoh')
    expect(text).not.toMatch(/pukul|\d\d\.\d\d/)
  })

  test('with staff but without hours names no time', () => {
    const text = at('2026-11-24T10:00:00+09:00', (office) => staffedOffice(office, { hours: [] }))
    expect(text).toContain('Petugas akan membalas di chat ini.')
    expect(text).not.toMatch(/pukul|\d\d\.\d\d/)
  })
})
