import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import type { IncomingMessage, PictureState, StepResult } from '../../src/engine/model.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { fixtureBrain } from '../support/knowledge.js'
import { chatWith, firstLine, message, ofKind, said, stepWith } from '../support/turns.js'

const brain = fixtureBrain()
const shipped = loadBrain(KNOWLEDGE_DIR)

function picture(text: string, state: PictureState = 'read'): IncomingMessage {
  return ofKind('picture', { picture: { state, text, confidence: state === 'read' ? 0.9 : 0.2 } })
}

/** Outcomes in the order of the messages, as short words. */
function outcomes(result: StepResult, messages: readonly IncomingMessage[]): string[] {
  const at = new Map(messages.map(({ id }, index) => [id, index]))
  return messages.map(({ id }) => {
    const outcome = result.outcomes.get(id)
    if (outcome?.type === 'joined') return `joined to ${at.get(outcome.to)}`
    return outcome?.type ?? 'none'
  })
}

describe('several messages in a row', () => {
  test('are one question: answered once, the others joined to the last', () => {
    const messages = ['halo', 'xapikey whitelist', 'makasih'].map((text) => message(text))
    const result = stepWith(brain, messages)
    expect(result.replies).toHaveLength(1)
    expect(firstLine(result)).toContain('Error #6')
    expect(outcomes(result, messages)).toEqual(['joined to 2', 'joined to 2', 'answered'])
  })

  test('with words and a picture are answered by what the picture shows', () => {
    const messages = [
      message('min'),
      message('kenapa ini'),
      picture('Gagal\nxApiKey does not exists in whitelist'),
    ]
    const result = stepWith(shipped, messages)
    expect(firstLine(result)).toBe('Saya membaca: “xApiKey does not exists in whitelist”')
    expect(result.understood?.id).toBe('sync-06')
    expect(outcomes(result, messages)).toEqual(['joined to 2', 'joined to 2', 'answered'])
  })

  test('say together what none of them says alone', () => {
    const result = stepWith(shipped, [
      message('tombol sinkro pmm belum ada di e-kinerja'),
      message('NIP sudah diperbarui di verval ptk'),
    ])
    expect(result.replies).toHaveLength(1)
    expect(result.understood?.id).toBe('sync-01-nip-updated')
  })

  test('in which one holds a whole error text are answered by that text', () => {
    const result = stepWith(shipped, [
      message('min saya guru mau tanya soal pmm dan e-kinerja dari kemarin bingung'),
      message(
        'Jumlah SKP sebagai Plt. Kepala Sekolah di PMM tidak sesuai dengan data Plt.Kepala Sekolah di E-kinerja.',
      ),
      message('itu kenapa ya pak bu mohon bantuannya'),
    ])
    expect(result.understood?.id).toBe('sync-20')
    expect(result.replies).toHaveLength(1)
  })

  test('that ask two clear things get two answers', () => {
    const messages = [
      message('muncul Unexpected period value'),
      message('satu lagi, kapan batas akhir perencanaan kinerja tahun 2026?'),
    ]
    const result = stepWith(shipped, messages)
    expect(said(result)).toContain('Error #8')
    expect(said(result)).toContain('Tenggat Pengelolaan Kinerja 2026')
    expect(outcomes(result, messages)).toEqual(['answered', 'answered'])
  })

  test('that ask more than two clear things are asked which comes first', () => {
    const result = stepWith(shipped, [
      message('Unexpected period value'),
      message('Request failed with status code 500'),
      message('xApiKey does not exists in whitelist'),
    ])
    expect(said(result)).toContain('Yang mana yang mau dibahas dulu?')
    expect(result.replies[0]?.choices?.map(({ action }) => action)).toEqual([
      'show:sync-08',
      'show:sync-09',
      'show:sync-06',
    ])
    expect(result.understood?.candidates.map(({ id }) => id)).toEqual([
      'sync-08',
      'sync-09',
      'sync-06',
    ])
  })

  test('that only greet are greeted once', () => {
    const messages = [message('halo'), message('min'), message('selamat pagi')]
    const result = stepWith(brain, messages)
    expect(firstLine(result)).toContain('ada yang bisa saya bantu')
    expect(outcomes(result, messages)).toEqual(['joined to 2', 'joined to 2', 'answered'])
  })

  test('of stickers alone are answered as ever: one notice', () => {
    const messages = [ofKind('sticker'), ofKind('sticker')]
    const result = stepWith(brain, messages)
    expect(outcomes(result, messages)).toEqual(['answered', 'ignored'])
  })

  test('with a sticker in between are joined all the same', () => {
    const messages = [message('halo'), ofKind('sticker'), message('whitelist apa')]
    expect(outcomes(stepWith(brain, messages), messages)).toEqual([
      'joined to 2',
      'joined to 2',
      'answered',
    ])
  })

  test('of which one mends another are read as mended', () => {
    const result = stepWith(brain, [
      message('tombol sinkro hilng'),
      message('tombol sinkro hilang', { kind: 'edit' }),
    ])
    expect(result.replies).toHaveLength(1)
    expect(result.understood?.id).toBe('sync-01')
  })
})

