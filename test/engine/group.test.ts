import { describe, expect, test } from 'vitest'
import type { Facts, IncomingMessage } from '../../src/engine/model.js'
import { fixtureBrain, UNCLEAR } from '../support/knowledge.js'
import { message, ofKind, outcomesOf, said, stepWith } from '../support/turns.js'

const brain = fixtureBrain()
const privateLink = 'https://t.example/tanya_kinerja_bot'

function inGroup(incoming: IncomingMessage, facts: Partial<Facts> = { privateLink }) {
  return stepWith(brain, [incoming], { facts: { chatKind: 'group', ...facts } })
}

describe('in a group', () => {
  test.each([
    ['an error', 'tombol sinkro hilang', 'Error #1'],
    ['an error whose answer depends on the role', 'skp organisasi kosong', 'Error #15'],
    ['a topic', 'berapa siklus', 'Satu siklus setahun.'],
    ['a flow by role', 'langkah sinkro', 'Guru sinkro dari e-Kinerja.'],
    ['a deadline', 'tenggat', 'Tenggat Pengelolaan Kinerja 2026'],
    ['a contact', 'kontak bkn', 'Helpdesk BKN'],
  ])('%s gets one answer with the link to the private chat', (_what, text, expected) => {
    const result = inGroup(message(text))
    expect(outcomesOf(result)).toEqual([{ type: 'answered' }])
    expect(result.replies).toHaveLength(1)
    expect(said(result)).toContain(expected)
    expect(result.replies[0]?.links?.at(-1)).toEqual({ label: 'Chat pribadi', url: privateLink })
  })

  test.each([
    ['a question about the role', 'skp organisasi kosong'],
    ['a branch', 'unor skp berbeda'],
    ['a list of candidates', UNCLEAR],
    ['the menu', 'menu'],
    ['a welcome', '/start'],
    ['a greeting', 'halo'],
  ])('%s is not shown', (_what, text) => {
    const result = inGroup(message(text))
    expect(result.replies).toHaveLength(1)
    expect(result.replies[0]?.choices ?? []).toEqual([])
    expect(said(result)).not.toContain('sebagai apa')
    expect(said(result)).not.toContain('salah atau benar?')
    expect(result.conversation.openQuestion).toBeUndefined()
  })

  test.each(['petugas', 'sudah terlanjur klik'])('%j opens no case', (text) => {
    const result = inGroup(message(text))
    expect(result.effects).toEqual([])
    expect(result.replies).toHaveLength(1)
  })

  test('what nobody knows is moved to the private chat', () => {
    expect(said(inGroup(message('resep sayur')))).toBe(
      `Saya jawab lewat chat pribadi saja supaya jelas.\nChat pribadi: ${privateLink}`,
    )
  })

  test('the answer stands also before the private link is known', () => {
    const result = inGroup(message('resep sayur'), {})
    expect(outcomesOf(result)).toEqual([{ type: 'answered' }])
    expect(result.replies[0]?.links).toBeUndefined()
  })

  test('personal data is warned of', () => {
    expect(said(inGroup(message('whitelist apa', { masked: ['nip'] })))).toContain('🔒 NIP')
  })

  test('a sticker that addresses the bot gets one short answer too', () => {
    expect(inGroup(ofKind('sticker')).replies).toHaveLength(1)
  })

  test('nothing that was said there is remembered about the person', () => {
    const result = inGroup(message('saya guru'))
    expect(result.conversation.role).toBeUndefined()
  })
})
