import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../src/evaluation/evaluate.js'
import { MOST_CANDIDATES } from '../../src/understanding/decision.js'
import type { QuestionLabel } from '../../src/understanding/labelled.js'
import { createUnderstanding, type Meaning } from '../../src/understanding/understanding.js'
import { labelledQuestions, shippedKnowledge } from './shipped.js'

const knowledge = shippedKnowledge()
const understanding = createUnderstanding(knowledge)

describe('error texts', () => {
  const errors = [...knowledge.errors.values()].flatMap(({ id, messages }) =>
    messages.map((message) => [id, message] as const),
  )

  it.each(errors)('%s is found by its own text: %s', (id, message) => {
    expect(understanding.understand(message).id).toBe(id)
  })

  it.each(errors)('%s is found in capitals, amid other words', (id, message) => {
    const text = `min, muncul tulisan ${message.toUpperCase()} mohon bantuannya 🙏`
    expect(understanding.understand(text).id).toBe(id)
  })

  it('are the same under the old and the new name of the platform', () => {
    const old = understanding.understand('tombol Sinkro PMM tidak muncul di e-Kinerja')
    const renamed = understanding.understand('tombol Sinkro Ruang GTK tidak muncul di e-Kinerja')
    expect(renamed).toEqual(old)
    expect(renamed.id).toBe('sync-01')
  })

  it('are never chosen by a number that the user quotes', () => {
    const plain = understanding.understand('muncul pesan xApiKey does not exists in whitelist')
    const numbered = understanding.understand(
      'error nomor 12, muncul pesan xApiKey does not exists in whitelist',
    )
    expect(plain.id).toBe('sync-06')
    expect(numbered.id).toBe('sync-06')
    expect(understanding.understand('error no 5').kind).not.toBe('error')
  })
})

describe('whole screens', () => {
  const HEAD =
    'jam 08.15\nsitus BKN\nHalaman Depan\nRiwayat\nAkun\nSKP Tahunan\nDaftar Pegawai Aktif\n'
  const FOOT =
    '\nHalaman 1 dari 3\nCetak Simpan Batal\nKetentuan Layanan\nHubungi Kami\nversi 4.0\n'
  const errors = [...knowledge.errors.values()].flatMap(({ id, messages }) =>
    messages.map((message) => ({ id, message })),
  )
  const onScreen = (text: string) => understanding.understand(`${HEAD}${text}${FOOT}`)

  it('mean the error text that stands among menus and marks', () => {
    const meant = errors.map(({ message }) => onScreen(message).id)
    expect(meant).toEqual(errors.map(({ id }) => id))
  })

  it('are never answered by another error where the text is cut', () => {
    const answers = errors.map(({ id, message }) => {
      const meaning = onScreen(message.slice(0, Math.ceil(message.length * 0.6)))
      return { id, meaning }
    })
    const wrong = answers.filter(({ id, meaning }) => meaning.kind === 'error' && meaning.id !== id)
    expect(wrong.map(({ id, meaning }) => [id, meaning.id])).toEqual([])
    const right = answers.filter(({ id, meaning }) => meaning.id === id)
    expect(right.length).toBeGreaterThan(errors.length / 2)
  })
})

describe('small talk and requests', () => {
  const cases: [string, Partial<Meaning>][] = [
    ['assalamualaikum', { kind: 'greeting', intent: 'greeting' }],
    ['selamat pagi min', { kind: 'greeting', intent: 'greeting' }],
    ['makasih banyak ya', { kind: 'greeting', intent: 'thanks' }],
    ['petugas', { kind: 'human', intent: 'human' }],
    ['mau bicara dengan orang', { kind: 'human', intent: 'human' }],
    ['menu', { intent: 'menu' }],
    ['saya kepala sekolah', { intent: 'role', role: 'kepala-sekolah' }],
    ['langkah lengkap', { intent: 'full-steps' }],
    ['kapan batas akhir perencanaan', { kind: 'deadline', id: 'deadline' }],
    ['berapa harga beras hari ini', { kind: 'none', id: 'none' }],
    ['error', { kind: 'clarify', id: 'clarify' }],
  ]
  it.each(cases)('understands "%s"', (text, expected) => {
    expect(understanding.understand(text)).toMatchObject(expected)
  })
})

