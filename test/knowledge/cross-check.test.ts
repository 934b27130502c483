import { describe, expect, test } from 'vitest'
import { KnowledgeError } from '../../src/knowledge/faults.js'
import { loadKnowledge } from '../../src/knowledge/load.js'
import { fixtureCopy } from '../support/knowledge.js'

function faultsAfter(file: string, from: string, to: string): string[] {
  const copy = fixtureCopy()
  copy.edit(file, (text) => text.replace(from, to))
  return faultsOf(copy.directory)
}

function faultsOf(directory: string): string[] {
  try {
    loadKnowledge(directory)
  } catch (error) {
    expect(error).toBeInstanceOf(KnowledgeError)
    return (error as KnowledgeError).message.split('\n')
  }
  return []
}

describe('names that point nowhere', () => {
  test.each([
    [
      'a source of an error',
      ['sync-errors/sync-06.yaml', 'id: bahan-latihan', 'id: entah'],
      'sync-errors/sync-06.yaml:21: sumber "entah" tidak ada → tambahkan di sources.yaml atau betulkan namanya',
    ],
    [
      'a source of an answer',
      ['faq/faq-tpp.yaml', 'id: bahan-latihan', 'id: entah'],
      'faq/faq-tpp.yaml:9: sumber "entah" tidak ada',
    ],
    [
      'a source of a contact',
      ['contacts.yaml', 'source: { id: bahan-latihan }', 'source: { id: entah }'],
      'contacts.yaml:19: sumber "entah" tidak ada',
    ],
    [
      'a source of a term',
      ['glossary.yaml', 'id: bahan-latihan, detail', 'id: entah, detail'],
      'glossary.yaml:5: sumber "entah" tidak ada',
    ],
    [
      'a source of a stage',
      ['calendar/2026.yaml', 'source: { id: aturan-2026 }', 'source: { id: entah }'],
      'calendar/2026.yaml:11: sumber "entah" tidak ada',
    ],
    [
      'a related entry',
      ['sync-errors/sync-01.yaml', 'related: [sync-06]', 'related: [sync-66]'],
      'sync-errors/sync-01.yaml:22: entri "sync-66" tidak ada → betulkan id-nya atau hapus',
    ],
    [
      'a link of an answer',
      ['faq/faq-siklus.yaml', '[profil, tanpa-alamat]', '[profil, entah]'],
      'faq/faq-siklus.yaml:10: tautan "entah" tidak ada → lihat links.yaml',
    ],
    [
      'the entry of a link',
      ['links.yaml', 'entry: faq-admin', 'entry: faq-entah'],
      'links.yaml:5: entri "faq-entah" tidak ada',
    ],
    [
      'an actor nobody can reach',
      ['sync-errors/sync-01.yaml', 'actor: operator-sekolah\n', 'actor: pusat-bantuan\n'],
      'sync-errors/sync-01.yaml:15: pelaku "pusat-bantuan" tidak punya kontak → tambahkan di contacts.yaml',
    ],
    [
      'an actor of a step',
      ['sync-errors/sync-06.yaml', 'actor: helpdesk-bkn, text', 'actor: pusat-bantuan, text'],
      'sync-errors/sync-06.yaml:19: pelaku "pusat-bantuan" tidak punya kontak',
    ],
    [
      'an actor of a step of a branch',
      ['sync-errors/sync-12.yaml', 'actor: admin-instansi, text', 'actor: pusat-bantuan, text'],
      'sync-errors/sync-12.yaml:33: pelaku "pusat-bantuan" tidak punya kontak',
    ],
    [
      'an actor of a step of a flow',
      ['flows/flow-sinkro.yaml', 'actor: pegawai, text: Buka', 'actor: pusat-bantuan, text: Buka'],
      'flows/flow-sinkro.yaml:9: pelaku "pusat-bantuan" tidak punya kontak',
    ],
  ])('%s', (_what, [file, from, to], expected) => {
    const faults = faultsAfter(file as string, from as string, to as string)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(expected)
  })

  test('the user and the user’s own head need no contact', () => {
    expect(faultsAfter('faq/faq-admin.yaml', 'actor: admin-instansi', 'actor: atasan')).toEqual([])
  })
})

