import { describe, expect, test } from 'vitest'
import { NEW_CONVERSATION } from '../../src/engine/conversation.js'
import { fixtureBrain, UNCLEAR } from '../support/knowledge.js'
import { chatWith, message, ofKind, outcomesOf, said, stepWith } from '../support/turns.js'

const brain = fixtureBrain()

describe('a turn', () => {
  test('gives each message of a burst an outcome of its own', () => {
    const first = message('tombol sinkro hilang')
    const second = ofKind('reaction')
    const third = message('makasih')
    const result = stepWith(brain, [first, second, third])
    expect(result.outcomes.size).toBe(3)
    expect(result.outcomes.get(first.id)).toEqual({ type: 'joined', to: third.id })
    expect(result.outcomes.get(second.id)).toEqual({ type: 'ignored', reason: 'reaction' })
    expect(result.outcomes.get(third.id)).toEqual({ type: 'answered' })
    expect(result.replies).toHaveLength(1)
  })

  test('changes neither the conversation nor the event that it was given', () => {
    const conversation = Object.freeze({
      ...NEW_CONVERSATION,
      rejected: Object.freeze(['sync-01']),
    })
    const event = Object.freeze([Object.freeze(message('saya guru'))])
    const before = JSON.stringify([conversation, event])
    stepWith(brain, [...event], { conversation: conversation as typeof NEW_CONVERSATION })
    expect(JSON.stringify([conversation, event])).toBe(before)
  })

  test('twice the same gives the same', () => {
    const event = [message(UNCLEAR)]
    expect(stepWith(brain, event)).toEqual(stepWith(brain, event))
  })
})

describe('reactions and deletions', () => {
  test.each(['reaction', 'deletion'] as const)('a %s is ignored with its name', (kind) => {
    for (const facts of [
      {},
      { owner: 'human' },
      { chatKind: 'group' },
      { owner: 'none' },
    ] as const) {
      const result = stepWith(brain, [ofKind(kind)], { facts })
      expect(outcomesOf(result)).toEqual([{ type: 'ignored', reason: kind }])
      expect(result.replies).toEqual([])
    }
  })
})

describe('events without a message', () => {
  test('a timer of a newer version changes nothing and says nothing', () => {
    const result = stepWith(brain, { type: 'timer', name: 'besok' })
    expect(result.replies).toEqual([])
    expect(result.effects).toEqual([])
    expect(result.conversation).toEqual({ ...NEW_CONVERSATION, welcomed: true })
  })

  test('a user who blocked the bot is told nothing', () => {
    expect(stepWith(brain, { type: 'channel-blocked' }).replies).toEqual([])
  })
})

describe('a chat that a person has left again', () => {
  test('is answered by the bot when nobody owns it', () => {
    const result = stepWith(brain, [message('tombol sinkro hilang')], { facts: { owner: 'none' } })
    expect(said(result)).toContain('Error #1')
  })
})

describe('commands', () => {
  test('work wherever they are typed, also in the middle of a question', () => {
    const chat = chatWith(brain)
    chat.say('skp organisasi kosong')
    expect(said(chat.say('/menu'))).toContain('Menu')
    chat.say(UNCLEAR)
    expect(said(chat.say('/batal'))).toContain('Menu')
    expect(said(chat.say('/tenggat'))).toContain('Tenggat Pengelolaan Kinerja 2026')
  })

  test('are recorded as what they mean', () => {
    const chat = chatWith(brain)
    const kinds = ['/start', '/menu', '/tenggat', '/peran', '/petugas'].map(
      (text) => chat.say(text).understood?.kind,
    )
    expect(kinds).toEqual(['greeting', 'greeting', 'deadline', 'greeting', 'human'])
  })

  test('with the name of a built-in of the language are answered like any words', () => {
    const result = chatWith(brain).say('/constructor')
    expect(said(result)).toContain('belum tahu jawabannya')
  })
})
