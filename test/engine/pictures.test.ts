import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { ACTION_MAX_BYTES } from '../../src/engine/actions.js'
import type { PictureState, StepResult } from '../../src/engine/model.js'
import { FIRST_ANSWER_MAX, replyText } from '../../src/engine/reply-text.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import type { Session } from '../../src/simulator/session.js'
import { fixtureBrain } from '../support/knowledge.js'
import {
  actionOf,
  chatWith,
  firstLine,
  labels,
  MINUTE,
  ofKind,
  said,
  stepWith,
} from '../support/turns.js'

const brain = fixtureBrain()
const shipped = loadBrain(KNOWLEDGE_DIR)

function show(chat: Session, text: string, caption = '', state: PictureState = 'read'): StepResult {
  return chat.say(caption, 'picture', { state, text, confidence: state === 'read' ? 0.9 : 0.2 })
}

describe('a picture that was read', () => {
  test('is answered as if it had been typed, after what was read', () => {
    const result = show(chatWith(brain), '10:21\nunor skp berbeda\nTutup')
    expect(result.understood?.kind).toBe('none')
    const quoted = show(chatWith(brain), '10:21\nxApiKey does not exists in whitelist\nTutup')
    const typed = chatWith(brain).say('xApiKey does not exists in whitelist')
    expect(said(quoted)).toBe(
      `Saya membaca: “xApiKey does not exists in whitelist”\n${said(typed)}`,
    )
    expect(quoted.understood?.id).toBe(typed.understood?.id)
  })

  test.each([...shipped.knowledge.errors.values()].filter(({ messages }) => messages.length > 0))(
    'with the whole text of $id leads to it, and the answer fits a phone',
    ({ id, messages }) => {
      for (const text of messages) {
        const broken = `09:12  4G\nhttps://kinerja.bkn.go.id\nMenu Dashboard SKP\n${text}\nTutup`
        const result = show(chatWith(shipped), broken)
        expect(result.understood?.id).toBe(id)
        expect(firstLine(result)).toMatch(/^Saya membaca: “.{16,}”$/)
        for (const reply of result.replies) {
          expect(replyText(reply).length).toBeLessThanOrEqual(FIRST_ANSWER_MAX)
        }
      }
    },
  )

  test('and its caption are understood together', () => {
    const result = show(
      chatWith(shipped),
      'Data SKP Organisasi belum dibuat oleh atasan',
      'saya kepala sekolah, ini kenapa',
    )
    expect(said(result)).toContain('Bapak/Ibu Sinkro PMM lebih dulu')
    expect(said(result)).not.toContain('sebagai apa')
  })

  test('with two errors shows both and asks which, exactly as it understood them', () => {
    const chat = chatWith(shipped)
    const result = show(
      chat,
      'Request failed with status code 500\nOK\nPegawai tidak terdaftar sebagai\nPlt. kepala Sekolah di e-Kinerja',
    )
    expect(firstLine(result)).toBe(
      'Saya membaca: “Request failed with status code 500” dan “Pegawai tidak terdaftar sebagai Plt. kepala Sekolah di…”',
    )
    expect(result.understood?.kind).toBe('clarify')
    expect(result.replies[0]?.choices?.map(({ action }) => action)).toEqual(
      result.understood?.candidates.map(({ id }) => `show:${id}`),
    )
    expect(chat.say('2').understood?.id).toBe('sync-19')
  })

  test('with two errors is answered when the caption says which', () => {
    const result = show(
      chatWith(shipped),
      'Request failed with status code 500\nUnexpected period value',
      'yang unexpected period value itu kenapa min',
    )
    expect(result.understood?.id).toBe('sync-08')
  })

  test('with nothing but the menus of a page is not guessed at', () => {
    const page =
      'Beranda\nSKP\nPenilaian\nRencana Aksi\nTambah SKP\nLog Sinkronisasi\nKinerja Pegawai\nPMM'
    const result = show(chatWith(shipped), page)
    expect(['clarify', 'none']).toContain(result.understood?.kind)
    expect(firstLine(result)).toContain('Saya membaca: “')
  })

  test('with nothing but menus leaves the answer to a caption that is clear', () => {
    const result = show(chatWith(shipped), 'Beranda\nSKP\nPenilaian', 'muncul tulisan xapikey min')
    expect(result.understood?.id).toBe('sync-06')
  })

  test('in which only a part of an error text is left is answered all the same', () => {
    const result = show(chatWith(shipped), 'Naima Sekolah atau Nama tidak sama\ndengan da')
    expect(result.understood?.id).toBe('sync-04')
  })

  test('but not understood is declined with what was read, and recorded', () => {
    const result = show(chatWith(brain), 'Warung Bu Tini\nNasi goreng')
    expect(result.understood).toMatchObject({ kind: 'none', id: 'none' })
    expect(firstLine(result)).toBe('Saya membaca: “Warung Bu Tini Nasi goreng”')
    expect(labels(result)).toEqual(['Menu', 'Tanya petugas'])
    expect(result.effects).toContainEqual(
      expect.objectContaining({ type: 'record-gap', reason: 'declined' }),
    )
  })

  test('answers the question that the bot has asked', () => {
    const chat = chatWith(shipped)
    chat.say('sinkron gagal')
    const result = show(chat, 'Unit Kerja atasan tidak ditemukan')
    expect(result.understood?.id).toBe('sync-05')
    expect(chat.conversation.triage).toBeUndefined()
  })

  test('that greets, as a screen may, calls for nobody and greets nobody', () => {
    for (const text of ['petugas', 'halo', 'menu']) {
      const result = show(chatWith(brain), text)
      expect(result.understood?.kind).toBe('none')
      expect(result.effects.map(({ type }) => type)).toEqual(['record-gap'])
    }
  })

  test('in a group is answered in one message', () => {
    const picture = {
      state: 'read' as const,
      text: 'xApiKey does not exists in whitelist',
      confidence: 1,
    }
    const result = stepWith(brain, [ofKind('picture', { picture })], {
      facts: { chatKind: 'group' },
    })
    expect(result.understood?.id).toBe('sync-06')
  })
})

