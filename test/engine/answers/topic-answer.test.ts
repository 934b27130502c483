import { describe, expect, test } from 'vitest'
import type { AnswerContext } from '../../../src/engine/answers/context.js'
import { topicAnswer, topicSteps } from '../../../src/engine/answers/topic-answer.js'
import { replyText } from '../../../src/engine/reply-text.js'
import type { TopicEntry } from '../../../src/knowledge/schema.js'
import { fixtureKnowledge, OFFICE_ZONE } from '../../support/knowledge.js'

const knowledge = fixtureKnowledge()
const context = (change: Partial<AnswerContext> = {}): AnswerContext => ({
  knowledge,
  timeZone: OFFICE_ZONE,
  now: Date.UTC(2026, 6, 1),
  ...change,
})
const topic = (id: string): TopicEntry => {
  const found = knowledge.topics.get(id)
  if (found === undefined) throw new Error(`no ${id} in the fixture`)
  return found
}
const text = (id: string, change: Partial<AnswerContext> = {}) =>
  replyText(topicAnswer(topic(id), context(change)))

describe('the answer to a question', () => {
  test('has its source and the years it holds for', () => {
    expect(text('faq-siklus')).toContain('Sumber: Aturan 2025 (untuk 2025–2026)')
    expect(text('faq-siklus', { year: 2024 })).toContain('Sumber: Bahan latihan (untuk 2024)')
  })

  test.each([
    [2023, 'Dua siklus'],
    [2024, 'Dua siklus'],
    [2025, 'Satu siklus'],
    [2026, 'Satu siklus'],
    [2030, 'Satu siklus'],
  ])('in %i is the one of that era', (year, expected) => {
    const answer = text('faq-siklus', { now: Date.UTC(year, 6, 1) })
    expect(answer).toContain(expected)
    expect(answer).not.toContain('Panduan ini dari')
  })

  test('is the one of the year that the question names, whatever today is', () => {
    expect(text('faq-siklus', { year: 2024 })).toContain('Dua siklus')
    expect(text('faq-siklus', { year: 2025, now: Date.UTC(2024, 6, 1) })).toContain('Satu siklus')
  })

  test('of another era says so in one line', () => {
    expect(text('faq-lama')).toContain(
      'Panduan ini dari 2024; nama menu bisa berbeda di Ruang GTK.',
    )
    expect(text('faq-lama', { year: 2024 })).not.toContain('Panduan ini dari')
  })

  test('has its warning in the first line', () => {
    const [first, second] = text('faq-lama').split('\n')
    expect([first, second]).toEqual(['⚠️ Unggahan tidak bisa ditarik.', 'Unggah bukti'])
  })

  test('shows only links whose address is known', () => {
    expect(topicAnswer(topic('faq-siklus'), context()).links).toEqual([
      { label: 'Profil e-Kinerja', url: 'http://127.0.0.1:9/profil' },
    ])
    expect(topicAnswer(topic('faq-tpp'), context()).links).toBeUndefined()
  })

  test('offers what is related, a way to say no, and a person', () => {
    const { choices } = topicAnswer(topic('faq-siklus'), context())
    expect(choices?.map(({ label }) => label)).toEqual([
      'Langkah sinkro',
      'Bukan ini',
      'Tanya petugas',
    ])
  })
})

describe('a topic without an official answer', () => {
  test('says exactly that, and names who can answer and how to reach them', () => {
    const answer = text('faq-tpp')
    expect(answer).toContain('Belum ada keterangan resmi yang saya punya tentang ini.')
    expect(answer).toContain('Yang bisa menjawab: Admin Instansi')
    expect(answer).toContain('Cara menghubungi: Buka halaman profil')
  })
})

describe('a topic whose answer depends on the role', () => {
  test('asks for it, offering only the roles that have an answer', () => {
    const reply = topicAnswer(topic('flow-sinkro'), context())
    expect(reply.text).toContain('Bapak/Ibu sebagai apa?')
    expect(reply.choices?.map(({ action }) => action)).toEqual([
      'role:guru:flow-sinkro',
      'role:kepala-sekolah:flow-sinkro',
      'role:plt:flow-sinkro',
    ])
  })

  test.each([
    ['guru', 'Guru sinkro'],
    ['plt', 'Kepala sekolah sinkro'],
  ] as const)('answers the role %s', (role, expected) => {
    expect(text('flow-sinkro', { role })).toContain(expected)
  })

  test('gives a role without an answer of its own the first one, and asks nothing', () => {
    expect(text('flow-sinkro', { role: 'admin-instansi' })).toContain('Guru sinkro')
  })

  test('asks nothing where nothing may be asked', () => {
    expect(text('flow-sinkro', { withoutQuestions: true })).toContain('Guru sinkro')
  })
})

describe('"langkah lengkap" of a flow', () => {
  test('has all steps in order with their actors, the waiting time and the source', () => {
    expect(topicSteps(topic('flow-sinkro'), context({ role: 'guru' }))).toMatchObject({
      heading: 'Langkah lengkap: Langkah sinkro',
      text: [
        '1. [Bapak/Ibu] Buka menu SKP.',
        '2. [Bapak/Ibu] Tekan tombol sinkro.',
        '',
        'Waktu tunggu: paling lama 1x24 jam',
        'Sumber: Bahan latihan (slide 40) (untuk 2024–2026)',
      ].join('\n'),
    })
  })

  test('keeps the warning in the first line', () => {
    const { heading, text } = topicSteps(topic('faq-lama'), context())
    expect(heading).toBe('⚠️ Unggahan tidak bisa ditarik.')
    expect(text.split('\n').slice(0, 2)).toEqual([
      'Langkah lengkap: Unggah bukti',
      '1. [Bapak/Ibu] Pilih berkasnya.',
    ])
  })

  test('of another era says so', () => {
    expect(topicSteps(topic('flow-perencanaan'), context({ year: 2024 })).text).toContain(
      'Panduan ini dari 2026',
    )
  })

  test('without steps is the answer once more', () => {
    expect(topicSteps(topic('faq-tpp'), context())).toEqual(
      topicAnswer(topic('faq-tpp'), context()),
    )
  })

  test('asks for the role first where it matters', () => {
    expect(topicSteps(topic('flow-sinkro'), context()).text).toContain('sebagai apa')
  })
})
