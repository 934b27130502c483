import { describe, expect, test } from 'vitest'
import { fixtureBrain } from '../support/knowledge.js'
import {
  actionOf,
  chatWith,
  firstLine,
  message,
  ofKind,
  outcomesOf,
  said,
  stepWith,
} from '../support/turns.js'

const brain = fixtureBrain()
const caseNumber = 'K-10001'

function taken() {
  const chat = chatWith(brain)
  chat.say('whitelist apa')
  chat.say('petugas')
  return { chat, took: chat.staff('staff-took') }
}

describe('a chat that a person has taken', () => {
  test('is told so, and how to get the bot back', () => {
    const { took } = taken()
    expect(took.effects).toEqual([{ type: 'set-owner', owner: 'human' }])
    expect(said(took)).toContain('Petugas sekarang membaca chat ini')
    expect(said(took)).toContain('"kembali ke bot"')
  })

  test.each(['tombol sinkro hilang', 'menu', 'petugas', '1', 'makasih'])(
    'leaves %j to the staff and joins it to the case',
    (text) => {
      const { chat } = taken()
      const result = chat.say(text)
      expect(outcomesOf(result)).toEqual([{ type: 'left-to-staff' }])
      expect(result.replies).toEqual([])
      expect(result.effects).toEqual([{ type: 'add-to-case', number: caseNumber }])
    },
  )

  test.each(['sticker', 'picture', 'voice', 'press', 'edit'] as const)(
    'leaves a %s to the staff',
    (kind) => {
      const { chat } = taken()
      expect(outcomesOf(chat.say('', kind))).toEqual([{ type: 'left-to-staff' }])
    },
  )

  test('without a case is left to the staff all the same', () => {
    const result = stepWith(brain, [message('halo')], { facts: { owner: 'human' } })
    expect(outcomesOf(result)).toEqual([{ type: 'left-to-staff' }])
    expect(result.effects).toEqual([])
  })
})

describe('"kembali ke bot"', () => {
  test.each(['kembali ke bot', 'bot lagi'])('(%s) gives the chat back to the bot', (text) => {
    const { chat } = taken()
    const result = chat.say(text)
    expect(result.effects).toEqual([{ type: 'set-owner', owner: 'bot' }])
    expect(outcomesOf(result)).toEqual([{ type: 'answered' }])
    expect(firstLine(result)).toBe(
      'Baik, saya (bot) membantu lagi. Kasusnya tetap terbuka untuk petugas.',
    )
    expect(said(chat.say('whitelist apa'))).toContain('Error #6')
  })

  test('works as a press too', () => {
    const { chat } = taken()
    expect(chat.press('back-to-bot').effects).toEqual([{ type: 'set-owner', owner: 'bot' }])
  })

  test('speaks of a case only where there is one', () => {
    const result = stepWith(brain, [message('kembali ke bot')], { facts: { owner: 'human' } })
    expect(said(result)).not.toContain('Kasus')
  })

  test('holds for the rest of the burst', () => {
    const result = stepWith(brain, [message('kembali ke bot'), message('whitelist apa')], {
      facts: { owner: 'human' },
    })
    expect(outcomesOf(result)).toEqual([{ type: 'answered' }, { type: 'answered' }])
  })
})

describe('what the staff do', () => {
  test('a reply makes the chat theirs and says nothing more', () => {
    const result = stepWith(brain, { type: 'staff-replied', caseNumber, text: 'Baik Pak' })
    expect(result.effects).toEqual([{ type: 'set-owner', owner: 'human' }])
    expect(result.replies).toEqual([])
  })

  test('a reply voids the open question of the bot', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    chat.step({ type: 'staff-replied', caseNumber, text: 'Baik Pak' })
    expect(chat.conversation.openQuestion).toBeUndefined()
  })

  test('handing back brings the bot with its menu', () => {
    const { chat } = taken()
    const result = chat.staff('staff-handed-back')
    expect(result.effects).toEqual([{ type: 'set-owner', owner: 'bot' }])
    expect(firstLine(result)).toContain('saya (bot) membantu lagi')
    expect(actionOf(result, 'Tanya petugas')).toBe('human')
    expect(outcomesOf(chat.say('whitelist apa'))).toEqual([{ type: 'answered' }])
  })

  test('closing tells the number and brings the bot', () => {
    const { chat } = taken()
    const result = chat.staff('staff-closed')
    expect(firstLine(result)).toBe(`Kasus ${caseNumber} sudah selesai. Saya (bot) membantu lagi.`)
    expect(chat.say('petugas').effects).toContainEqual(
      expect.objectContaining({ type: 'open-case', number: 'K-10002' }),
    )
  })

  test('a reaction in their chat stays ignored by its name', () => {
    const { chat } = taken()
    expect(outcomesOf(chat.step({ type: 'messages', messages: [ofKind('reaction')] }))).toEqual([
      { type: 'ignored', reason: 'reaction' },
    ])
  })
})
