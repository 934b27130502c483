import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { NEW_CONVERSATION } from '../../src/engine/conversation.js'
import type { Conversation, IncomingMessage } from '../../src/engine/model.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { chatWith, message } from '../support/turns.js'

const brain = loadBrain(KNOWLEDGE_DIR)

function atOnce(one: IncomingMessage, conversation: Conversation = NEW_CONVERSATION): boolean {
  return brain.answersAtOnce(conversation, one)
}

describe('what is answered without waiting for more', () => {
  test.each([
    'petugas',
    'menu',
    'batal',
    '/start',
    '/petugas',
    '2',
    'minta disambungkan ke petugas',
    'xApiKey does not exists in whitelist',
    'min keluar tulisan Data SKP Organisasi belum dibuat oleh atasan',
    'Pegawai tidak terdaftar sebagai Plt. kepala Sekolah di e-Kinerja',
  ])('"%s"', (text) => {
    expect(atOnce(message(text))).toBe(true)
  })

  test('a press', () => {
    expect(atOnce(message('', { kind: 'press', action: 'menu' }))).toBe(true)
  })

  test('a choice of the open question, by its words, also misspelt', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro pmm tidak muncul di e-kinerja')
    expect(atOnce(message('langkah lengkp'), chat.conversation)).toBe(true)
    expect(atOnce(message('langkah lengkp'))).toBe(false)
  })

  test('that nothing fits a splitting question, or an option of it', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    for (const text of ['lainnya', 'tidak ada', 'unor', 'Tombol Sinkro tidak ada']) {
      expect(atOnce(message(text), chat.conversation), text).toBe(true)
    }
    expect(atOnce(message('lainnya'))).toBe(false)
  })

  test('the role that the bot has asked for', () => {
    const chat = chatWith(brain)
    chat.say('/peran')
    expect(atOnce(message('saya kepala sekolah'), chat.conversation)).toBe(true)
  })

  test('a picture in which a whole error text was read', () => {
    const text = '10:21\ne-Kinerja\nTidak ada RHK yang\nbisa dikaitkan\nTutup'
    const picture = { state: 'read' as const, text, confidence: 0.9 }
    expect(atOnce(message('', { kind: 'picture', picture }))).toBe(true)
  })
})

describe('what may be the first part of a longer question', () => {
  test.each([
    '',
    'min',
    'mau tanya',
    'halo',
    'assalamualaikum',
    'terima kasih',
    'sinkro gagal',
    'kenapa ya',
    'saya guru',
    'tombol sinkro tidak ada',
    'data saya tidak sama',
  ])('"%s"', (text) => {
    expect(atOnce(message(text))).toBe(false)
  })

  test('a picture without an error text, unreadable, or not read yet', () => {
    const picture = { state: 'read' as const, text: 'Jadwal pelajaran\nSenin', confidence: 0.9 }
    expect(atOnce(message('', { kind: 'picture', picture }))).toBe(false)
    const blurred = { state: 'unreadable' as const, text: 'xApiKey does', confidence: 0.2 }
    expect(atOnce(message('', { kind: 'picture', picture: blurred }))).toBe(false)
    expect(atOnce(message('', { kind: 'picture' }))).toBe(false)
  })
})
