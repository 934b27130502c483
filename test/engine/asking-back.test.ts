import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { readConversation } from '../../src/engine/conversation.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { chatWith, HOUR, labels, said } from '../support/turns.js'

const brain = loadBrain(KNOWLEDGE_DIR)

describe('a report that is too vague', () => {
  test('is split by a question whose options are exactly its candidates', () => {
    const result = chatWith(brain).say('sinkron gagal')
    const { kind, id, candidates = [] } = result.understood ?? {}
    expect([kind, id]).toEqual(['clarify', 'clarify'])
    expect(candidates.length).toBeLessThanOrEqual(4)
    expect(candidates.every(({ confidence }) => confidence > 0 && confidence < 1)).toBe(true)
    expect(result.replies[0]?.choices?.map(({ action }) => action)).toEqual(
      candidates.map((one) => one.id.replaceAll('-', ':')),
    )
  })

  test('is recorded as a gap with what was offered', () => {
    const result = chatWith(brain).say('sinkron gagal')
    expect(result.effects).toEqual([
      {
        type: 'record-gap',
        reason: 'clarified',
        text: 'sinkron gagal',
        candidates: result.understood?.candidates.map(({ id }) => id),
      },
    ])
  })

  test('survives a restart in the middle', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    chat.restart()
    const next = chat.say('3')
    expect(said(next)).toContain('Tulisannya menyebut apa?')
    chat.restart()
    expect(labels(chat.say('RHK'))).toEqual([
      'Tidak ada RHK yang terdeteksi di PMM',
      'Tidak ada RHK yang bisa dikaitkan',
    ])
  })

  test('is narrowed by words that are typed instead of a choice', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    const result = chat.say('kayaknya soal plt itu min')
    expect(result.understood?.candidates.map(({ id }) => id).sort()).toEqual([
      'sync-18',
      'sync-19',
      'sync-20',
    ])
  })

  test('is answered at once when the words that follow are clear', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    expect(chat.say('tulisannya xapikey').understood?.id).toBe('sync-06')
    expect(chat.conversation.triage).toBeUndefined()
  })

  test('begins anew when it comes again later', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    chat.say('3')
    chat.now += HOUR
    expect(said(chat.say('error terus min'))).toContain('Apa yang terlihat di layar?')
  })

  test('takes the button of an older question by itself', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    chat.say('1')
    const result = chat.press('triage:skp:rhk')
    expect(labels(result)).toHaveLength(2)
    expect(said(chat.press('triage:skp:hilang'))).toContain('Menu')
  })

  test('hears a role as an answer to its question', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    const result = chat.say('saya plt min')
    expect(result.understood?.candidates.map(({ id }) => id).sort()).toEqual([
      'sync-18',
      'sync-19',
      'sync-20',
    ])
    expect(chat.conversation.role).toBe('plt')
  })

  test('that stays unclear ends with a person, not with the same question for ever', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    const said3 = ['ga kelihatan', 'ga tau', 'bingung saya'].map((text) => said(chat.say(text)))
    expect(said3[2]).toContain('Mau saya teruskan?')
    expect(chat.say('ya').effects).toContainEqual(expect.objectContaining({ type: 'open-case' }))
  })

  test('whose last answer was wrong goes on with what the splitting left', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    chat.press('triage:layar:tombol')
    chat.press('show:sync-01')
    const ids = chat.say('bukan').understood?.candidates.map(({ id }) => id) ?? []
    expect([...ids].sort()).toEqual(['sync-01-dukcapil', 'sync-01-nip-updated'])
  })

  test('never leads back to what was rejected', () => {
    const chat = chatWith(brain)
    chat.say('sinkron gagal')
    chat.press('triage:layar:skp')
    chat.press('triage:skp:rhk')
    chat.say('1')
    const wrong = chat.conversation.entryId
    const result = chat.say('bukan')
    expect(result.understood?.candidates ?? []).not.toContainEqual(
      expect.objectContaining({ id: wrong }),
    )
    expect(chat.press('triage:skp:rhk').understood?.id).toMatch(/^sync-1[47]$/)
    expect(chat.conversation.entryId).not.toBe(wrong)
  })

  test('without a known word is no report: it is asked for words, and nothing is offered', () => {
    const result = chatWith(brain).say('😂😂😂')
    expect(result.understood?.candidates).toEqual([])
    expect(said(result)).toContain('ceritakan sedikit lebih lengkap')
  })
})

describe('few likely meanings', () => {
  test.each([
    ['tidak ada rhk', ['sync-14', 'sync-17']],
    ['plt error', ['sync-18', 'sync-19', 'sync-20']],
  ])('of "%s" are shown themselves, by what tells them apart', (text, ids) => {
    const result = chatWith(brain).say(text)
    const shown = result.understood?.candidates.map(({ id }) => id) ?? []
    for (const id of ids) expect(shown).toContain(id)
    const names = labels(result)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name.length).toBeLessThanOrEqual(60)
  })
})

test('a state of an older version, without what splitting remembers, is read as it was', () => {
  const chat = chatWith(brain)
  chat.say('sinkron gagal')
  const { triage: _none, answeredAt: _never, ...older } = chat.conversation
  expect(readConversation(JSON.parse(JSON.stringify(older)))).toEqual(older)
})
