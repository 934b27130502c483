import { describe, expect, it } from 'vitest'
import { seeded, shuffled } from '../../src/evaluation/random.js'
import { type GapMessage, groupGaps } from '../../src/gaps/group-gaps.js'

function gap(text: string, more: Partial<GapMessage> = {}): GapMessage {
  return { chatId: 1, reason: 'declined', text, candidates: [], at: 1_000, ...more }
}

const CARD = [
  gap('kartu pegawai elektronik hilang, lapor ke mana?', { chatId: 1, at: 10 }),
  gap('lapor ke mana kalau kartu pegawai elektronik hilang', { chatId: 2, at: 30 }),
  gap('Kartu pegawai elektronik saya HILANG, lapor ke mana', { chatId: 2, at: 20 }),
]
const TRAVEL = [
  gap('perjalanan dinas dibayar kapan ya', { at: 40, reason: 'rejected' }),
  gap('kapan perjalanan dinas dibayar', { at: 5, reason: 'clarified' }),
]
const HOUSE = [gap('rumah dinas guru bocor')]

describe('groups of gaps', () => {
  it('bring together what asks for the same and keep apart what does not', () => {
    const groups = groupGaps([...CARD, ...TRAVEL, ...HOUSE])
    expect(groups.map(({ count }) => count)).toEqual([3, 2, 1])
    expect(groups[0]?.texts).toEqual(expect.arrayContaining(CARD.map(({ text }) => text)))
    expect(groups[2]?.texts).toEqual(['rumah dinas guru bocor'])
  })

  it('count messages, chats, reasons, and tell the first and the last time', () => {
    const [card, travel] = groupGaps([...CARD, ...TRAVEL])
    expect(card).toMatchObject({ count: 3, chats: 2, newest: 30, oldest: 10 })
    expect(travel?.reasons).toEqual({ declined: 0, clarified: 1, rejected: 1 })
  })

  it('are the same whatever the order of the messages', () => {
    const all = [...CARD, ...TRAVEL, ...HOUSE]
    const expected = groupGaps(all)
    for (let seed = 0; seed < 20; seed++) {
      expect(groupGaps(shuffled(all, seeded(seed)))).toEqual(expected)
    }
  })

  it('see one text in another case and with other marks as the same', () => {
    const [group] = groupGaps([gap('APA ITU SIMPEG???'), gap('apa itu simpeg', { at: 2_000 })])
    expect(group).toMatchObject({ count: 2, texts: ['apa itu simpeg'] })
  })

  it('take less for the same when the same entry came nearest', () => {
    const one = 'nilai kinerja kalau cuti besar bagaimana'
    const other = 'kinerja saya waktu cuti besar nilainya bagaimana nanti'
    expect(groupGaps([gap(one), gap(other)])).toHaveLength(2)
    const near = { candidates: ['faq-cuti-tugas-belajar'] }
    expect(groupGaps([gap(one, near), gap(other, near)])).toHaveLength(1)
  })

  it('name the entries that came near, the most frequent first', () => {
    const [group] = groupGaps([
      gap('cara lihat tpp', { candidates: ['faq-a', 'faq-b'] }),
      gap('cara lihat tpp', { candidates: ['faq-b'] }),
    ])
    expect(group?.nearest).toEqual(['faq-b', 'faq-a'])
  })

  it('keep messages of marks alone, each as it is', () => {
    expect(groupGaps([gap('???'), gap('???'), gap('👍')]).map(({ count }) => count)).toEqual([2, 1])
  })

  it('are none without gaps', () => {
    expect(groupGaps([])).toEqual([])
  })

  it('are found among ten thousand messages that are all written differently', () => {
    const random = seeded(7)
    const word = () =>
      Array.from({ length: 7 }, () => String.fromCharCode(97 + random.whole(0, 25))).join('')
    const messages = Array.from({ length: 100 }, () => {
      const asked = Array.from({ length: 6 }, word)
      return Array.from({ length: 100 }, (_, at) =>
        gap(`${[...asked.slice(at % 6), ...asked.slice(0, at % 6)].join(' ')} ${at}`, { at }),
      )
    }).flat()
    const groups = groupGaps(messages)
    expect(groups.map(({ count }) => count)).toEqual(Array(100).fill(100))
  })
})
