import { describe, expect, it } from 'vitest'
import { csvOf } from '../../src/gaps/csv.js'
import type { GapGroup } from '../../src/gaps/group-gaps.js'
import { gapsCsv, gapsTable, presentGap } from '../../src/gaps/present-gaps.js'

const ZONE = 'Asia/Jayapura'
const GROUP: GapGroup = {
  count: 3,
  chats: 2,
  reasons: { declined: 2, clarified: 1, rejected: 0 },
  newest: Date.UTC(2026, 0, 31, 3, 30),
  oldest: Date.UTC(2026, 0, 1),
  texts: ['apa itu simpeg', 'simpeg itu apa'],
  nearest: ['triage-layar-skp', 'faq-istilah'],
}

describe('a group of gaps for people', () => {
  it('names counts, time at the office, examples and the nearest entries', () => {
    expect(gapsTable([presentGap(GROUP, ZONE)], 4)).toBe(
      [
        '1. 3× dari 2 obrolan (2 ditolak, 1 ditanya balik), terakhir 2026-01-31 12:30',
        '   “apa itu simpeg”',
        '   “simpeg itu apa”',
        '   terdekat: faq-istilah',
        '… dan 4 kelompok lagi (lihat semua: --all, --csv BERKAS)',
      ].join('\n'),
    )
  })

  it('says so when there is none', () => {
    expect(gapsTable([], 0)).toBe('Tidak ada pesan yang tak terjawab.')
  })

  it('shows no number that the masking knows, nor anything that steers a terminal', () => {
    const { examples } = presentGap(
      { ...GROUP, texts: ['nip 19871231 201001 1 002 \u001b[31mmerah\u0007\nlanjut'] },
      ZONE,
    )
    expect(examples[0]).not.toMatch(/\d{4}|\p{Cc}/u)
    expect(examples[0]).toContain('lanjut')
  })
})

describe('CSV', () => {
  it('has a line a group and quotes what needs it', () => {
    const [head, line] = gapsCsv([
      presentGap({ ...GROUP, texts: ['apa itu "simpeg", min?'] }, ZONE),
    ]).split('\r\n')
    expect(head).toMatch(/^\uFEFFjumlah,obrolan,/)
    expect(line).toBe(
      '3,2,2,1,0,2026-01-31T12:30:00+09:00,2026-01-01T09:00:00+09:00,"apa itu ""simpeg"", min?",,,faq-istilah',
    )
  })

  it('lets no cell become a formula', () => {
    const dangerous = [
      '=1+1',
      '+62',
      '-1',
      '@SUM(A1)',
      '  =1',
      '\t=1',
      '"=1"',
      "'=1",
      '＝1',
      '|cmd',
    ]
    for (const text of dangerous) {
      const cell = csvOf([[text]])
        .slice(1)
        .trimEnd()
        .replace(/^"/, '')
      expect(cell.startsWith("'"), text).toBe(true)
    }
    expect(csvOf([['apa itu =?']])).toBe('\uFEFFapa itu =?\r\n')
  })

  it('keeps a text of several lines in one', () => {
    expect(csvOf([['a\r\n=b', 2]])).toBe('\uFEFFa =b,2\r\n')
  })
})
