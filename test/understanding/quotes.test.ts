import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'

const { knowledge, understanding } = loadBrain(KNOWLEDGE_DIR)
const official = [...knowledge.errors.values()].flatMap(({ id, messages }) =>
  messages.map((text) => [id, text] as const),
)
const idsIn = (text: string) => understanding.quotes(text).map(({ id }) => id)

describe('a quoted error text', () => {
  test.each(official)('of %s is found alone, whole', (id, text) => {
    expect(idsIn(text)).toEqual([id])
    expect(idsIn(`min kenapa muncul ${text} ya`)).toEqual([id])
  })

  test.each(official)('of %s is found when a narrow screen breaks it', (id, text) => {
    const words = text.split(' ')
    const half = Math.ceil(words.length / 2)
    const broken = `10:21\nSinkro PMM\n${words.slice(0, half).join(' ')}\n${words.slice(half).join(' ')}\nTutup`
    const quotes = understanding.quotes(broken)
    expect(quotes.map((quote) => quote.id)).toEqual([id])
    expect(quotes[0]?.piece).toBe(text)
  })

  test('survives letters that a camera mistook', () => {
    expect(idsIn('Data PNS lD be1um padan antara SlASN dengan PMM')).toEqual(['sync-10'])
  })

  test('of two errors in one picture are both found, each with its own lines', () => {
    const text =
      'Pegawai tidak terdaftar sebagai Plt.\nkepala Sekolah di e-Kinerja\nRequest failed with status code 500'
    expect(understanding.quotes(text).map(({ id, piece }) => [id, piece])).toEqual([
      ['sync-19', 'Pegawai tidak terdaftar sebagai Plt. kepala Sekolah di e-Kinerja'],
      ['sync-09', 'Request failed with status code 500'],
    ])
  })
})

test.each([
  '',
  'sinkro gagal',
  'data saya tidak ada',
  'unit kerja saya pindah',
  '🙏',
  'a\n'.repeat(9_000),
])('in %j nothing is quoted', (text) => {
  expect(idsIn(text)).toEqual([])
})