describe('a number in a row', () => {
  test('picks from the question as it stood, and the other question is answered too', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    const result = chat.sayAll([{ text: '1' }, { text: 'whitelist apa' }])
    expect(firstLine(result)).toContain('Langkah lengkap Error #1')
    expect(said(result)).toContain('Error #6')
    expect([...result.outcomes.values()]).toEqual([{ type: 'answered' }, { type: 'answered' }])
  })

  test('does not pick from the answer of the same row', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    const result = chat.sayAll([{ text: 'whitelist apa' }, { text: '1' }])
    expect(said(result)).toContain('Langkah lengkap Error #1')
    expect(said(result)).not.toContain('Langkah lengkap Error #6')
  })

  test('with courtesy around it is answered alone', () => {
    const chat = chatWith(brain)
    chat.say('tombol sinkro hilang')
    const result = chat.sayAll([{ text: 'halo' }, { text: '1' }, { text: 'makasih' }])
    expect(result.replies).toHaveLength(1)
    expect(firstLine(result)).toContain('Langkah lengkap Error #1')
  })
})

describe('a call for a person in a row', () => {
  test('opens one case whose summary holds the words', () => {
    const messages = [message('whitelist apa'), message('petugas'), message('makasih')]
    const result = stepWith(brain, messages)
    expect(result.effects).toEqual([
      {
        type: 'open-case',
        number: 'K-20001',
        reason: 'asked',
        summary: 'peran belum diketahui; topik terakhir: belum ada; pesan: whitelist apa / petugas',
      },
    ])
    expect(result.replies).toHaveLength(1)
    expect(outcomes(result, messages)).toEqual(['joined to 2', 'joined to 2', 'answered'])
  })

  test('holds what was read in a picture as well, cut to one line', () => {
    const result = stepWith(brain, [picture('unor skp berbeda\nTutup'), message('petugas')])
    const [effect] = result.effects
    expect(effect).toMatchObject({
      summary: expect.stringContaining('unor skp berbeda Tutup / petugas'),
    })
    const long = stepWith(brain, [message('kata '.repeat(500)), message('petugas')]).effects[0]
    expect(long?.type === 'open-case' ? long.summary.length : 0).toBeLessThan(300)
  })
})

test('presses stand alone between the others', () => {
  const messages = [
    message('halo'),
    message('whitelist apa'),
    ofKind('press', { action: 'full:sync-01' }),
    message('skp organisasi kosong'),
  ]
  const result = stepWith(brain, messages)
  expect(outcomes(result, messages)).toEqual(['joined to 1', 'answered', 'answered', 'answered'])
  expect(result.replies).toHaveLength(3)
})

describe('as before', () => {
  test('a group answers each message by itself', () => {
    const messages = [message('whitelist apa'), message('tombol sinkro hilang')]
    const result = stepWith(brain, messages, { facts: { chatKind: 'group' } })
    expect(outcomes(result, messages)).toEqual(['answered', 'answered'])
    expect(result.replies).toHaveLength(2)
  })

  test('a chat that a person owns leaves each message to the staff', () => {
    const messages = [message('whitelist apa'), message('halo')]
    const result = stepWith(brain, messages, {
      facts: { owner: 'human', openCase: { number: 'K-1', taken: true } },
    })
    expect(outcomes(result, messages)).toEqual(['left-to-staff', 'left-to-staff'])
    expect(result.replies).toEqual([])
  })
})
