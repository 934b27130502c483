import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { KnowledgeError } from '../../src/knowledge/faults.js'
import { readDialogues, replayDialogue, unreachedIds } from '../../src/simulator/dialogue.js'
import { fixtureBrain } from '../support/knowledge.js'

const brain = fixtureBrain()

function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'tanya-dialogues-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

function replay(steps: string, head = 'title: Cerita') {
  const directory = directoryWith({ 'cerita.yaml': `${head}\nsteps:\n${steps}\n` })
  const [file] = readDialogues(directory)
  if (file === undefined) throw new Error('no dialogue was read')
  return replayDialogue(file, brain)
}

function faultsOf(text: string): string {
  try {
    readDialogues(directoryWith({ 'cerita.yaml': text }))
  } catch (error) {
    expect(error).toBeInstanceOf(KnowledgeError)
    return (error as KnowledgeError).message
  }
  return ''
}

describe('a story that holds', () => {
  test('uses every verb', () => {
    const { failures, reached } = replay(`
  - user: skp organisasi kosong
  - bot: { entry: sync-15, kind: error, contains: [sebagai apa, "1. Guru"], notContains: petugas akan }
  - press: 1
  - bot: { contains: Minta kepala sekolah sinkro }
  - press: Langkah lengkap
  - bot: { contains: "1. [Kepala Sekolah]" }
  - press: human
  - bot: { kind: human, contains: K-10001 }
  - staff: took
  - bot: { contains: Petugas sekarang membaca }
  - wait: 2h
  - staff: closed
  - bot: { contains: sudah selesai }
  - photo: ""
  - bot: { contains: belum bisa membacanya }
  - photo: whitelist apa
  - bot: { entry: sync-06 }
  - gambar: SKP yang ada memiliki Unor yang berbeda
  - bot: { entry: sync-12, contains: "Saya membaca: “SKP yang ada memiliki Unor yang berbeda”" }
  - gambar: { state: no-text }
  - bot: { kind: none }
  - burst: [halo, { text: xApiKey does not exists in whitelist, caption: kenapa }]
  - bot: { entry: sync-06, contains: Saya membaca }
  - user: makasih
  - bot: { exactly: "Sama-sama, Bapak/Ibu. Kalau ada yang lain, silakan tulis saja di sini.\\n\\n1. Menu\\n2. Tanya petugas" }`)
    expect(failures).toEqual([])
    expect([...reached].sort()).toEqual([
      'greeting',
      'human',
      'none',
      'sync-06',
      'sync-12',
      'sync-15',
    ])
  })

  test('starts at its own time, with its own role', () => {
    const steps = `
  - user: skp organisasi kosong
  - bot: { contains: Lakukan sinkro sendiri, notContains: Panduan ini dari }
  - wait: 365d
  - user: skp organisasi kosong
  - bot: { contains: Panduan ini dari 2024 }`
    const head = 'title: Cerita\nnow: "2024-05-01T10:00:00+09:00"\nrole: kepala-sekolah'
    expect(replay(steps, head).failures).toEqual([])
  })

  test('may begin with somebody new', () => {
    const steps = '  - user: halo\n  - bot: { contains: Selamat datang }'
    expect(replay(steps, 'title: Cerita\nwelcomed: false').failures).toEqual([])
  })
})

describe('what does not hold is told with file and line', () => {
  test.each([
    ['another entry', '  - bot: { entry: sync-01 }', ':4: dipahami sync-06, bukan sync-01'],
    ['another kind', '  - bot: { kind: faq }', ':4: jenis error, bukan faq'],
    [
      'a text that is not there',
      '  - bot: { contains: entah }',
      ':4: "entah" tidak ada dalam: Error #6',
    ],
    [
      'a text that must not be there',
      '  - bot: { notContains: BKN }',
      ':4: "BKN" tidak boleh ada dalam:',
    ],
    ['another reply', '  - bot: { exactly: entah }', ':4: jawaban berbeda: Error #6'],
    [
      'a choice that is not offered',
      '  - press: Entah\n  - bot: { kind: error }',
      ':4: pilihan "Entah" tidak ditawarkan (yang ada: Langkah lengkap, Bukan ini, Tanya petugas)',
    ],
    [
      'a number that is not offered',
      '  - press: 9\n  - bot: { kind: error }',
      ':4: pilihan "9" tidak ditawarkan',
    ],
  ])('%s', (_what, step, expected) => {
    const { failures } = replay(`  - user: whitelist apa\n${step}`)
    expect(failures).toHaveLength(1)
    expect(failures[0]).toContain(`dialogues/cerita.yaml${expected}`)
  })

  test('an expectation before anything was said', () => {
    expect(replay('  - bot: { kind: error }\n  - user: halo').failures).toEqual([
      'dialogues/cerita.yaml:3: bot belum diberi pesan',
    ])
  })

  test('everything that fails, not only the first', () => {
    const steps = '  - user: whitelist apa\n  - bot: { entry: sync-01, contains: [entah, juga] }'
    expect(replay(steps).failures).toHaveLength(3)
  })
})

describe('a file that is no story', () => {
  const head = 'title: Cerita\nsteps:\n'

  test.each([
    [
      'an unknown verb',
      `${head}  - uesr: halo\n  - bot: { kind: error }`,
      ':3: "steps.0" salah bentuk → bandingkan dengan contoh',
    ],
    [
      'a misspelt expectation',
      `${head}  - user: halo\n  - bot: { contain: halo }`,
      ':4: kunci tidak dikenal: contain',
    ],
    [
      'a number said by the user',
      `${head}  - user: 6\n  - bot: { kind: clarify }`,
      ':3: "steps.0.user" harus berupa teks',
    ],
    [
      'a picture in an unknown state',
      `${head}  - gambar: { state: kabur }\n  - bot: { kind: error }`,
      ':3: "steps.0.gambar.state" bukan nilai yang dikenal → pakai salah satu: read, no-text,',
    ],
    [
      'a burst of one message',
      `${head}  - burst: [halo]\n  - bot: { kind: error }`,
      ':3: "steps.0.burst" kurang (paling sedikit 2)',
    ],
    [
      'an empty expectation',
      `${head}  - user: halo\n  - bot: {}`,
      ':4: "steps.1.bot": isi apa yang diharapkan',
    ],
    [
      'no expectation at all',
      `${head}  - user: halo\n  - user: halo`,
      ':2: "steps": tidak ada langkah "bot"',
    ],
    [
      'a wait that is no time',
      `${head}  - wait: besok\n  - bot: { kind: error }`,
      ':3: "steps.0.wait": lama menunggu',
    ],
    [
      'a time without a zone',
      `title: x\nnow: "2026-11-24"\nsteps:\n  - user: a\n  - bot: { kind: error }`,
      ':2: "now" salah bentuk',
    ],
    ['one step alone', `${head}  - bot: { kind: error }`, ':2: "steps" kurang (paling sedikit 2)'],
  ])('has %s', (_what, text, expected) => {
    expect(faultsOf(text)).toContain(`dialogues/cerita.yaml${expected}`)
  })
})

test('entries that no story reaches are named', () => {
  const { reached } = replay('  - user: whitelist apa\n  - bot: { entry: sync-06 }')
  const unreached = unreachedIds(brain.knowledge, reached)
  expect(unreached).toContain('sync-01')
  expect(unreached).toContain('faq-tpp')
  expect(unreached).not.toContain('sync-06')
})