describe('details', () => {
  it('names the role and the year beside the question', () => {
    const meaning = understanding.understand(
      'saya guru, tombol sinkro pmm tidak muncul di e-kinerja tahun 2025',
    )
    expect(meaning).toMatchObject({ id: 'sync-01', role: 'guru', year: 2025 })
  })

  it('names the term with a question for a meaning', () => {
    expect(understanding.understand('unor itu apa')).toMatchObject({
      id: 'faq-istilah',
      term: 'unor',
    })
  })

  it('chooses the branch that a cue names', () => {
    const branched = [...knowledge.errors.values()].filter(({ branch }) =>
      branch?.options.some(({ cues }) => cues.length > 0),
    )
    expect(branched.map(({ id }) => id)).toContain('sync-12')
    const meaning = understanding.understand(
      'SKP yang ada memiliki Unor berbeda dengan Pegawai saat ini, saya sudah terlanjur klik',
    )
    expect(meaning).toMatchObject({ id: 'sync-12', branch: 'terlanjur' })
  })

  it('leaves out what the user has said no to', () => {
    const text = 'tombol sinkro pmm tidak muncul di e-kinerja'
    const next = understanding.understand(text, { exclude: ['sync-01'] })
    expect(next.id).not.toBe('sync-01')
    expect(next.candidates.map(({ id }) => id)).not.toContain('sync-01')
  })
})

describe('explain', () => {
  it('shows every stage and comes to the same meaning', () => {
    const text = 'tmbol singkron gk mncul di ekin'
    const explanation = understanding.explain(text)
    expect(explanation.words.join(' ')).toContain('sinkro')
    expect(explanation.concepts).toContain('tombol')
    expect(explanation.candidates[0]?.id).toBe('sync-01')
    expect(explanation.decision.choice).toBe('answer')
    expect(explanation.meaning).toEqual(understanding.understand(text))
  })

  it.each([
    'tombol sinkro pmm tidak muncul di e-kinerja',
    'berapa harga beras hari ini',
    'error',
    'xApiKey does not exists in whitelist',
  ])('gives the numbers that the choice follows from: %s', (text) => {
    const { choice, confidence, foreign, pasted, thresholds } = understanding.explain(text).decision
    const isAnswered = choice === 'answer'
    const isSure = confidence >= thresholds.answer || pasted >= thresholds.verbatim
    expect(isAnswered).toBe(isSure && choice !== 'decline')
    if (!isAnswered) expect(choice === 'decline').toBe(foreign >= thresholds.decline)
  })
})

