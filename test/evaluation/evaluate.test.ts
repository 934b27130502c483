import { describe, expect, it } from 'vitest'
import { type Answered, evaluate, judge, type Result } from '../../src/evaluation/evaluate.js'
import { wilson } from '../../src/evaluation/shares.js'
import type { LabelledQuestion } from '../../src/understanding/labelled.js'

function answered(kind: Answered['kind'], id: string, candidates: string[] = []): Answered {
  return {
    kind,
    id,
    confidence: 0.95,
    candidates: candidates.map((candidate) => ({ id: candidate, confidence: 0.5 })),
  }
}

function question(kind: LabelledQuestion['kind'], id: string, q = id): LabelledQuestion {
  return { q, kind, id }
}

describe('judge', () => {
  const cases: [LabelledQuestion, Answered, Result][] = [
    [question('error', 'sync-01'), answered('error', 'sync-01'), 'right'],
    [question('error', 'sync-01'), answered('error', 'sync-02'), 'wrong'],
    [
      question('error', 'sync-01'),
      answered('clarify', 'clarify', ['sync-02', 'sync-01']),
      'offered',
    ],
    [question('error', 'sync-01'), answered('clarify', 'clarify', ['sync-02']), 'asked'],
    [question('error', 'sync-01'), answered('none', 'none'), 'declined'],
    [question('out_of_scope', 'none'), answered('none', 'none'), 'right'],
    [question('out_of_scope', 'none'), answered('clarify', 'clarify'), 'asked'],
    [question('out_of_scope', 'none'), answered('faq', 'faq-cpns'), 'wrong'],
    [question('ambiguous', 'clarify'), answered('clarify', 'clarify'), 'right'],
    [question('ambiguous', 'clarify'), answered('error', 'sync-09'), 'wrong'],
    [question('greeting', 'greeting'), answered('greeting', 'greeting'), 'right'],
  ]
  it.each(cases)('$kind $id', (asked, given, result) => {
    expect(judge(asked, given)).toBe(result)
  })
})

describe('wilson', () => {
  it('gives the published interval', () => {
    const { share, low, high } = wilson(8, 10)
    expect(share).toBe(0.8)
    expect(low).toBeCloseTo(0.49, 2)
    expect(high).toBeCloseTo(0.943, 2)
  })

  it('stays within 0 and 1, also without any data', () => {
    expect(wilson(0, 0)).toMatchObject({ share: 0, low: 0, high: 1 })
    expect(wilson(10, 10).high).toBe(1)
  })
})

describe('evaluate', () => {
  const questions = [
    question('error', 'sync-01', 'a'),
    question('error', 'sync-01', 'b'),
    question('error', 'sync-02', 'c'),
    question('out_of_scope', 'none', 'd'),
    question('ambiguous', 'clarify', 'e'),
  ]
  const answers: Record<string, Answered> = {
    a: answered('error', 'sync-01'),
    b: answered('error', 'sync-03'),
    c: answered('clarify', 'clarify', ['sync-02']),
    d: answered('none', 'none'),
    e: answered('clarify', 'clarify'),
  }
  const result = evaluate(questions, (text) => answers[text] as Answered)

  it('counts each kind by result', () => {
    const errors = result.kinds.find(({ kind }) => kind === 'error')
    expect(errors?.results).toEqual({ right: 1, offered: 1, asked: 0, declined: 0, wrong: 1 })
    expect(result.kinds.map(({ kind }) => kind)).toEqual(['error', 'out_of_scope', 'ambiguous'])
  })

  it('names what was taken for what', () => {
    expect(result.confusions).toEqual([{ expected: 'sync-01', given: 'sync-03', count: 1 }])
  })

  it('counts wrong answers of the answers and helpful questions of the questions', () => {
    expect(result.wrongAnswers).toMatchObject({ count: 1, of: 2 })
    expect(result.helpfulQuestions).toMatchObject({ count: 1, of: 1 })
  })

  it('compares confidence with what was right', () => {
    expect(result.calibration).toEqual([{ from: 0.9, answers: 2, right: 1, meanConfidence: 0.95 }])
  })

  it('tells how far confidence and truth lie apart', () => {
    // One of two right at 0.95: |1 − 1.9| / 2.
    expect(result.calibrationError).toBeCloseTo(0.45, 10)
  })

  it('counts what was said for sure, and what was asked back', () => {
    expect(result.sure).toMatchObject({ count: 1, of: 2 })
    expect(result.askedBack).toMatchObject({ count: 1, of: 3 })
    expect(result.outOfScope.askedBack).toMatchObject({ count: 0, of: 1 })
    expect(result.outOfScope.surelyAnswered).toMatchObject({ count: 0, of: 1 })
  })

  it('takes a choice that leads to the entry for the entry', () => {
    const asked = { ...answered('clarify', 'clarify', ['triage-layar-skp']), leadsTo: ['sync-02'] }
    expect(judge(question('error', 'sync-02'), asked)).toBe('offered')
    expect(judge(question('error', 'sync-03'), asked)).toBe('asked')
  })
})
