/** What the bot is shipped with: every promise about the content that a program can check. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { longAnswers } from '../../src/commands/lengths.js'
import { answerFor, stepsFor } from '../../src/engine/answers/entry-answer.js'
import { choiceLabel } from '../../src/engine/answers/titles.js'
import { choice } from '../../src/engine/choices.js'
import { ROLES } from '../../src/engine/model.js'
import { FIRST_ANSWER_MAX, replyText } from '../../src/engine/reply-text.js'
import type { OfficeAddress } from '../../src/knowledge/schema.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { chatWith, said } from '../support/turns.js'

const brain = loadBrain(KNOWLEDGE_DIR)
const { knowledge, timeZone } = brain
const errors = [...knowledge.errors.values()]
const topics = [...knowledge.topics.values()]
/** Mid-year of each era and of a year after the last one. */
const YEARS = [2024, 2025, 2026, 2031]
const nowIn = (year: number) => Date.UTC(year, 6, 1)
const contextIn = (year: number) => ({ knowledge, timeZone, now: nowIn(year) })

const ERROR_IDS = [
  ...Array.from({ length: 20 }, (_, index) => `sync-${String(index + 1).padStart(2, '0')}`),
  'sync-01-dukcapil',
  'sync-01-nip-updated',
]
const FURTHER_IDS = [
  'faq-istilah',
  'faq-masa-transisi',
  'faq-rotasi-sinkro',
  'faq-sinkro-periodik',
  'faq-pengkom-komunitas',
  'faq-pemeliharaan-sistem',
  'faq-ks-sebagai-pegawai',
  'faq-perubahan-2025',
  'faq-perubahan-2026',
  'flow-perencanaan',
  'flow-pelaksanaan',
  'flow-penilaian',
  'flow-kirim-penilaian',
  'flow-missing-teacher',
  'flow-sinkro',
]
const CONTACT_IDS = [
  'contact-admin-instansi',
  'contact-operator-sekolah',
  'contact-helpdesk-bkn',
  'contact-pusat-bantuan',
  'contact-dinas',
]

describe('the shipped knowledge', () => {
  test('has the 22 errors, and each number that the source counts', () => {
    expect(errors.map(({ id }) => id).sort()).toEqual([...ERROR_IDS].sort())
    for (const { id, number } of errors) expect(id).toContain(String(number).padStart(2, '0'))
  })

  test('has the further topics, the flows and the contacts', () => {
    for (const id of FURTHER_IDS) expect(knowledge.topics.has(id), id).toBe(true)
    expect([...knowledge.contacts.keys()].sort()).toEqual([...CONTACT_IDS].sort())
  })

  test('has a calendar for each era', () => {
    expect([...knowledge.calendars.keys()].sort()).toEqual([2024, 2025, 2026])
  })

  test('contains nothing that looks like an NIP or NIK, and never says "kamu"', () => {
    for (const name of readdirSync(KNOWLEDGE_DIR, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.yaml')) continue
      const text = readFileSync(join(KNOWLEDGE_DIR, name), 'utf8')
      expect(text, name).not.toMatch(/(?<![\d/])\d{15,18}(?!\d)/)
    }
    for (const id of [...knowledge.errors.keys(), ...knowledge.topics.keys()]) {
      for (const year of YEARS) {
        const shown = [answerFor(id, contextIn(year)), stepsFor(id, contextIn(year))]
        for (const reply of shown) {
          expect(reply === undefined ? '' : replyText(reply)).not.toMatch(/\bkamu\b/i)
        }
      }
    }
  })

  test('fits every first answer into one small screen', () => {
    expect(longAnswers(knowledge, timeZone)).toEqual([])
  })

  test('still does when the office has filled in all that it can', () => {
    const filled = ({ name }: OfficeAddress): OfficeAddress => ({
      name,
      phone: '0971-XXXXXXX',
      whatsapp: '08XX-XXXX-XXXX',
      telegram: '@namakantorkabupaten',
      email: 'kantor.kabupaten@contoh.example',
      address: 'Jalan Poros Nomor Satu, Distrik Kota, Kabupaten Contoh 99999',
    })
    const { office } = knowledge
    const contact = filled(office.contact)
    const numbers = { contact, bkd: filled(office.bkd), dinas: filled(office.dinas) }
    const known = { ...knowledge, office: { ...office, ...numbers } }
    expect(longAnswers(known, timeZone)).toEqual([])
  })

  test('explains each of its terms within one small screen', () => {
    for (const { term } of knowledge.terms) {
      const reply = answerFor('faq-istilah', contextIn(2026), { term })
      expect(reply?.heading, term).toBe(term)
      expect(replyText(reply ?? { text: '' }).length, term).toBeLessThanOrEqual(FIRST_ANSWER_MAX)
    }
  })

  test('gives each entry a button of its own: no two are cut to the same words', () => {
    const ids = [
      ...knowledge.errors.keys(),
      ...knowledge.topics.keys(),
      ...knowledge.contacts.keys(),
    ]
    const shown = ids.map((id) => choice({ type: 'menu' }, choiceLabel(id, knowledge) ?? '').label)
    expect(shown.filter((label, index) => shown.indexOf(label) !== index)).toEqual([])
  })
})

describe('the topics', () => {
  test.each(topics.map((entry) => [entry.id, entry] as const))(
    '%s has a source and its years in every answer',
    (id) => {
      for (const year of YEARS) {
        for (const role of ROLES) {
          const text = replyText(answerFor(id, { ...contextIn(year), role }) ?? { text: '' })
          expect(text).toMatch(/Sumber: .+ \([^)]*20\d\d(–20\d\d)?\)/)
        }
      }
    },
  )

  test.each([
    'faq-rhk-more-than-one',
    'faq-guru-bk-planning',
    'faq-guru-bk-rhk',
    'faq-retiring-mid-semester',
    'faq-cpns',
    'faq-pppk-paruh-waktu',
  ])('%s has no official answer: it says so and names who can answer', (id) => {
    const text = replyText(answerFor(id, contextIn(2026)) ?? { text: '' })
    expect(text).toContain('Belum ada keterangan resmi yang saya punya tentang ini.')
    expect(text).toMatch(/Yang bisa menjawab: .+/)
  })

  test('give the answer of the year that is asked for, else of today', () => {
    const in2026 = said(chatWith(brain).press('show:faq-two-cycles'))
    const in2024 = said(chatWith(brain, { now: nowIn(2024) }).press('show:faq-two-cycles'))
    expect(in2024).toContain('Dua kali')
    expect(in2026).not.toBe(in2024)
  })
})

describe('first contact with the bot as it is shipped', () => {
  test('names the office, three questions that it answers, what never to send, and a person', () => {
    const chat = chatWith(brain, { welcomed: false })
    const welcome = chat.say('/start')
    expect(said(welcome)).toContain('Dinas Pendidikan Kabupaten Mappi')
    const questions = said(welcome).match(/(?<=^• ).+$/gm) ?? []
    expect(questions).toHaveLength(3)
    const ids = questions.map((question) => chatWith(brain).say(question).understood?.id)
    expect(ids).toEqual(['sync-01', 'flow-sinkro', 'deadline'])
  })

  test('promises no time for a person while no staff is filled in', () => {
    const text = said(chatWith(brain).say('petugas'))
    expect(text).toContain('belum bisa menjanjikan kapan dibalas')
    expect(text).not.toMatch(/pukul \d/)
  })
})
