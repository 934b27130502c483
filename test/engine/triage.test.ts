import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import {
  bestQuestion,
  FEW_SUSPECTS,
  findOption,
  narrowByWords,
  optionId,
  suspectsOf,
} from '../../src/engine/triage.js'
import type { TriageQuestion } from '../../src/knowledge/triage-schema.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { chatWith, labels, said } from '../support/turns.js'

function question(id: string, ...options: [string, string[]][]): TriageQuestion {
  return {
    id,
    question: `${id}?`,
    options: options.map(([name, entries]) => ({ id: name, label: name, words: [name], entries })),
  }
}

const equal = ['a', 'b', 'c', 'd'].map((id) => ({ id, weight: 1 }))
const halves = question('halves', ['one', ['a', 'b']], ['two', ['c', 'd']])
const quarters = question('quarters', ['p', ['a']], ['q', ['b']], ['r', ['c']], ['s', ['d']])

describe('the best question', () => {
  test('is the one that is expected to tell most, in bits', () => {
    const best = bestQuestion([halves, quarters], equal, [])
    expect(best?.question.id).toBe('quarters')
    expect(best?.gain).toBeCloseTo(2)
    expect(bestQuestion([halves], equal, [])?.gain).toBeCloseTo(1)
  })

  test('weighs by what is likely: splitting off what hardly is tells little', () => {
    const sure = question('sure', ['x', ['a']], ['y', ['b', 'c', 'd']])
    const suspects = equal.map(({ id }) => ({ id, weight: id === 'a' ? 0.01 : 1 }))
    expect(bestQuestion([sure, halves], suspects, [])?.question.id).toBe('halves')
  })

  test('of equals is the first', () => {
    const same = { ...halves, id: 'same' }
    expect(bestQuestion([halves, same], equal, [])?.question.id).toBe('halves')
    expect(bestQuestion([same, halves], equal, [])?.question.id).toBe('same')
  })

  test('is never asked twice', () => {
    expect(bestQuestion([halves, quarters], equal, ['quarters'])?.question.id).toBe('halves')
    expect(bestQuestion([halves], equal, ['halves'])).toBeUndefined()
  })

  test('shows only options that leave something, with their shares', () => {
    const best = bestQuestion([quarters], equal.slice(0, 3), [])
    expect(best?.options.map(({ option }) => option.id)).toEqual(['p', 'q', 'r'])
    for (const { share } of best?.options ?? []) expect(share).toBeCloseTo(1 / 3)
  })

  test('is none when all that is left falls into one option', () => {
    expect(bestQuestion([halves], equal.slice(0, 2), [])).toBeUndefined()
  })

  test('gains less where one error may be seen in two options', () => {
    const doubled = question('doubled', ['one', ['a', 'b', 'c']], ['two', ['c', 'd', 'b']])
    const best = bestQuestion([doubled], equal, [])
    expect(best?.gain).toBeCloseTo(0.5)
    expect(best?.options.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  })
})

describe('suspects', () => {
  test('stand in the order of what speaks for them, and none is impossible', () => {
    const suspects = suspectsOf(['a', 'b', 'c'], [{ id: 'c', confidence: 0.64 }])
    expect(suspects.map(({ id }) => id)).toEqual(['c', 'a', 'b'])
    expect(suspects[0]?.weight).toBeCloseTo(0.82)
    expect(suspects[1]?.weight).toBeGreaterThan(0)
  })
})

describe('the words of the report', () => {
  const five = question('five', ['unor', ['a', 'b', 'c', 'd']], ['skp', ['e', 'f']])
  const left = ['a', 'b', 'c', 'd', 'e', 'f']

  test('answer a question whose option they name', () => {
    const told = narrowByWords([five], left, [], (words) => words === 'unor')
    expect(told).toEqual({ left: ['a', 'b', 'c', 'd'], asked: ['five'] })
  })

  test('answer nothing when they name two options, or what is no longer left', () => {
    expect(narrowByWords([five], left, [], () => true).left).toEqual(left)
    const rest = ['e', 'f', 'g', 'h', 'i']
    expect(narrowByWords([five], rest, [], (words) => words === 'unor').left).toEqual(rest)
  })

  test('are not pressed for more once few are left', () => {
    const told = narrowByWords([five, quarters], left, [], (words) => ['unor', 'p'].includes(words))
    expect(told.left).toHaveLength(FEW_SUSPECTS)
  })
})

test('an option is found by its question, and named as a candidate', () => {
  expect(findOption([halves], 'halves', 'two')?.entries).toEqual(['c', 'd'])
  expect(findOption([halves], 'halves', 'three')).toBeUndefined()
  expect(findOption([halves], 'none', 'two')).toBeUndefined()
  expect(optionId(halves, halves.options[0] as never)).toBe('triage-halves-one')
})

describe('with the questions as they are shipped', () => {
  const brain = loadBrain(KNOWLEDGE_DIR)
  const errors = [...brain.knowledge.errors.keys()]

  test('"sinkron gagal" reaches every error in at most two questions and one list of four', () => {
    for (const wanted of errors) {
      const chat = chatWith(brain)
      let result = chat.say('sinkron gagal')
      for (let asked = 0; asked < 3 && result.understood?.id !== wanted; asked += 1) {
        const choices = result.replies.at(-1)?.choices ?? []
        expect(choices.length, said(result)).toBeLessThanOrEqual(4)
        const towards = choices.find(({ action }) => {
          const [type, first = '', second = ''] = action.split(':')
          if (type === 'show') return first === wanted
          return findOption(brain.knowledge.triage, first, second)?.entries.includes(wanted)
        })
        expect(towards, `${wanted}: ${labels(result).join(', ')}`).toBeDefined()
        result = chat.press(towards?.action ?? '')
      }
      expect(result.understood?.id).toBe(wanted)
    }
  })

  test('whatever is likely, the best question splits what is left and its shares are shares', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: errors.length,
      maxLength: errors.length,
    })
    fc.assert(
      fc.property(weights, (shares) => {
        const likely = errors.map((id, index) => ({ id, confidence: shares[index] ?? 0 }))
        const best = bestQuestion(brain.knowledge.triage, suspectsOf(errors, likely), [])
        expect(best?.options.length).toBeGreaterThanOrEqual(2)
        expect(best?.gain).toBeGreaterThan(0)
        const sum = best?.options.reduce((total, { share }) => total + share, 0) ?? 0
        expect(sum).toBeLessThanOrEqual(1 + 1e-9)
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})
