import { describe, expect, test } from 'vitest'
import { MESSAGE_KINDS, type MessageKind } from '../../src/engine/model.js'
import { fixtureBrain, UNCLEAR } from '../support/knowledge.js'
import {
  actionOf,
  chatWith,
  firstLine,
  HOUR,
  labels,
  MINUTE,
  outcomesOf,
  said,
} from '../support/turns.js'

const brain = fixtureBrain()
const answered = [{ type: 'answered' }]

describe('what cannot be read', () => {
  test('200 stickers get one answer, the others are ignored by name', () => {
    const chat = chatWith(brain)
    const results = Array.from({ length: 200 }, () => {
      chat.now += 1_000
      return chat.say('', 'sticker')
    })
    expect(outcomesOf(results[0] as never)).toEqual(answered)
    expect(said(results[0] as never)).toContain('hanya bisa membaca tulisan')
    for (const result of results.slice(1)) {
      expect(result.replies).toEqual([])
      expect(outcomesOf(result)).toEqual([{ type: 'ignored', reason: 'repeated-notice' }])
    }
  })

  test('is explained again after ten minutes', () => {
    const chat = chatWith(brain)
    chat.say('', 'voice')
    chat.now += 10 * MINUTE
    expect(said(chat.say('', 'voice'))).toContain('pesan suara')
  })

  const unreadable = MESSAGE_KINDS.filter(
    (kind) => !['text', 'edit', 'press', 'reaction', 'deletion'].includes(kind),
  )
  test.each(unreadable)('a %s without words is answered with a request to type', (kind) => {
    const result = chatWith(brain).say('', kind)
    expect(outcomesOf(result)).toEqual(answered)
    expect(said(result)).toMatch(/ketik/i)
  })

  test.each<MessageKind>(['picture', 'document', 'video'])(
    'the caption of a %s is read',
    (kind) => {
      const result = chatWith(brain).say('tombol sinkro hilang', kind)
      expect(result.understood?.id).toBe('sync-01')
    },
  )

  test('a picture alone is asked for in words, with a person a word away', () => {
    expect(said(chatWith(brain).say('', 'picture'))).toMatch(/ketik atau salin.*"petugas"/)
  })

  test('leaves the open question open: a number still answers it', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    chat.say('', 'sticker')
    expect(firstLine(chat.say('1'))).toContain('Langkah lengkap Error #1')
  })
})

describe('an empty text', () => {
  test.each(['', ' ', '\n\t', '\u200B'])('%j is answered with a request to type again', (text) => {
    const result = chatWith(brain).say(text)
    expect(outcomesOf(result)).toEqual(answered)
    expect(said(result)).toContain('Pesannya kosong')
  })
})

describe('an edit', () => {
  test('that only mends a typing mistake is not answered twice', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    const result = chat.say('tombol sinkro tidak muncul', 'edit')
    expect(outcomesOf(result)).toEqual([{ type: 'ignored', reason: 'edit-unchanged' }])
    expect(result.replies).toEqual([])
  })

  test('that asks something else is answered', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    expect(chat.say('whitelist apa', 'edit').understood?.id).toBe('sync-06')
  })

  test('that adds what decides the branch of the same error is answered', () => {
    const chat = chatWith(brain)
    chat.say('unor skp berbeda')
    const result = chat.say('sudah terlanjur klik', 'edit')
    expect(outcomesOf(result)).toEqual(answered)
    expect(said(result)).toContain('tidak ada di panduan')
  })

  test('that asks about another year is answered', () => {
    const chat = chatWith(brain)
    expect(said(chat.say('berapa siklus 2024'))).toContain('Dua siklus')
    expect(said(chat.say('berapa siklus 2025', 'edit'))).toContain('Satu siklus')
  })

  test('of a message that was never understood is answered', () => {
    const chat = chatWith(brain)
    chat.say('resep sayur')
    expect(chat.say('whitelist apa', 'edit').understood?.id).toBe('sync-06')
  })

  test('that leaves nothing is answered like an empty message', () => {
    expect(said(chatWith(brain).say('', 'edit'))).toContain('Pesannya kosong')
  })
})

