/** What the bot answers to the documented errors, as it is shipped. */
import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { answerFor, stepsFor } from '../../src/engine/answers/entry-answer.js'
import { branchAnswer, branchSteps } from '../../src/engine/answers/error-answer.js'
import { ROLES } from '../../src/engine/model.js'
import { replyText } from '../../src/engine/reply-text.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { actionOf, chatWith, labels, message, said, stepWith } from '../support/turns.js'

const brain = loadBrain(KNOWLEDGE_DIR)
const { knowledge, timeZone } = brain
const errors = [...knowledge.errors.values()]
/** Mid-year of each era and of a year after the last one. */
const YEARS = [2024, 2025, 2026, 2031]
const nowIn = (year: number) => Date.UTC(year, 6, 1)
const contextIn = (year: number) => ({ knowledge, timeZone, now: nowIn(year) })

describe.each(errors.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  test('says which error, the next step and who acts, in every year and for every role', () => {
    for (const year of YEARS) {
      for (const role of [undefined, ...ROLES]) {
        const text = replyText(answerFor(id, { ...contextIn(year), role }) ?? { text: '' })
        expect(text).toContain(`Error #${entry.number}: ${entry.title}`)
        expect(text).toContain('Langkah berikutnya: ')
        expect(text).toContain(`Yang bertindak: ${knowledge.actorNames[entry.actor]}`)
        expect(text).toContain('Langkah lengkap')
      }
    }
  })

  test('says that the guide is old outside its eras, and only there', () => {
    for (const year of YEARS) {
      const era = Math.min(year, 2026) as 2024 | 2025 | 2026
      const text = replyText(answerFor(id, contextIn(year)) ?? { text: '' })
      const line = `Panduan ini dari ${Math.max(...entry.eras)}; nama menu bisa berbeda di Ruang GTK`
      expect(text.includes(line), String(year)).toBe(!entry.eras.includes(era))
    }
  })

  test('has all steps, the waiting time and the source behind "langkah lengkap"', () => {
    const text = replyText(stepsFor(id, contextIn(2024)) ?? { text: '' })
    for (const [index, step] of entry.steps.entries()) {
      expect(text).toContain(`${index + 1}. [${knowledge.actorNames[step.actor]}] ${step.text}`)
    }
    expect(text).toMatch(/Waktu tunggu: .+/)
    expect(text).toMatch(/Sumber: .+\(slide/)
  })

  test('has its warning in the first line', () => {
    const [first] = replyText(answerFor(id, contextIn(2026)) ?? { text: '' }).split('\n')
    if (entry.warning === undefined) expect(first).toMatch(/^Error #/)
    else expect(first).toBe(`⚠️ ${entry.warning}`)
  })
})

describe('#12, the message whose button deletes an SKP', () => {
  const entry = knowledge.errors.get('sync-12')
  if (entry === undefined) throw new Error('sync-12 is missing')
  const STEP = /(?<!jangan )(?:klik|tekan|pilih) "?Tetap Lakukan Sinkro/i

  test('never has the button as a step before the old unor was said to be wrong', () => {
    for (const year of YEARS) {
      for (const role of [undefined, ...ROLES]) {
        const context = { ...contextIn(year), role }
        for (const reply of [answerFor('sync-12', context), stepsFor('sync-12', context)]) {
          expect(replyText(reply ?? { text: '' })).not.toMatch(STEP)
        }
        for (const { id } of entry.branch?.options ?? []) {
          if (id === 'salah') continue
          for (const branch of [branchAnswer, branchSteps]) {
            expect(replyText(branch(entry, id, context) ?? { text: '' })).not.toMatch(STEP)
          }
        }
      }
    }
  })

  test('has it only after that', () => {
    const chat = chatWith(brain)
    const first = chat.say('SKP yang ada memiliki Unor yang berbeda dengan Pegawai saat ini')
    expect(first.understood?.id).toBe('sync-12')
    expect(said(first).split('\n')[0]).toMatch(/^⚠️ Jangan klik "Tetap Lakukan Sinkro" dulu/)
    const wrong = chat.press(actionOf(first, 'Unor lama salah'))
    expect(said(wrong)).toMatch(STEP)
    expect(wrong.effects).toEqual([])
  })

  const DOUBTS = [
    'unor lama ga salah',
    'unor lama bukan salah',
    'unor lama salah?',
    'unor lama salah ka',
    'apakah unor lama salah',
    'kalau unor lama salah saya klik apa',
    'misalnya unor lama salah',
    'tidak yakin unor lama salah',
    'mungkin unor lama salah',
    'kata teman unor lama salah',
    'unor lama salah atau benar ya',
    'bagaimana tahu unor lama salah',
  ]

  test.each(DOUBTS)('does not take a doubt, a question or a no for that: %s', (text) => {
    expect(said(chatWith(brain).say(text))).not.toMatch(STEP)
    const chat = chatWith(brain)
    chat.press('show:sync-12')
    expect(said(chat.say(text))).not.toMatch(STEP)
  })

  test('opens a case for somebody who has clicked already, and promises no recovery', () => {
    const chat = chatWith(brain)
    const result = chat.say('sudah terlanjur klik tetap lakukan sinkro')
    expect(result.understood?.id).toBe('sync-12')
    expect(said(result)).toContain('tidak ada di panduan')
    expect(said(result)).toContain('K-10001')
    expect(result.effects).toContainEqual(
      expect.objectContaining({ type: 'open-case', reason: 'no-recovery', entryId: 'sync-12' }),
    )
  })

  test('opens the case also when the choice is pressed', () => {
    const chat = chatWith(brain)
    const first = chat.press('show:sync-12')
    const result = chat.press(actionOf(first, 'Sudah terlanjur klik'))
    expect(result.effects).toContainEqual(expect.objectContaining({ type: 'open-case' }))
    expect(labels(result)).not.toContain('Bukan ini')
  })
})

describe('a pasted error', () => {
  const pasted = errors.flatMap(({ id, messages }) => messages.map((text) => [id, text] as const))

  test.each(pasted)('%s is answered in every year: %s', (id, text) => {
    for (const year of YEARS) {
      const result = stepWith(brain, [message(text)], { now: nowIn(year) })
      expect(result.understood?.id, String(year)).toBe(id)
    }
  })

  test.each(pasted)('%s is answered in capitals and within a sentence: %s', (id, text) => {
    for (const written of [
      text.toUpperCase(),
      `selamat pagi, mohon bantuannya, muncul tulisan ${text} bagaimana solusinya`,
    ]) {
      expect(chatWith(brain).say(written).understood?.id, written).toBe(id)
    }
  })

  test.each(pasted.filter(([, text]) => /PMM/.test(text)))(
    '%s is the same with Ruang GTK for PMM: %s',
    (id, text) => {
      const renamed = text.replaceAll('PMM', 'Ruang GTK')
      expect(chatWith(brain).say(renamed).understood?.id).toBe(id)
    },
  )

  test('about the missing button is the same, whatever the button is called', () => {
    for (const name of ['Sinkro PMM', 'Sinkron PMM', 'Sinkro Ruang GTK', 'sinkro']) {
      const result = chatWith(brain).say(`tombol ${name} tidak muncul di e-Kinerja`)
      expect(result.understood?.id, name).toBe('sync-01')
    }
  })
})

describe('a number that the user quotes', () => {
  test.each(['6', 'no 6', '#12', 'error no 5', 'error 6', 'pesan error nomor 12', 'kode 3'])(
    'never decides alone: %s',
    (text) => {
      const result = chatWith(brain).say(text)
      expect(result.understood?.kind).toBe('clarify')
      expect(said(result)).not.toMatch(/Error #\d/)
    },
  )

  test('does not outweigh the words: "#5 … whitelist" is about the whitelist', () => {
    const result = chatWith(brain).say('error #5 xApiKey does not exists in whitelist')
    expect(result.understood?.id).toBe('sync-06')
  })
})
