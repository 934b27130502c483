import { describe, expect, test } from 'vitest'
import {
  bareNumber,
  choice,
  HUMAN,
  isOnlyNumber,
  MENU,
  pickChoice,
} from '../../src/engine/choices.js'
import { NEW_CONVERSATION } from '../../src/engine/conversation.js'
import type { Conversation } from '../../src/engine/model.js'

const asked: Conversation = {
  ...NEW_CONVERSATION,
  openQuestion: {
    about: 'answer',
    askedAt: 0,
    choices: [choice({ type: 'full', id: 'sync-06' }, 'Langkah lengkap', ['semua']), HUMAN, MENU],
  },
}

describe('a typed choice', () => {
  test.each([
    ['its number', '2'],
    ['its number with a dot', '2.'],
    ['its number in brackets', '(2)'],
    ['a keycap digit', '2️⃣'],
    ['a full-width digit', '２'],
    ['"no 2"', 'no 2'],
    ['"nomor 2"', 'Nomor 2'],
    ['"yang nomor 2"', 'yang nomor 2'],
    ['"pilih 2"', 'pilih 2'],
    ['its label', 'tanya PETUGAS!'],
    ['one of its words', 'orang'],
  ])('is picked by %s', (_how, text) => {
    expect(pickChoice(asked, text)).toBe(HUMAN)
  })

  test.each(['4', '0', '99', 'dua orang', 'petugas mana', '', '🙏'])(
    'is not picked by %j',
    (text) => {
      expect(pickChoice(asked, text)).toBeUndefined()
    },
  )

  test.each(['langkah lengkp', 'langka lengkap', 'LANGKAH LENGKAAP'])(
    'is picked by a misspelling: %s',
    (text) => {
      expect(pickChoice(asked, text)?.action).toBe('full:sync-06')
    },
  )

  test('is never picked while no question is open', () => {
    expect(pickChoice(NEW_CONVERSATION, '1')).toBeUndefined()
    expect(pickChoice(NEW_CONVERSATION, 'Menu')).toBeUndefined()
  })
})

describe('a branch', () => {
  const branches: Conversation = {
    ...NEW_CONVERSATION,
    openQuestion: {
      about: 'answer',
      askedAt: 0,
      choices: [
        choice({ type: 'branch', id: 'sync-12', option: 'salah' }, 'Unor lama salah', [
          'salah',
          'unor salah',
          'unor lama memang salah',
        ]),
        choice({ type: 'branch', id: 'sync-12', option: 'benar' }, 'Unor lama benar', ['benar']),
      ],
    },
  }

  test.each(['unor lama salah', 'salah', 'unor lama slah', '1'])('is picked by %j', (text) => {
    expect(pickChoice(branches, text)?.action).toBe('branch:sync-12:salah')
  })

  test.each([
    'unor lama ga salah',
    'unor lama g salah',
    'unor lama bukan salah',
    'unor ga salah',
    'tidak salah',
    'unor lama salah?',
    'salah ?',
    'unor lama salah atau',
  ])('is not picked by the opposite or by a question: %j', (text) => {
    expect(pickChoice(branches, text)).toBeUndefined()
  })
})

describe('a number alone', () => {
  test.each(['6', 'no 6', 'no. 6', '#6', 'error 6', 'error no 5', 'eror nomor 12?', 'pesan no.3'])(
    'is all that %j says',
    (text) => {
      expect(isOnlyNumber(text)).toBe(true)
    },
  )

  test.each(['500', 'error 500', '6 guru belum sinkro', 'error', 'no', 'status code 500', '2024'])(
    'is not all that %j says',
    (text) => {
      expect(isOnlyNumber(text)).toBe(false)
    },
  )

  test('of an error is no choice: "error no 2" is not the second line', () => {
    expect(bareNumber('error no 2')).toBeUndefined()
    expect(pickChoice(asked, 'error no 2')).toBeUndefined()
  })
})

test('a label is cut at a word so that it fits a button', () => {
  const { label } = choice(
    { type: 'menu' },
    'Jumlah SKP sebagai Plt. Kepala Sekolah di PMM tidak sesuai dengan data Plt',
  )
  expect(label).toBe('Jumlah SKP sebagai Plt. Kepala Sekolah di PMM tidak sesuai…')
  expect(label.length).toBeLessThanOrEqual(60)
})