describe('a number', () => {
  test.each(['6', '#6', 'error no 5', 'no. 12'])(
    'alone (%s) never decides which error it is',
    (text) => {
      const result = chatWith(brain).say(text)
      expect(result.understood).toMatchObject({ kind: 'clarify', id: 'clarify' })
      expect(said(result)).toContain('Angka saja belum cukup')
      expect(said(result)).not.toContain('Error #')
    },
  )

  test('answers only the newest open question', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    chat.say('skp organisasi kosong')
    expect(labels(chat.say('kurang jelas'))[1]).toContain('xApiKey')
    expect(firstLine(chat.say('2'))).toContain('Error #6')
  })

  test('answers nothing any more once the question has been followed by a plain sentence', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    chat.say('petugas')
    chat.staff('staff-took')
    chat.staff('staff-handed-back')
    expect(said(chat.say('1'))).not.toContain('Langkah lengkap Error #1')
  })

  test('beyond the choices asks again with the same choices', () => {
    const chat = chatWith(brain)
    const offered = labels(chat.say('tombol sinkro hilang'))
    const result = chat.say('9')
    expect(said(result)).toContain('Angka saja belum cukup')
    expect(labels(result)).toEqual(offered)
    expect(firstLine(chat.say('1'))).toContain('Langkah lengkap Error #1')
  })
})

describe('a choice', () => {
  test('typed by number, label or word does what the press does', () => {
    const expected = said(pressed())
    for (const text of ['1', 'Langkah lengkap', 'langkah LENGKAP.']) {
      const chat = chatWith(brain)
      chat.say('tombol sinkro hilang')
      expect(said(chat.say(text))).toBe(expected)
    }
  })

  test('of an old message still works when it is pressed later', () => {
    const chat = chatWith(brain)
    const full = actionOf(chat.say('tombol sinkro hilang'), 'Langkah lengkap')
    chat.say('petugas')
    chat.now += 72 * HOUR
    expect(firstLine(chat.press(full))).toContain('Langkah lengkap Error #1')
  })

  test.each(['', 'entah', 'show:sync-99', 'show:constructor', 'role:bupati', 'full:sync-99'])(
    'that nobody knows (%j) brings the menu',
    (action) => {
      const result = chatWith(brain).press(action)
      expect(outcomesOf(result)).toEqual(answered)
      expect(firstLine(result)).toBe('Menu')
    },
  )

  test('of a branch that is gone says so and offers a person', () => {
    const result = chatWith(brain).press('branch:sync-12:entah')
    expect(labels(result)).toEqual(['Menu', 'Tanya petugas'])
  })

  function pressed() {
    const chat = chatWith(brain)
    return chat.press(actionOf(chat.say('tombol sinkro hilang'), 'Langkah lengkap'))
  }
})

