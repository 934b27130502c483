import { describe, expect, test } from 'vitest'
import { contactAnswer } from '../../../src/engine/answers/contact-answer.js'
import { replyText } from '../../../src/engine/reply-text.js'
import type { Knowledge } from '../../../src/knowledge/knowledge.js'
import type { Contact, OfficeAddress } from '../../../src/knowledge/schema.js'
import { fixtureKnowledge, OFFICE_ZONE } from '../../support/knowledge.js'

const knowledge = fixtureKnowledge()
const admin = knowledge.contacts.get('contact-admin-instansi') as Contact
const bkn = knowledge.contacts.get('contact-helpdesk-bkn') as Contact

function withBkd(change: Partial<OfficeAddress>): Knowledge {
  const { office } = knowledge
  return { ...knowledge, office: { ...office, bkd: { ...office.bkd, ...change } } }
}

function answer(contact: Contact, known: Knowledge = knowledge): string {
  return replyText(contactAnswer(contact, { knowledge: known, timeZone: OFFICE_ZONE, now: 0 }))
}

describe('how to reach somebody', () => {
  test('without a number says that it is not filled in and how to find out', () => {
    const text = answer(admin)
    expect(text).toContain('Nomornya belum diisi di bot ini')
    expect(text).toContain('Buka halaman profil, lihat INSTANSI.')
    expect(text).toContain('Alamat: https://kinerja.example/profil')
    expect(text).toContain('Siapkan: nama sekolah')
    expect(text).toContain('Sumber: Bahan latihan')
  })

  test.each([
    ['whatsapp', '08XX-1', 'WA 08XX-1'],
    ['telegram', '@contoh', 'Telegram @contoh'],
    ['phone', '0971-1', 'telepon 0971-1'],
    ['email', 'a@b.example', 'email a@b.example'],
    ['address', 'Jalan Satu', 'alamat Jalan Satu'],
  ] as const)('with its %s filled in gives it', (field, value, shown) => {
    const text = answer(admin, withBkd({ [field]: value }))
    expect(text).toContain(`BKD Contoh: ${shown}`)
    expect(text).not.toContain('belum diisi')
  })

  test('leaves a name that is not filled in away', () => {
    expect(answer(admin, withBkd({ name: '', phone: '0971-1' }))).toContain('\ntelepon 0971-1\n')
  })

  test('of somebody outside the office asks for no number of the office', () => {
    expect(answer(bkn)).not.toContain('belum diisi')
  })
})
