import { describe, expect, it } from 'vitest'
import { type QuestionKind, questionKinds } from '../../src/understanding/question-kind.js'

describe('questionKinds', () => {
  const cases: [string, QuestionKind[]][] = [
    ['kapan batas waktu penilaian', ['when']],
    ['berapa lama menunggu', ['how-many', 'how-long']],
    ['siapa admin instansi', ['who']],
    ['bagaimana cara sinkro', ['how']],
    ['apakah wajib', ['must']],
    ['unor itu apa', ['what-is']],
    ['ingin bicara dengan petugas', ['person']],
    ['petugas bkd', []],
    ['tombol tidak muncul', []],
  ]
  it.each(cases)('of "%s"', (text, kinds) => {
    expect(questionKinds(text.split(' '))).toEqual(expect.arrayContaining(kinds))
    expect(questionKinds(text.split(' '))).toHaveLength(kinds.length)
  })
})
