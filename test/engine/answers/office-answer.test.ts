import { describe, expect, test } from 'vitest'
import { answerFor } from '../../../src/engine/answers/entry-answer.js'
import { menu, welcome } from '../../../src/engine/answers/office-answer.js'
import { replyText } from '../../../src/engine/reply-text.js'
import { fixtureKnowledge, OFFICE_ZONE } from '../../support/knowledge.js'

const knowledge = fixtureKnowledge()
const context = { knowledge, timeZone: OFFICE_ZONE, now: Date.UTC(2026, 6, 1) }

describe('the welcome', () => {
  test('offers only sample questions that the knowledge can answer', () => {
    const poorer = { ...knowledge, errors: new Map(), topics: new Map() }
    expect(replyText(welcome(poorer)).match(/^• .+$/gm)).toEqual(['• Kapan batas perencanaan?'])
  })
})

describe('the menu', () => {
  test('has the error help, the flows, the deadline, the role and a person', () => {
    expect(menu(undefined).choices?.map(({ action }) => action)).toEqual([
      'paste-error',
      'show:flow-sinkro',
      'show:flow-perencanaan',
      'show:flow-pelaksanaan',
      'show:flow-penilaian',
      'deadline',
      'ask-role',
      'human',
    ])
  })
})

describe('a term', () => {
  test.each(['Unor', 'unor', 'Unit Organisasi'])('%s is explained with its source', (term) => {
    const reply = answerFor('faq-istilah', context, { term })
    expect(reply?.heading).toBe('Unor')
    expect(reply?.text).toContain('unit kerja pegawai')
    expect(reply?.text).toContain('Sumber: Bahan latihan')
  })

  test('that is not in the glossary gets the entry about terms', () => {
    expect(answerFor('faq-istilah', context, { term: 'entah' })?.text).toContain(
      'Sebutkan istilahnya',
    )
  })
})

test('an id that the knowledge does not have has no answer', () => {
  expect(answerFor('sync-99', context)).toBeUndefined()
  expect(answerFor('constructor', context)).toBeUndefined()
})
