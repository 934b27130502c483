import { expect, test } from 'vitest'
import { loadKnowledge } from '../../src/knowledge/load.js'
import { unfilledOffice } from '../../src/knowledge/unfilled.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { fixtureKnowledge, staffedOffice } from '../support/knowledge.js'

test('the shipped office has no number at all, and all of it is listed', () => {
  const { office } = loadKnowledge(KNOWLEDGE_DIR)
  expect(unfilledOffice(office)).toEqual([
    'petugas (staff): waktu balas belum bisa dijanjikan',
    'jam kerja (hours)',
    'kontak kantor (contact): nomor atau email',
    'kontak BKD/BKPSDM (bkd): nomor atau email',
    'kontak Dinas Pendidikan (dinas): nomor atau email',
  ])
  const addresses = [office.contact, office.bkd, office.dinas]
  for (const { phone, whatsapp, telegram, email } of addresses) {
    expect([phone, whatsapp, telegram, email]).toEqual(['', '', '', ''])
  }
})

test('what is filled in is no longer listed', () => {
  const { office } = fixtureKnowledge(staffedOffice)
  const bkd = { ...office.bkd, email: 'bkd@contoh.example' }
  expect(unfilledOffice({ ...office, bkd })).toEqual([
    'kontak Dinas Pendidikan (dinas): nomor atau email',
  ])
})
