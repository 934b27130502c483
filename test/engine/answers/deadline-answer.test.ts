import { describe, expect, test } from 'vitest'
import type { AnswerContext } from '../../../src/engine/answers/context.js'
import { deadlineAnswer } from '../../../src/engine/answers/deadline-answer.js'
import { replyText } from '../../../src/engine/reply-text.js'
import { fixtureKnowledge, OFFICE_ZONE } from '../../support/knowledge.js'

const knowledge = fixtureKnowledge()

function deadlineAt(now: string, change: Partial<AnswerContext> = {}): string {
  const context = { knowledge, timeZone: OFFICE_ZONE, now: Date.parse(now), ...change }
  return replyText(deadlineAnswer(context))
}

describe('the deadlines', () => {
  test('of a running year are counted in days on the office’s calendar', () => {
    const text = deadlineAt('2026-01-05T10:00:00+09:00')
    expect(text).toContain('Tenggat Pengelolaan Kinerja 2026')
    expect(text).toContain(
      '• Cek data: 1 Januari 2026 – 7 Januari 2026 (2 hari lagi) – belum resmi',
    )
    expect(text).toContain('• Perencanaan: 1 Januari 2026 – 31 Januari 2026 (26 hari lagi)')
  })

  test('are today and tomorrow in words', () => {
    expect(deadlineAt('2026-01-31T23:59:00+09:00')).toContain('(hari ini)')
    expect(deadlineAt('2026-01-30T00:00:00+09:00')).toContain('(besok)')
  })

  test('of a yearly stage that is over are those of the next year', () => {
    expect(deadlineAt('2026-11-24T10:00:00+09:00')).toContain(
      '• Perencanaan: 1 Januari 2027 – 31 Januari 2027 (68 hari lagi)',
    )
  })

  test('of a past year are told without days left', () => {
    const text = deadlineAt('2026-11-24T10:00:00+09:00', { year: 2024 })
    expect(text).toContain('Tenggat Pengelolaan Kinerja 2024')
    expect(text).toContain('• Perencanaan: 1 Januari 2024 – 31 Januari 2024\n')
    expect(text).toContain('• Penilaian: sampai 30 Juni 2024 – belum resmi')
    expect(text).not.toContain('hari lagi')
  })

  test('that nobody has published are said to be unknown, at most two', () => {
    const text = deadlineAt('2026-11-24T10:00:00+09:00')
    expect(text).toContain('Belum ada keterangan resmi: Tanggal penilaian 2026.')
    expect(text).toContain('Belum ada keterangan resmi: Perpanjangan 2026.')
    expect(text).not.toContain('Hal ketiga')
  })

  test('of a year without a calendar have no official answer', () => {
    expect(deadlineAt('2025-03-01T10:00:00+09:00')).toContain(
      'Belum ada keterangan resmi yang saya punya tentang ini.',
    )
  })

  test('say so where nothing dated is ahead', () => {
    expect(deadlineAt('2024-12-01T10:00:00+09:00')).toContain(
      'Belum ada keterangan resmi yang saya punya tentang ini.',
    )
  })

  test('have a source', () => {
    expect(deadlineAt('2026-11-24T10:00:00+09:00')).toContain('Sumber: Aturan 2026')
  })
})