describe('any text at all', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
      .map((units) => String.fromCharCode(...units)),
    fc.constantFrom('\ud800', '\udc00a', '\u202eabc', '<b>x</b>', "'; DROP TABLE x;--", '\0', ''),
  )

  it('gets one meaning with confidence between 0 and 1, the same each time', () => {
    fc.assert(
      fc.property(text, (value) => {
        const meaning = understanding.understand(value)
        expect(understanding.understand(value)).toEqual(meaning)
        const all = [meaning.confidence, ...meaning.candidates.map(({ confidence }) => confidence)]
        for (const confidence of all) {
          expect(confidence).toBeGreaterThanOrEqual(0)
          expect(confidence).toBeLessThanOrEqual(1)
        }
        expect(meaning.candidates.length).toBeLessThanOrEqual(MOST_CANDIDATES)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['one letter', 'a'.repeat(20_000)],
    ['one word', 'sinkro '.repeat(3_000)],
    ['emoji', '🙏😭'.repeat(5_000)],
    ['Arabic script', 'مرحبا بالعالم '.repeat(1_500)],
    ['direction marks', '\u202e\u200fabc'.repeat(4_000)],
    ['line ends', '\n\n'.repeat(10_000)],
    ['combining marks', `a${'\u0301'.repeat(20_000)}`],
  ])('of 20,000 characters is understood: %s', (_, long) => {
    const { kind, confidence } = understanding.understand(long)
    expect(['clarify', 'none', 'error', 'faq', 'flow']).toContain(kind)
    expect(confidence).toBeGreaterThanOrEqual(0)
    expect(confidence).toBeLessThanOrEqual(1)
  })

  it('takes about as long for 20,000 characters as for the 1,200 that are read', () => {
    const sentences = labelledQuestions('train').map(({ q }) => q)
    const fastest = (text: string) => {
      const times = Array.from({ length: 7 }, () => {
        const start = performance.now()
        understanding.understand(text)
        return performance.now() - start
      })
      return Math.min(...times)
    }
    const long = sentences.join('. ').slice(0, 20_000)
    expect(long).toHaveLength(20_000)
    expect(fastest(long)).toBeLessThan(8 * fastest(long.slice(0, 1_200)))
  })

  it('of 100 kB is understood by its start and end', () => {
    const long = `tombol sinkro pmm tidak muncul di e-kinerja. ${'x '.repeat(50_000)}`
    expect(understanding.understand(long).confidence).toBeGreaterThanOrEqual(0)
  })

  it('means the same whatever was asked before', () => {
    const first = createUnderstanding(knowledge).understand('rhk tdk terdeteksi')
    understanding.understand('berapa harga emas')
    expect(understanding.understand('rhk tdk terdeteksi')).toEqual(first)
  })
})

describe('the held-out questions', () => {
  const result = evaluate(labelledQuestions('test'), (text) => understanding.understand(text))
  /** Shares that must hold, a few questions below those seen, so that one new phrasing breaks nothing. */
  const FLOORS: Partial<Record<QuestionLabel, number>> = {
    error: 0.97,
    faq: 0.96,
    flow: 0.9,
    contact: 0.93,
    deadline: 0.9,
    human: 0.9,
    greeting: 0.97,
    out_of_scope: 0.93,
    ambiguous: 0.92,
  }

  it.each(Object.entries(FLOORS))('are answered rightly: %s at least %d', (kind, floor) => {
    const score = result.kinds.find((item) => item.kind === kind)
    expect(score?.right.share).toBeGreaterThanOrEqual(floor)
  })

  it('seldom get a wrong answer', () => {
    expect(result.wrongAnswers.share).toBeLessThanOrEqual(0.02)
  })

  it('are hardly ever asked back without the right choice among those shown', () => {
    // So few are asked back at all that a share would say nothing.
    const { count, of } = result.helpfulQuestions
    expect(of - count).toBeLessThanOrEqual(3)
  })

  it('are never answered with high confidence when out of scope', () => {
    const sure = labelledQuestions('test')
      .filter(({ kind }) => kind === 'out_of_scope')
      .map(({ q }) => understanding.understand(q))
      .filter(({ kind, confidence }) => kind !== 'none' && kind !== 'clarify' && confidence >= 0.9)
    expect(sure).toEqual([])
  })

  it('are right as often as the confidence says where it is high', () => {
    const high = result.calibration.find(({ from }) => from === 0.9)
    expect(high).toBeDefined()
    expect((high?.right ?? 0) / (high?.answers ?? 1)).toBeGreaterThanOrEqual(0.97)
  })
})

describe('a role told by the way', () => {
  const text = 'sy guru merangkap plt kepsek, sinkro plt nya gagal'

  it('does not hide the question, and is kept', () => {
    const meaning = understanding.understand(text)
    expect(meaning.intent).not.toBe('role')
    expect(meaning.role).toBe('plt')
  })

  it('is explained as it is decided', () => {
    expect(understanding.explain(text).meaning).toEqual(understanding.understand(text))
  })

  it('alone is a statement of the role', () => {
    expect(understanding.understand('saya kepala sekolah').intent).toBe('role')
  })
})
