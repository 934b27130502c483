import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KnowledgeError } from '../../src/knowledge/faults.js'
import { loadKnowledge } from '../../src/knowledge/load.js'
import { INTENTS } from '../../src/knowledge/schema.js'
import { FIXTURE_DIR, fixtureCopy } from '../support/knowledge.js'

const ERROR = 'sync-errors/sync-06.yaml'
const TOPIC = 'faq/faq-tpp.yaml'

/** What loading the fixture says after one edit of one file. */
function faultsAfter(file: string, from: string, to: string): string {
  const copy = fixtureCopy()
  copy.edit(file, (text) => text.replace(from, to))
  return faultsOf(copy.directory)
}

function faultsOf(directory: string): string {
  try {
    loadKnowledge(directory)
  } catch (error) {
    expect(error).toBeInstanceOf(KnowledgeError)
    return (error as KnowledgeError).message
  }
  return ''
}

describe('a directory of knowledge', () => {
  test('is loaded whole', () => {
    const knowledge = loadKnowledge(FIXTURE_DIR)
    expect([...knowledge.errors.keys()]).toEqual(['sync-01', 'sync-06', 'sync-12', 'sync-15'])
    expect(knowledge.topics.get('flow-sinkro')?.answers).toHaveLength(2)
    expect(knowledge.contacts.get('contact-dinas')?.name).toBe('Dinas Pendidikan')
    expect(knowledge.actorNames['operator-sekolah']).toBe('Operator Sekolah')
    expect(knowledge.sources.get('aturan-2026')?.title).toBe('Aturan 2026')
    expect([...knowledge.calendars.keys()]).toEqual([2024, 2026])
    expect([...knowledge.intents.keys()].sort()).toEqual([...INTENTS].sort())
    expect(knowledge.lexicon.replace.gmn).toBe('bagaimana')
    expect(knowledge.office.name).toBe('Dinas Contoh')
  })

  test('merges its lexicons', () => {
    const copy = fixtureCopy()
    const more = join(copy.directory, 'lexicon', 'lain.yaml')
    writeFileSync(more, 'replace: { sy: saya }\nstopwords: [pak]\n')
    const { lexicon } = loadKnowledge(copy.directory)
    expect(lexicon.replace).toEqual({ gmn: 'bagaimana', tdk: 'tidak', sy: 'saya' })
    expect(lexicon.stopwords).toEqual(['yang', 'di', 'pak'])
    expect(lexicon.synonyms).toEqual([['tombol', 'tuts']])
  })

  test('written by Notepad, with a byte order mark and Windows line ends, is read', () => {
    const copy = fixtureCopy()
    copy.edit(ERROR, (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`)
    expect(loadKnowledge(copy.directory).errors.get('sync-06')?.number).toBe(6)
  })
})

describe('a fault is told with file, line and mend', () => {
  test.each([
    [
      'an unknown key',
      ['prasings:', 'phrasings:'],
      [
        `${ERROR}:1: "phrasings" belum diisi → tambahkan isian ini`,
        `${ERROR}:5: kunci tidak dikenal: prasings → periksa ejaan kunci, atau hapus baris itu`,
      ],
    ],
    [
      'an empty value',
      ['meaning:', 'meaning: Sambungan ditolak di sisi BKN.'],
      [`${ERROR}:14: "meaning" belum diisi → tambahkan isian ini`],
    ],
    [
      'a word where a number belongs',
      ['number: enam', 'number: 6'],
      [`${ERROR}:2: "number" harus berupa angka`],
    ],
    [
      'a number out of range',
      ['number: 60', 'number: 6'],
      [`${ERROR}:2: "number" terlalu besar → isi paling besar 20`],
    ],
    [
      'too few phrasings',
      ['', '  - error whitelist\n'],
      [`${ERROR}:5: "phrasings" kurang (paling sedikit 8) → lengkapi isinya`],
    ],
    [
      'an unknown actor',
      ['actor: bkd', 'actor: helpdesk-bkn'],
      [`${ERROR}:16: "actor" bukan nilai yang dikenal → pakai salah satu: pegawai, atasan`],
    ],
    [
      'an unknown era',
      ['eras: [2023]', 'eras: [2024, 2025, 2026]'],
      [`${ERROR}:20: "eras.0" bukan nilai yang dikenal → pakai salah satu: 2024, 2025, 2026`],
    ],
    [
      'a duration in words',
      ['followUpAfter: 3 hari\nowner:', 'owner:'],
      [`${ERROR}:22: "followUpAfter" salah bentuk: durasi ISO 8601, mis. P3D`],
    ],
    [
      'a day that does not exist',
      ['lastChecked: "2026-02-30"', 'lastChecked: "2026-11-01"'],
      [`${ERROR}:23: "lastChecked" salah bentuk: tanggal YYYY-MM-DD`],
    ],
    [
      'a title that is too long',
      [`title: ${'x'.repeat(111)}`, 'title: xApiKey does not exists in whitelist'],
      [`${ERROR}:3: "title" terlalu panjang (paling banyak 110) → ringkas isinya`],
    ],
    [
      'a colon in plain text',
      ['meaning: Sambungan: putus', 'meaning: Sambungan ditolak di sisi BKN.'],
      [`${ERROR}:14: YAML tidak terbaca: ada ": " di tengah teks`],
    ],
    [
      'a tab',
      ['\t- error whitelist', '  - error whitelist'],
      [`${ERROR}:13: YAML tidak terbaca: ada tab di awal baris → ganti tab dengan spasi`],
    ],
    [
      'a key written twice',
      ['number: 6\nnumber: 7', 'number: 6'],
      [`${ERROR}:3: kunci ini ditulis dua kali → gabungkan isinya atau hapus salah satu`],
    ],
    [
      'text that begins with a star',
      ['meaning: *penting', 'meaning: Sambungan ditolak di sisi BKN.'],
      [`${ERROR}:1: YAML tidak terbaca: ada teks yang diawali tanda *`],
    ],
    [
      'text that begins with an at sign',
      ['meaning: @bkn', 'meaning: Sambungan ditolak di sisi BKN.'],
      [`${ERROR}:14: YAML tidak terbaca: teks diawali tanda yang tidak boleh`],
    ],
    [
      'a bracket that is never closed',
      ['eras: [2024', 'eras: [2024, 2025, 2026]'],
      [`${ERROR}:21: YAML tidak terbaca: `],
    ],
  ])('%s', (_what, [to, from], expected) => {
    const lines = faultsAfter(ERROR, from as string, to as string).split('\n')
    expect(lines).toHaveLength(expected.length)
    for (const [index, line] of expected.entries()) expect(lines[index]).toContain(line)
  })

  test.each(['id: tpp', 'id: faq-TPP', 'id: sync-tpp'])('an id like "%s" of a topic', (id) => {
    expect(faultsAfter(TOPIC, 'id: faq-tpp', id)).toContain(
      `${TOPIC}:1: "id" salah bentuk: id harus berawalan "faq-" atau "flow-"`,
    )
  })

  test('an id too long for a button', () => {
    expect(faultsAfter(TOPIC, 'id: faq-tpp', `id: faq-${'x'.repeat(40)}`)).toContain(
      '"id" terlalu panjang (paling banyak 40)',
    )
    expect(faultsAfter(ERROR, 'id: sync-06', `id: sync-${'x'.repeat(30)}`)).toContain(
      '"id" terlalu panjang (paling banyak 30)',
    )
  })

  test('an empty file', () => {
    const copy = fixtureCopy()
    copy.edit(ERROR, () => '')
    expect(faultsOf(copy.directory)).toBe(
      `${ERROR}:1: berkas ini belum diisi → tambahkan isian ini`,
    )
  })

  test('a file that is missing', () => {
    const copy = fixtureCopy()
    copy.remove('links.yaml')
    expect(faultsOf(copy.directory)).toBe('links.yaml:1: berkas tidak ada → kembalikan berkas ini')
  })

  test.each(['faq-baru.yml', 'faq-baru.yaml.txt', 'faq-baru.YAML'])(
    'a file named %s, which would not be read',
    (name) => {
      const copy = fixtureCopy()
      writeFileSync(join(copy.directory, 'faq', name), 'id: faq-baru\n')
      expect(faultsOf(copy.directory)).toBe(
        `faq/${name}:1: nama berkas tidak berakhiran .yaml, jadi isinya tidak dibaca → ganti akhirannya menjadi .yaml`,
      )
    },
  )

  test('all at once, whatever the file', () => {
    const copy = fixtureCopy()
    copy.edit(ERROR, (text) => text.replace('number: 6', 'number: 0'))
    copy.edit(TOPIC, (text) => text.replace('text: Syaratnya', 'teks: Syaratnya'))
    copy.edit('office.yaml', (text) => text.replace('name: Dinas Contoh\n', ''))
    expect(faultsOf(copy.directory).split('\n')).toEqual([
      `${ERROR}:2: "number" terlalu kecil → isi paling kecil 1`,
      expect.stringContaining(`${TOPIC}:`),
      expect.stringContaining(`${TOPIC}:7: kunci tidak dikenal: teks`),
      expect.stringContaining('office.yaml:1: "name" belum diisi'),
    ])
  })
})

describe('the office', () => {
  const OFFICE = 'office.yaml'

  test.each([
    ['timeZone: Asia/Jayapura', 'timeZone: Asia/Mappi', 'bukan nama zona waktu'],
    ['hours: []', 'hours: [{ days: [monday], open: "08:00", close: "15:00" }]', 'senin, selasa'],
    ['hours: []', 'hours: [{ days: [senin], open: "8", close: "15:00" }]', 'jam HH:MM'],
    [
      'hours: []',
      'hours: [{ days: [senin], open: "15:00", close: "08:00" }]',
      'jam tutup harus sesudah jam buka',
    ],
    ['holidays: []', 'holidays: [{ date: "2026-13-01", name: X }]', 'tanggal YYYY-MM-DD'],
  ])('%s → %s is refused', (from, to, expected) => {
    expect(faultsAfter(OFFICE, from, to)).toMatch(new RegExp(`^${OFFICE}:\\d+: .*${expected}`))
  })

  test('may be written without quotes around its hours', () => {
    const hours = 'hours: [{ days: [senin], open: 08:00, close: 15:30 }]'
    expect(faultsAfter(OFFICE, 'hours: []', hours)).toBe('')
  })
})

describe('the splitting questions', () => {
  const TRIAGE = 'triage.yaml'

  test('are loaded in their order', () => {
    const { triage } = loadKnowledge(FIXTURE_DIR)
    expect(triage.map(({ id }) => id)).toEqual(['layar', 'tulisan'])
  })

  test.each([
    [
      'an error that does not exist',
      ['[sync-01]', '[sync-01, sync-99]'],
      `${TRIAGE}:5: pesan error "sync-99" tidak ada → betulkan id-nya atau hapus`,
    ],
    [
      'an error that no option leads to',
      ['entries: [sync-01]', 'entries: [sync-06]'],
      `${TRIAGE}:1: pesan error "sync-01" tidak ada di pilihan mana pun → tambahkan ke "entries" sebuah pilihan`,
    ],
    [
      'two questions of one name',
      ['- id: tulisan', '- id: layar'],
      `${TRIAGE}:7: id "layar" sudah ada → ganti id`,
    ],
    [
      'two options of one label',
      ['label: Tentang SKP', 'label: Bahasa Inggris'],
      `${TRIAGE}:11: "Bahasa Inggris" sudah ada → ganti namanya`,
    ],
    [
      'an option that a button could not carry',
      ['id: skp', 'id: skp-lama'],
      `${TRIAGE}:11: "questions.1.options.1.id" salah bentuk: paling banyak 20 huruf kecil atau angka → tulis ulang isian ini`,
    ],
  ])('with %s are a fault', (_what, [from, to], expected) => {
    expect(faultsAfter(TRIAGE, from as string, to as string).split('\n')).toEqual([expected])
  })
})
