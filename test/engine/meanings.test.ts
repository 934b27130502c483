import { describe, expect, test } from 'vitest'
import { fixtureBrain, UNCLEAR, UNCLEAR_IDS } from '../support/knowledge.js'
import { actionOf, chatWith, firstLine, labels, said } from '../support/turns.js'

const brain = fixtureBrain()

/** The most that one question shows. */
const SHOWN = UNCLEAR_IDS.slice(0, 4)

describe('unsure', () => {
  test('asks one short question with at most four choices: exactly its candidates', () => {
    const result = chatWith(brain).say(UNCLEAR)
    expect(result.replies).toHaveLength(1)
    expect(said(result)).toContain('Yang mana')
    expect(result.replies[0]?.choices?.map(({ action }) => action)).toEqual(
      SHOWN.map((id) => `show:${id}`),
    )
    expect(result.understood?.candidates.map(({ id }) => id)).toEqual(SHOWN)
  })

  test('says how to reach a person, and records the gap with its candidates', () => {
    const result = chatWith(brain).say(UNCLEAR)
    expect(said(result)).toContain('"petugas"')
    expect(result.effects).toContainEqual({
      type: 'record-gap',
      reason: 'clarified',
      text: UNCLEAR,
      candidates: SHOWN,
    })
  })

  test('answers the choice that is made', () => {
    const chat = chatWith(brain)
    chat.say(UNCLEAR)
    expect(firstLine(chat.say('2'))).toContain('Error #6')
  })

  test('without any candidate asks for more words and shows no choices', () => {
    const result = chatWith(brain).say('error')
    expect(result.understood).toMatchObject({ kind: 'clarify', candidates: [] })
    expect(labels(result)).toEqual([])
    expect(said(result)).toMatch(/"menu".*"petugas"/)
  })
})

describe('unknown', () => {
  test('says so, and offers the menu and a person', () => {
    const result = chatWith(brain).say('resep sayur')
    expect(said(result)).toContain('Maaf, saya belum tahu jawabannya')
    expect(labels(result)).toEqual(['Menu', 'Tanya petugas'])
    expect(result.understood).toMatchObject({ kind: 'none', id: 'none' })
    expect(result.effects).toContainEqual({
      type: 'record-gap',
      reason: 'declined',
      text: 'resep sayur',
      candidates: [],
    })
  })

  test('twice in a row is said in other words', () => {
    const chat = chatWith(brain)
    chat.say('resep sayur')
    expect(said(chat.say('harga beras'))).toContain('masih belum paham')
    chat.say('whitelist apa')
    expect(said(chat.say('harga beras'))).toContain('belum tahu jawabannya')
  })
})

describe('"bukan"', () => {
  test('to an answer moves on to the next likely meanings, never the same', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    const result = chat.say('bukan')
    expect(labels(result)).toEqual([
      'xApiKey does not exists in whitelist',
      'SKP memiliki Unor yang berbeda',
      'SKP organisasi belum dibuat atasan',
      'Tanya petugas',
    ])
  })

  test('pressed below the answer does the same', () => {
    const chat = chatWith(brain)
    const press = actionOf(chat.say('tombol sinkro hilang'), 'Bukan ini')
    expect(labels(chat.press(press))).not.toContain('Tombol sinkro tidak muncul')
  })

  test('after two wrong guesses offers a person, and "ya" opens the case', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    chat.say('bukan')
    chat.say('1')
    const second = chat.say('bukan')
    expect(said(second)).toContain('dua kali saya keliru')
    expect(labels(second)).toEqual(['Tanya petugas', 'Menu'])
    expect(chat.say('ya').effects).toContainEqual(expect.objectContaining({ type: 'open-case' }))
  })

  test('to other words of the same question counts as the second wrong guess', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    chat.say('bukan')
    expect(chat.say('whitelist apa').understood?.id).toBe('sync-06')
    expect(said(chat.say('bukan'))).toContain('dua kali saya keliru')
  })

  test('to a list of choices is one wrong guess, not one for each choice', () => {
    const chat = chatWith(brain)
    chat.say(UNCLEAR)
    expect(labels(chat.say('bukan'))).toEqual(['Hubungan SKP dengan TPP', 'Tanya petugas'])
    expect(said(chat.say('bukan'))).toContain('dua kali saya keliru')
  })

  test('is forgotten once another question has been answered', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    chat.say('bukan')
    chat.say('whitelist apa')
    chat.say('skp organisasi kosong')
    expect(said(chat.say('bukan'))).not.toContain('dua kali saya keliru')
    chat.say('menu')
    expect(chat.say('tombol sinkro hilang').understood?.id).toBe('sync-01')
  })

  test('to nothing is no wrong guess', () => {
    const chat = chatWith(brain)
    for (const _ of [1, 2, 3]) expect(said(chat.say('bukan'))).toContain('berarti bukan itu')
  })
})

describe('a branch', () => {
  test('is asked for before any step that depends on it', () => {
    const chat = chatWith(brain)
    const result = chat.say('unor skp berbeda')
    expect(said(result)).toContain('Unor pada SKP lama itu salah atau benar?')
    expect(said(result)).not.toContain('Klik "Tetap Lakukan Sinkro"')
    const full = chat.say('langkah lengkap')
    expect(said(full)).not.toContain('Klik "Tetap Lakukan Sinkro"')
    expect(labels(full).slice(0, 3)).toEqual([
      'Unor lama salah',
      'Unor lama benar',
      'Sudah terlanjur klik',
    ])
  })

  test.each(['1', 'salah', 'Unor lama salah'])('is chosen by %j', (text) => {
    const chat = chatWith(brain)
    chat.say('unor skp berbeda')
    expect(said(chat.say(text))).toContain('Klik "Tetap Lakukan Sinkro"')
  })

  test('of the other kind does not name the step', () => {
    const chat = chatWith(brain)
    chat.say('unor skp berbeda')
    const result = chat.say('benar')
    expect(said(result)).toContain('Pindahkan pegawai ke unor yang sesuai.')
    expect(said(result)).not.toContain('Klik "Tetap Lakukan Sinkro"')
  })

  test('is chosen at once by a cue in the first message', () => {
    expect(said(chatWith(brain).say('unor lama salah'))).toContain('Sinkro boleh dilanjutkan.')
  })

  test('without a documented way out says so and opens a case, in one message', () => {
    const result = chatWith(brain).say('sudah terlanjur klik')
    expect(said(result)).toContain('tidak ada di panduan')
    expect(said(result)).toContain('K-10001')
    expect(result.replies).toHaveLength(1)
    expect(result.effects).toContainEqual({
      type: 'open-case',
      number: 'K-10001',
      reason: 'no-recovery',
      entryId: 'sync-12',
      summary: 'peran belum diketahui; topik terakhir: sync-12',
    })
  })

  test('by a cue is followed by "bukan" about the same words', () => {
    const chat = chatWith(brain)
    chat.say('whitelist apa')
    chat.say('unor lama salah')
    expect(labels(chat.say('bukan'))).not.toContain('SKP memiliki Unor yang berbeda')
  })
})
