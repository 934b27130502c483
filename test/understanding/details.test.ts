import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/engine/model.js'
import { namedYear, statedRole } from '../../src/understanding/details.js'
import { Lexicon } from '../../src/understanding/lexicon.js'
import { shippedKnowledge } from './shipped.js'

const lexicon = new Lexicon(shippedKnowledge().lexicon)

describe('statedRole', () => {
  const cases: [string, Role | undefined][] = [
    ['saya guru', 'guru'],
    ['sy guru kelas di SD', 'guru'],
    ['sa kepsek, mau kirim data', 'kepala-sekolah'],
    ['Saya kepala sekolah', 'kepala-sekolah'],
    ['KS', 'kepala-sekolah'],
    ['sy guru merangkap plt', 'plt'],
    ['saya plt kepsek', 'plt'],
    ['saya sebagai plt kepala sekolah', 'plt'],
    ['saya admin instansi', 'admin-instansi'],
    ['saya admin BKPSDM', 'admin-instansi'],
    ['kepala sekolah saya belum sinkro', undefined],
    ['guru saya tidak muncul', undefined],
    ['saya bukan guru, saya kepala sekolah', 'kepala-sekolah'],
    ['siapa admin instansi', undefined],
    ['tombol sinkro tidak muncul', undefined],
  ]
  it.each(cases)('of "%s" is %s', (text, role) => {
    expect(statedRole(lexicon.words(text))).toBe(role)
  })
})

describe('namedYear', () => {
  const cases: [string, number | undefined][] = [
    ['sinkro tahun 2025', 2025],
    ['skp 2024', 2024],
    ['juli-desember 2026?', 2026],
    ['tahun 2023', undefined],
    ['2024 atau 2025', undefined],
    ['tahun 2024, ya 2024', 2024],
    ['kode 120245', undefined],
  ]
  it.each(cases)('of "%s" is %s', (text, year) => {
    expect(namedYear(text)).toBe(year)
  })
})