describe('the role', () => {
  test('is asked only where the answer depends on it', () => {
    expect(said(chatWith(brain).say('tombol sinkro hilang'))).not.toContain('sebagai apa')
    expect(said(chatWith(brain).say('skp organisasi kosong'))).toContain('sebagai apa')
  })

  test('is answered by number and remembered for the next question', () => {
    const chat = chatWith(brain)
    const asked = chat.say('skp organisasi kosong')
    expect(labels(asked).slice(0, 2)).toEqual(['Guru', 'Kepala sekolah'])
    expect(said(chat.say('2'))).toContain('Lakukan sinkro sendiri lebih dulu.')
    const flow = chat.say('langkah sinkro')
    expect(said(flow)).toContain('Kepala sekolah sinkro lebih dulu.')
    expect(said(flow)).not.toContain('sebagai apa')
  })

  test('is taken from what the user says, and confirmed', () => {
    const chat = chatWith(brain)
    expect(firstLine(chat.say('saya guru'))).toBe('Baik, saya ingat: Bapak/Ibu guru.')
    expect(said(chat.say('skp organisasi kosong'))).toContain('Minta kepala sekolah sinkro')
  })

  test('said in a sentence answers the question that it was asked for', () => {
    const chat = chatWith(brain)
    chat.say('skp organisasi kosong')
    const result = chat.say('saya kepala sekolah')
    expect(firstLine(result)).toContain('Error #15')
    expect(said(result)).toContain('Lakukan sinkro sendiri lebih dulu.')
    expect(chat.conversation.role).toBe('kepala-sekolah')
  })

  test('that the question did not offer is remembered, and the question answered all the same', () => {
    const chat = chatWith(brain)
    chat.say('skp organisasi kosong')
    const result = chat.say('saya plt')
    expect(said(result)).toContain('Tunggu kepala sekolah sinkro lebih dulu.')
    expect(chat.conversation.role).toBe('plt')
  })

  test('is changed by saying another one', () => {
    const chat = chatWith(brain, { role: 'guru' })
    chat.say('saya kepala sekolah')
    expect(chat.conversation.role).toBe('kepala-sekolah')
  })

  test.each(['ganti peran', '/peran'])(
    'is asked for again by "%s", even when it is known',
    (text) => {
      const chat = chatWith(brain, { role: 'guru' })
      expect(labels(chat.say(text))).toEqual([
        'Guru',
        'Kepala sekolah',
        'Guru sebagai Plt. kepala sekolah',
        'Admin Instansi',
      ])
      chat.say('3')
      expect(chat.conversation.role).toBe('plt')
    },
  )

  test('stands in the menu together with a way to change it', () => {
    const result = chatWith(brain, { role: 'plt' }).say('menu')
    expect(said(result)).toContain('Peran Bapak/Ibu: guru sebagai Plt. kepala sekolah')
    expect(labels(result)).toContain('Ganti peran')
  })
})

describe('small talk', () => {
  test('thanks are answered and begin nothing', () => {
    expect(said(chatWith(brain).say('makasih'))).toContain('Sama-sama')
  })

  test('a yes to nothing asks for the question', () => {
    expect(said(chatWith(brain).say('ya'))).toContain('Silakan tulis pertanyaannya')
  })

  test('a greeting of somebody known brings the menu, not the welcome', () => {
    const result = chatWith(brain).say('halo')
    expect(firstLine(result)).toBe('Halo Bapak/Ibu, ada yang bisa saya bantu?')
  })

  test('"langkah lengkap" expands the last answer', () => {
    const chat = chatWith(brain)
    chat.say('whitelist apa')
    expect(firstLine(chat.say('semua langkah'))).toContain('Langkah lengkap Error #6')
  })

  test('"langkah lengkap" of nothing asks of what', () => {
    const result = chatWith(brain).say('langkah lengkap')
    expect(result.understood?.kind).toBe('clarify')
    expect(said(result)).toContain('Langkah apa')
  })

  test('"kembali ke bot" while the bot is there says that it is', () => {
    expect(said(chatWith(brain).say('kembali ke bot'))).toContain('memang sedang membantu')
  })
})

describe('hostile text', () => {
  test.each([
    ['a lone surrogate', '\uD83D tombol'],
    ['right-to-left marks', '\u202Etombol\u202C'],
    ['NUL', 'a\u0000b'],
    ['HTML', '<script>alert(1)</script><b>'],
    ['SQL', "'; DROP TABLE messages; --"],
    ['a format string', '%s %n {0} {{y}}'],
    ['100 kB', 'sinkro gagal '.repeat(8_000)],
    ['100,000 letters in one word', 'a'.repeat(100_000)],
    ['emoji alone', '🙏🙏🙏'],
    ['a regular expression', '(a+)+$ [^'],
  ])('%s gets one sensible answer', (_what, text) => {
    const result = chatWith(brain).say(text)
    expect(outcomesOf(result)).toEqual(answered)
    expect(said(result).trim()).not.toBe('')
    expect(said(result)).not.toContain('<script>')
  })
})

test('an unclear text is asked back about, never answered at a guess', () => {
  const result = chatWith(brain).say(UNCLEAR)
  expect(result.understood?.kind).toBe('clarify')
})