describe('a picture that could not be read', () => {
  test('shows what it may say, and asks whether a person may see it', () => {
    const result = show(chatWith(brain), 'xAp whit', '', 'unreadable')
    expect(firstLine(result)).toBe('Saya membaca: “xAp whit” (tidak yakin)')
    expect(labels(result)).toEqual(['Tunjukkan gambar ke petugas', 'Tidak usah'])
    expect(result.understood).toMatchObject({ kind: 'clarify', id: 'clarify' })
    expect(result.understood?.candidates).toHaveLength(2)
    expect(result.effects).toEqual([])
  })

  test('but in which a whole error text stands is answered by it', () => {
    const result = show(
      chatWith(shipped),
      'qx\nUnit Kerja atasan tidak ditemukan\n|l',
      '',
      'unreadable',
    )
    expect(firstLine(result)).toBe('Saya membaca: “Unit Kerja atasan tidak ditemukan”')
    expect(result.understood?.id).toBe('sync-05')
  })

  test('is kept with a case only when the user agrees', () => {
    const chat = chatWith(brain)
    const keep = actionOf(show(chat, '', '', 'unreadable'), 'Tunjukkan gambar ke petugas')
    expect(Buffer.byteLength(keep)).toBeLessThanOrEqual(ACTION_MAX_BYTES)
    const result = chat.press(keep)
    expect(result.effects).toEqual([
      { type: 'keep-picture', messageId: 'm1' },
      expect.objectContaining({ type: 'open-case', number: 'K-10001' }),
    ])
    expect(result.replies).toHaveLength(1)
  })

  test('is no longer promised to the staff when the answer comes too late', () => {
    const chat = chatWith(brain)
    const keep = actionOf(show(chat, '', '', 'unreadable'), 'Tunjukkan gambar ke petugas')
    chat.now += 16 * MINUTE
    expect(said(chat.press(keep))).toContain('hanya saya simpan 15 menit')
  })

  test.each(['tidak usah', '2', 'tidak', 'jangan'])('is deleted at once after "%s"', (text) => {
    const chat = chatWith(brain)
    show(chat, '', '', 'unreadable')
    expect(chat.say(text).effects).toEqual([{ type: 'drop-picture', messageId: 'm1' }])
  })

  test('is no part of a case that is opened without it, but asked about once more', () => {
    const chat = chatWith(brain)
    show(chat, '', '', 'unreadable')
    const result = chat.say('petugas')
    expect(result.effects.map(({ type }) => type)).toEqual(['open-case'])
    expect(labels(result)).toEqual(['Tunjukkan gambar ke petugas', 'Tidak usah'])
    expect(chat.say('ya').effects.map(({ type }) => type)).toEqual(['keep-picture', 'add-to-case'])
  })

  test('gives way to a caption that is clear alone, and is deleted', () => {
    const result = show(chatWith(brain), '', 'whitelist apa', 'unreadable')
    expect(firstLine(result)).toContain('Error #6')
    expect(said(result)).toContain('Gambarnya sendiri belum bisa saya baca')
    expect(result.effects).toEqual([{ type: 'drop-picture', messageId: 'm1' }])
  })

  test('is asked about in spite of a caption that is not clear alone', () => {
    expect(said(show(chatWith(brain), '', 'ini kenapa', 'unreadable'))).toContain(
      'belum bisa saya baca',
    )
  })

  test.each([
    ['no-text', 'none', 'tidak melihat tulisan'],
    ['too-large', 'clarify', 'terlalu besar'],
    ['broken', 'clarify', 'rusak'],
    ['unavailable', 'clarify', 'kirim sekali lagi'],
  ] as const)('because it is %s ends in a clear next step', (state, kind, words) => {
    const result = show(chatWith(brain), '', '', state)
    expect(result.understood?.kind).toBe(kind)
    expect(said(result)).toContain(words)
    expect(said(result)).toContain('petugas')
  })

  test('leaves a question that waits open where sending again may answer it', () => {
    const chat = chatWith(shipped)
    chat.say('sinkron gagal')
    show(chat, '', '', 'unavailable')
    expect(said(chat.say('1'))).toContain('Tombol Sinkro PMM tidak muncul')
    expect(chat.conversation.triage?.asked).toContain('layar')
  })
})

test('a picture that was not waited for gets the notice, and its caption an answer', () => {
  expect(said(stepWith(brain, [ofKind('picture')]))).toContain('belum bisa membacanya')
  const captioned = ofKind('picture', { text: 'whitelist apa' })
  expect(firstLine(stepWith(brain, [captioned]))).toContain('Error #6')
})

test('a number that was masked in a picture is warned of, below what was read', () => {
  const picture = {
    state: 'read' as const,
    text: 'xApiKey does not exists in whitelist',
    confidence: 1,
  }
  const result = stepWith(brain, [ofKind('picture', { picture, masked: ['nip'] })])
  expect(result.replies[0]?.text).toContain('NIP di pesan')
  expect(said(result)).toContain('Saya membaca: “xApiKey does not exists in whitelist”')
})
