import { describe, expect, test } from 'vitest'
import { FIRST_ANSWER_MAX, replyText } from '../../src/engine/reply-text.js'
import { fixtureBrain } from '../support/knowledge.js'
import { chatWith, firstLine, labels, message, said, stepWith } from '../support/turns.js'

const brain = fixtureBrain()
const NIP = '198702302010011234'

describe('first contact', () => {
  test.each(['/start', 'halo', 'Assalamualaikum'])('with %j is welcomed in one message', (text) => {
    const result = chatWith(brain, { welcomed: false }).say(text)
    expect(result.replies).toHaveLength(1)
    const welcome = said(result)
    expect(firstLine(result)).toContain('bot milik Dinas Contoh')
    expect(welcome).toContain('Saya bukan bot kementerian atau BKN')
    expect(welcome.match(/^• .+$/gm)).toHaveLength(3)
    expect(welcome).toMatch(/jangan kirim NIP, sandi, atau OTP/i)
    expect(welcome).toContain('"petugas"')
    expect(welcome.length).toBeLessThanOrEqual(FIRST_ANSWER_MAX)
    expect(result.replies[0]?.choices?.length).toBeGreaterThanOrEqual(3)
  })

  test('the sample questions of the welcome lead to their answers', () => {
    for (const [number, line] of [
      ['1', 'Error #1: Tombol sinkro tidak muncul'],
      ['2', 'Langkah sinkro'],
      ['3', 'Tenggat Pengelolaan Kinerja 2026'],
    ] as const) {
      const chat = chatWith(brain, { welcomed: false })
      chat.say('/start')
      expect(firstLine(chat.say(number))).toBe(line)
    }
  })

  test('with a question is introduced below the answer, once', () => {
    const chat = chatWith(brain, { welcomed: false })
    const first = said(chat.say('tombol sinkro hilang'))
    expect(first).toContain('Error #1')
    expect(first).toContain('Bot Dinas Contoh, bukan kementerian/BKN.')
    expect(first).toContain('Jangan kirim NIP, sandi, atau OTP.')
    expect(first).toContain('"petugas"')
    expect(said(chat.say('whitelist apa'))).not.toContain('bukan kementerian/BKN')
  })

  test('waits for an answer that leaves room for the introduction', () => {
    const { knowledge } = brain
    const long = { ...knowledge.office, name: `Dinas ${'Panjang '.repeat(60)}` }
    const chat = chatWith(
      fixtureBrain(() => long),
      { welcomed: false },
    )
    const first = said(chat.say('tombol sinkro hilang'))
    expect(first).not.toContain('bukan kementerian/BKN')
    expect(first.length).toBeLessThanOrEqual(FIRST_ANSWER_MAX)
    expect(chat.conversation.welcomed).toBe(false)
  })

  test('is not introduced in a group', () => {
    const result = stepWith(brain, [message('whitelist apa')], { facts: { chatKind: 'group' } })
    expect(said(result)).not.toContain('bukan kementerian/BKN')
  })
})

describe('personal data', () => {
  test('that was masked is named in the first line of the answer', () => {
    const result = chatWith(brain).say(`tombol sinkro hilang nip ${NIP}`)
    expect(firstLine(result)).toMatch(/^🔒 NIP di pesan Bapak\/Ibu sudah saya samarkan/)
    expect(said(result)).not.toContain(NIP)
  })

  test.each([
    ['nip', 'NIP'],
    ['nik', 'NIK'],
    ['secret', 'Sandi/OTP'],
  ] as const)('of the kind %s is named %s', (kind, name) => {
    const result = stepWith(brain, [message('whitelist apa', { masked: [kind] })])
    expect(firstLine(result)).toContain(`🔒 ${name}`)
    expect(said(result)).toContain('Error #6')
  })

  test('is named by the worst kind where there are several', () => {
    const result = stepWith(brain, [message('whitelist apa', { masked: ['nip', 'secret', 'nik'] })])
    expect(firstLine(result)).toContain('🔒 Sandi/OTP')
    expect(said(result).match(/🔒/g)).toHaveLength(1)
  })

  test('leaves an answer with a warning its own first line', () => {
    const result = stepWith(brain, [message('unor skp berbeda', { masked: ['nip'] })])
    expect(result.replies).toHaveLength(2)
    expect(result.replies[0]?.text).toMatch(/^🔒 NIP/)
    expect(result.replies[1]?.heading).toMatch(/^⚠️/)
  })

  test('is told also where a person owns the chat', () => {
    const result = stepWith(brain, [message('ini [sandi disamarkan]', { masked: ['secret'] })], {
      facts: { owner: 'human' },
    })
    expect(said(result)).toMatch(/sudah saya samarkan dan tidak disimpan/)
  })

  test('is told in a message of its own where it would not fit', () => {
    const office = { ...brain.knowledge.office, name: `Dinas ${'Panjang '.repeat(12)}` }
    const result = stepWith(
      fixtureBrain(() => office),
      [message('/start', { masked: ['nip'] })],
    )
    expect(result.replies).toHaveLength(2)
    for (const reply of result.replies) {
      expect(replyText(reply).length).toBeLessThanOrEqual(FIRST_ANSWER_MAX)
    }
  })

  test('of one message is not named again at the next', () => {
    const chat = chatWith(brain)
    chat.say(`nip ${NIP}`)
    expect(said(chat.say('whitelist apa'))).not.toContain('🔒')
  })
})

test('the choices of a decorated answer stay as they were', () => {
  const plain = labels(chatWith(brain).say('whitelist apa'))
  expect(labels(stepWith(brain, [message('whitelist apa', { masked: ['nip'] })]))).toEqual(plain)
})