describe('names that are there twice', () => {
  test.each([
    [
      'a source',
      ['sources.yaml', 'id: aturan-2026', 'id: aturan-2025'],
      'sources.yaml:4: "aturan-2025"',
    ],
    ['a link', ['links.yaml', 'id: tanpa-alamat', 'id: profil'], 'links.yaml:7: "profil"'],
    [
      'a term, whatever its case',
      ['glossary.yaml', 'term: Verval PTK', 'term: unor'],
      'glossary.yaml:6: "unor"',
    ],
    [
      'an option of a branch',
      ['sync-errors/sync-12.yaml', 'id: benar', 'id: salah'],
      'sync-errors/sync-12.yaml:29: "salah"',
    ],
    [
      'a label of a branch',
      ['sync-errors/sync-12.yaml', 'label: Unor lama benar', 'label: Unor lama salah'],
      'sync-errors/sync-12.yaml:30: "Unor lama salah"',
    ],
    ['an era', ['calendar/2026.yaml', 'era: 2026', 'era: 2024'], 'calendar/2026.yaml:1: "2024"'],
    [
      'a contact',
      ['contacts.yaml', 'id: contact-dinas', 'id: contact-helpdesk-bkn'],
      'contacts.yaml:40: "contact-helpdesk-bkn"',
    ],
  ])('%s', (_what, [file, from, to], expected) => {
    const faults = faultsAfter(file as string, from as string, to as string)
    expect(faults[0]).toContain(`${expected} sudah ada → ganti namanya atau hapus salah satu`)
  })

  test('an id in two folders', () => {
    const copy = fixtureCopy()
    copy.edit('flows/flow-sinkro.yaml', (text) => text.replace('id: flow-sinkro', 'id: faq-tpp'))
    const faults = faultsOf(copy.directory)
    expect(faults).toContainEqual(
      'flows/flow-sinkro.yaml:1: id "faq-tpp" sudah dipakai di faq/faq-tpp.yaml → ganti id',
    )
  })

  test('a phrasing of two entries, whatever its case and spaces', () => {
    const faults = faultsAfter(
      'faq/faq-tpp.yaml',
      'phrasings: [tpp ditahan',
      'phrasings: ["UNGGAH  bukti"',
    )
    expect(faults).toEqual([
      'faq/faq-tpp.yaml:3: kalimat "UNGGAH  bukti" juga ada di faq/faq-lama.yaml → hapus dari salah satu, atau bedakan',
    ])
  })

  test('a phrasing of an entry and an intent', () => {
    const faults = faultsAfter('intents/thanks.yaml', 'makasih', 'whitelist apa')
    expect(faults).toEqual([
      'intents/thanks.yaml:2: kalimat "whitelist apa" juga ada di sync-errors/sync-06.yaml → hapus dari salah satu, atau bedakan',
    ])
  })
})

describe('an entry', () => {
  test('is named like its file', () => {
    expect(faultsAfter('faq/faq-tpp.yaml', 'id: faq-tpp', 'id: faq-tunjangan')).toContainEqual(
      'faq/faq-tpp.yaml:1: id "faq-tunjangan" tidak sama dengan nama berkas → ganti menjadi "faq-tpp"',
    )
  })

  test('without an official answer names who can answer', () => {
    expect(faultsAfter('faq/faq-tpp.yaml', '    actor: admin-instansi\n', '')).toEqual([
      'faq/faq-tpp.yaml:5: tidak ada jawaban resmi, tetapi yang bisa menjawab belum disebut → isi "actor"',
    ])
  })
})

test('an intent without a file is missed, for nobody could ask for a person any more', () => {
  const copy = fixtureCopy()
  copy.remove('intents/human.yaml')
  expect(faultsOf(copy.directory)).toEqual([
    'intents/human.yaml:1: berkas ini tidak ada, atau id-nya salah → kembalikan berkas ini',
  ])
})
