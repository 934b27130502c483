import { describe, expect, test } from 'vitest'
import { MAX_STORED_TEXT } from '../../src/delivery/limits.js'
import type { Engine, EngineInput } from '../../src/engine/engine.js'
import { Session } from '../../src/simulator/session.js'
import { fixtureBrain } from '../support/knowledge.js'
import { chatWith, NOW, outcomesOf, said } from '../support/turns.js'

const brain = fixtureBrain()
const NIP = '198702302010011234'

/** A session whose engine also notes what it was given. */
function listening(): { chat: Session; given: EngineInput[] } {
  const given: EngineInput[] = []
  const engine: Engine = (input) => {
    given.push(input)
    return brain.engine(input)
  }
  return { chat: new Session(engine, { now: NOW }), given }
}

function textGiven(input: EngineInput | undefined): string {
  return input?.event.type === 'messages' ? (input.event.messages[0]?.text ?? '') : ''
}

describe('a simulated chat', () => {
  test('does to a text what the inbox does: cleans, masks and cuts it', () => {
    const { chat, given } = listening()
    chat.say(`\u0000nip\u202E ${NIP} \uD83D`)
    expect(textGiven(given[0])).toBe('nip [NIP disamarkan] \uFFFD')
    chat.say('sinkro '.repeat(20_000))
    expect(textGiven(given[1])).toHaveLength(MAX_STORED_TEXT)
  })

  test('welcomes only somebody new', () => {
    expect(said(new Session(brain.engine, { now: NOW }).say('halo'))).toContain('Selamat datang')
    expect(said(chatWith(brain).say('halo'))).not.toContain('Selamat datang')
  })

  test('shares nothing with another one', () => {
    const one = chatWith(brain)
    const other = chatWith(brain)
    one.say('saya guru')
    one.say('petugas')
    expect(other.conversation.role).toBeUndefined()
    expect(other.caseNumber).toBeUndefined()
  })

  test('has a clock of its own', () => {
    const { chat, given } = listening()
    chat.say('halo')
    chat.now += 5_000
    chat.say('halo')
    expect(given.map(({ now }) => now)).toEqual([NOW, NOW + 5_000])
  })

  test('keeps owner and case as the store would', () => {
    const chat = chatWith(brain)
    chat.say('petugas')
    expect(chat.caseNumber).toBe('K-10001')
    chat.staff('staff-took')
    expect(outcomesOf(chat.say('whitelist apa'))).toEqual([{ type: 'left-to-staff' }])
    chat.staff('staff-closed')
    expect(chat.caseNumber).toBeUndefined()
    expect(said(chat.say('whitelist apa'))).toContain('Error #6')
    chat.say('petugas')
    expect(chat.caseNumber).toBe('K-10002')
  })

  test('remembers across a restart what the store keeps', () => {
    const chat = chatWith(brain)
    chat.say('saya guru')
    chat.say('tombol sinkro hilang')
    const before = chat.conversation
    chat.restart()
    expect(chat.conversation).toEqual(before)
    expect(said(chat.say('1'))).toContain('Langkah lengkap Error #1')
  })
})
