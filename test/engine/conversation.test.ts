import { describe, expect, test } from 'vitest'
import { NEW_CONVERSATION, readConversation } from '../../src/engine/conversation.js'
import type { Conversation } from '../../src/engine/model.js'
import { fixtureBrain } from '../support/knowledge.js'
import { chatWith } from '../support/turns.js'

describe('a stored conversation', () => {
  test('is read back as it was written', () => {
    const chat = chatWith(fixtureBrain())
    for (const text of ['saya guru', 'skp organisasi kosong', 'bukan', 'kurang jelas'])
      chat.say(text)
    chat.say('', 'sticker')
    expect(chat.conversation.openQuestion).toBeDefined()
    const stored: unknown = JSON.parse(JSON.stringify(chat.conversation))
    expect(readConversation(stored)).toEqual(chat.conversation)
  })

  test('without a field that came later gets its first value', () => {
    const { misses: _, ...older } = { ...NEW_CONVERSATION, role: 'guru' }
    expect(readConversation(older)).toEqual({ ...NEW_CONVERSATION, role: 'guru' })
  })

  test.each<[string, unknown]>([
    ['nothing', null],
    ['no object', 'halo'],
    ['a list', []],
    ['no version', { ...NEW_CONVERSATION, version: undefined }],
    ['another version', { ...NEW_CONVERSATION, version: 99 }],
    ['a role that nobody has', { ...NEW_CONVERSATION, role: 'bupati' }],
    ['a broken list', { ...NEW_CONVERSATION, rejected: null }],
    ['a broken question', { ...NEW_CONVERSATION, openQuestion: { about: 'menu' } }],
  ])('of %s starts anew', (_what, stored) => {
    expect(readConversation(stored)).toEqual<Conversation>(NEW_CONVERSATION)
  })
})
