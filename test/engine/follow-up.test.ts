import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { FOLLOW_UP_WITHIN_MS } from '../../src/engine/follow-up.js'
import { FIRST_ANSWER_MAX, replyText } from '../../src/engine/reply-text.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { fixtureBrain } from '../support/knowledge.js'
import { chatWith, firstLine, said } from '../support/turns.js'

const fixture = fixtureBrain()
const shipped = loadBrain(KNOWLEDGE_DIR)

describe('after an answer', () => {
  test('every fact comes from its entry, with its source', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    const result = chat.say('siapa itu')
    expect(firstLine(result)).toBe('Error #6: xApiKey does not exists in whitelist')
    expect(said(result)).toContain('Yang bertindak: Helpdesk BKN')
    expect(said(result)).toContain('Sumber: ')
    expect(result.understood).toMatchObject({ kind: 'error', id: 'sync-06' })
  })

  test('a waiting time that nobody named is said to be unnamed', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    expect(said(chat.say('berapa lama'))).toContain('tidak disebut dalam panduan')
  })

  test('another role gets its own step, and the own role stays', () => {
    const chat = chatWith(fixture, { role: 'guru' })
    chat.say('skp organisasi kosong')
    const result = chat.say('kalau kepala sekolah')
    expect(firstLine(result)).toMatch(/^Untuk kepala sekolah: Error #15/)
    expect(said(result)).toContain('Lakukan sinkro sendiri lebih dulu.')
    expect(chat.conversation.role).toBe('guru')
  })

  test('a role that the entry does not tell apart is not made up', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    expect(firstLine(chat.say('kalau guru'))).toContain('tidak membedakan peran')
  })

  test('one step is told by its number, and the last number where there is no such step', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    expect(said(chat.say('langkah 2'))).toContain(
      'Langkah 2. [Helpdesk BKN] Memperbaiki sambungan.',
    )
    expect(said(chat.say('langkah 7'))).toContain('hanya sampai nomor 2')
  })

  test('"yang nomor 2" is a choice where one is open, else a step', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    expect(said(chat.say('yang nomor 3'))).toContain('K-10001')
    expect(said(chat.say('yang nomor 2'))).toContain('Langkah 2.')
  })

  test('the warning of #12 stays, and its dangerous step is never named', () => {
    const words = ['langkahnya', 'langkah 2', 'siapa itu', 'di mana itu', 'kenapa', 'kalau guru']
    for (const text of words) {
      const chat = chatWith(fixture)
      chat.say('unor skp berbeda')
      expect(said(chat.say(text)), text).not.toContain('Klik "Tetap Lakukan Sinkro".')
    }
  })

  test('who acts in a branch is who acts in that branch', () => {
    const chat = chatWith(fixture)
    chat.say('unor skp berbeda')
    chat.say('benar')
    expect(said(chat.say('siapa itu'))).toContain('Admin Instansi')
  })

  test('a new clear question wins', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    expect(chat.say('tombol sinkro hilang').understood?.id).toBe('sync-01')
  })

  test('one question may follow another about the same answer', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    for (const text of ['siapa itu', 'berapa lama', 'kenapa']) {
      expect(firstLine(chat.say(text))).toContain('Error #6')
    }
  })

  test('good news are taken as such, and more questions may follow', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    expect(said(chat.say('sudah bisa'))).toContain('Syukurlah')
    expect(firstLine(chat.say('siapa itu'))).toContain('Error #6')
  })

  test('that was rejected nothing is about any more', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    chat.say('bukan')
    expect(said(chat.say('siapa itu'))).not.toContain('Helpdesk BKN')
  })

  test('is over after half an hour', () => {
    const chat = chatWith(fixture)
    chat.say('whitelist apa')
    chat.now += FOLLOW_UP_WITHIN_MS
    expect(firstLine(chat.say('siapa itu'))).toContain('Error #6')
    chat.now += FOLLOW_UP_WITHIN_MS + 1
    expect(said(chat.say('siapa itu'))).not.toContain('Error #6')
  })

  test('words that carry on are understood with the question before them', () => {
    const chat = chatWith(shipped)
    chat.say('tombol sinkro pmm tidak muncul di e-kinerja')
    const result = chat.say('tapi NIP saya sudah diperbarui operator di verval ptk')
    expect(result.understood?.id).toBe('sync-01-nip-updated')
  })
})

const ELLIPTIC = [
  'terus kalau sudah seminggu?',
  'kalau masih gagal?',
  'siapa itu?',
  'nomornya berapa?',
  'berapa lama?',
  'langkahnya?',
  'langkah nomor 2',
  'di mana itu?',
  'kalau guru gimana?',
  'kenapa?',
]

test.each(ELLIPTIC)('without an answer before it, "%s" is never answered', (text) => {
  const result = chatWith(shipped).say(text)
  expect(['clarify', 'none', 'deadline']).toContain(result.understood?.kind)
  expect(result.understood?.id).not.toMatch(/^(sync|faq|flow|contact)-/)
})

test('after any answer every elliptic question gets one reply that fits a phone or is asked for', () => {
  const { errors, topics, contacts } = shipped.knowledge
  const ids = [...errors.keys(), ...topics.keys(), ...contacts.keys(), 'deadline']
  const story = fc.record({
    id: fc.constantFrom(...ids),
    texts: fc.array(fc.constantFrom(...ELLIPTIC), { minLength: 1, maxLength: 4 }),
  })
  fc.assert(
    fc.property(story, ({ id, texts }) => {
      const chat = chatWith(shipped)
      chat.press(id === 'deadline' ? 'deadline' : `show:${id}`)
      for (const text of texts) {
        const result = chat.say(text)
        expect(result.replies).toHaveLength(1)
        const reply = result.replies[0] as (typeof result.replies)[0]
        const isWhole = /Langkah lengkap/.test(`${reply.heading} ${reply.text}`.slice(0, 400))
        if (!isWhole)
          expect(replyText(reply).length, replyText(reply)).toBeLessThanOrEqual(FIRST_ANSWER_MAX)
      }
    }),
    { seed: 20_261_124, numRuns: 300 },
  )
})
