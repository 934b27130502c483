import { describe, expect, it } from 'vitest'
import type { Answered } from '../../src/evaluation/evaluate.js'
import { judgePicture, type LabelledPicture, wordsRead } from '../../src/evaluation/pictures.js'

function answered(kind: Answered['kind'], id: string, candidates: string[] = []): Answered {
  const shown = candidates.map((candidate) => ({ id: candidate, confidence: 0.5 }))
  return { kind, id, confidence: 0.9, candidates: shown }
}

function picture(kind: LabelledPicture['kind'], id: string, among?: string[]): LabelledPicture {
  return {
    file: '001.jpg',
    kind,
    id,
    style: 'photo',
    split: 'train',
    shows: [],
    ...(among === undefined ? {} : { among }),
  }
}

describe('what is made of a picture', () => {
  it('is right for one error only with that error', () => {
    const one = picture('error', 'sync-02')
    expect(judgePicture(one, answered('error', 'sync-02'))).toBe('right')
    expect(judgePicture(one, answered('error', 'sync-03'))).toBe('wrong')
    expect(judgePicture(one, answered('clarify', 'clarify', ['sync-02']))).toBe('offered')
    expect(judgePicture(one, answered('clarify', 'clarify', ['sync-03']))).toBe('asked')
    expect(judgePicture(one, answered('none', 'none'))).toBe('declined')
  })

  it('is right for two errors when both are offered, and an answer to one is wrong', () => {
    const two = picture('two-errors', 'clarify', ['sync-02', 'sync-15'])
    expect(judgePicture(two, answered('clarify', 'clarify', ['sync-15', 'sync-02']))).toBe('right')
    expect(judgePicture(two, answered('clarify', 'clarify', ['sync-15']))).toBe('offered')
    expect(judgePicture(two, answered('clarify', 'clarify'))).toBe('asked')
    expect(judgePicture(two, answered('none', 'none'))).toBe('declined')
    expect(judgePicture(two, answered('error', 'sync-02'))).toBe('wrong')
  })

  it('is right for something else when it is declined', () => {
    const other = picture('other', 'none')
    expect(judgePicture(other, answered('none', 'none'))).toBe('right')
    expect(judgePicture(other, answered('clarify', 'clarify'))).toBe('asked')
    expect(judgePicture(other, answered('greeting', 'greeting'))).toBe('wrong')
  })

  it('is right for the unreadable unless it answers', () => {
    const black = picture('unreadable', 'clarify')
    expect(judgePicture(black, answered('clarify', 'clarify'))).toBe('right')
    expect(judgePicture(black, answered('none', 'none'))).toBe('right')
    expect(judgePicture(black, answered('error', 'sync-02'))).toBe('wrong')
  })
})

describe('the words that were read', () => {
  it('count whatever case and marks they have', () => {
    expect(wordsRead(['Tidak ada RHK'], 'x TIDAK, ada. rhk: y').share).toBe(1)
  })

  it('count only as often as they were read', () => {
    expect(wordsRead(['PMM dan PMM'], 'pmm dan')).toMatchObject({ count: 2, of: 3 })
  })

  it('are none in a picture that shows no message', () => {
    expect(wordsRead([], 'apa saja').of).toBe(0)
  })
})
