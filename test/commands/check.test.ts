import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type CheckOptions, checkKnowledge } from '../../src/commands/check.js'
import { DIALOGUES_DIR, KNOWLEDGE_DIR } from '../../src/paths.js'
import { FIXTURE_DIR, fixtureCopy } from '../support/knowledge.js'

const STORY = 'title: Cerita\nsteps:\n  - user: halo\n  - bot: { kind: greeting }\n'

function dialogues(files: Readonly<Record<string, string>> = { 'cerita.yaml': STORY }): string {
  const directory = mkdtempSync(join(tmpdir(), 'tanya-check-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

async function check(options: Partial<CheckOptions> = {}) {
  const out = new PassThrough()
  const code = await checkKnowledge(
    {
      knowledgeDir: FIXTURE_DIR,
      dialoguesDir: options.dialoguesDir ?? dialogues(),
      links: false,
      ...options,
    },
    out,
  )
  out.end()
  return { code, said: await readAll(out) }
}

describe('check', () => {
  test('of good knowledge counts it and lists what is not filled in', async () => {
    expect(await check()).toEqual({
      code: 0,
      said: [
        'Pengetahuan baik: 4 pesan error, 7 topik dan panduan, 4 kontak, 2 istilah, 1 dialog.',
        'Belum diisi di knowledge/office.yaml:',
        '- petugas (staff): waktu balas belum bisa dijanjikan',
        '- jam kerja (hours)',
        '- kontak kantor (contact): nomor atau email',
        '- kontak BKD/BKPSDM (bkd): nomor atau email',
        '- kontak Dinas Pendidikan (dinas): nomor atau email',
        '',
      ].join('\n'),
    })
  })

  test('finds nothing wrong in what is shipped', async () => {
    const { code, said } = await check({ knowledgeDir: KNOWLEDGE_DIR, dialoguesDir: DIALOGUES_DIR })
    expect(said).toMatch(/^Pengetahuan baik: 22 pesan error, /)
    expect(code).toBe(0)
  })

  test('tells every fault with file, line and mend, counts them, and exits with 1', async () => {
    const copy = fixtureCopy()
    copy.edit('faq/faq-tpp.yaml', (text) => text.replace('text: Syarat', 'teks: Syarat'))
    const broken = STORY.replace('user: halo', 'uesr: halo')
    const { code, said } = await check({
      knowledgeDir: copy.directory,
      dialoguesDir: dialogues({ 'cerita.yaml': broken }),
    })
    expect(code).toBe(1)
    expect(said.split('\n')).toEqual([
      'faq/faq-tpp.yaml:5: "answers.0.text" belum diisi → tambahkan isian ini',
      'faq/faq-tpp.yaml:7: kunci tidak dikenal: teks → periksa ejaan kunci, atau hapus baris itu',
      'dialogues/cerita.yaml:3: "steps.0" salah bentuk → bandingkan dengan contoh di docs/knowledge-editing.md',
      '',
      '3 kesalahan ditemukan.',
      '',
    ])
  })
})

describe('a first answer longer than 700 characters', () => {
  const long = 'kata '.repeat(160).trim()

  test.each([
    [
      'of an error',
      ['sync-errors/sync-06.yaml', 'meaning: Sambungan', `meaning: ${long} Sambungan`],
      /^sync-errors\/sync-06\.yaml:14: jawaban pertama sync-06 \d+ karakter/,
    ],
    [
      'of a topic',
      ['faq/faq-tpp.yaml', 'text: Syarat', `text: ${long} Syarat`],
      /^faq\/faq-tpp\.yaml:4: jawaban pertama faq-tpp \d+ karakter/,
    ],
    [
      'of a topic in one year alone',
      ['faq/faq-siklus.yaml', 'text: Dua siklus', `text: ${long} Dua siklus`],
      /^faq\/faq-siklus\.yaml:4: jawaban pertama faq-siklus \d+ karakter \(tahun 2024, /,
    ],
    [
      'of a flow for one role alone',
      ['flows/flow-sinkro.yaml', 'text: Kepala sekolah', `text: ${long} Kepala sekolah`],
      /^flows\/flow-sinkro\.yaml:4: jawaban pertama flow-sinkro \d+ karakter \(tahun 2024, peran kepala-sekolah\)/,
    ],
    [
      'of a branch that a cue may choose',
      ['sync-errors/sync-12.yaml', 'answer: Sinkro boleh', `answer: ${long} Sinkro boleh`],
      /^sync-errors\/sync-12\.yaml:14: jawaban pertama sync-12 \d+ karakter/,
    ],
    [
      'of a contact',
      ['contacts.yaml', 'howToFind: Datang', `howToFind: ${long} Datang`],
      /^contacts\.yaml:40: jawaban pertama contact-dinas \d+ karakter/,
    ],
    [
      'about the deadlines',
      ['calendar/2024.yaml', 'summary: Dua', `summary: ${long} Dua`],
      /^calendar\/2024\.yaml:3: jawaban pertama deadline \d+ karakter \(tahun 2024, /,
    ],
    [
      'at first contact',
      ['office.yaml', 'name: Dinas Contoh', `name: ${long} Dinas Contoh`],
      /^office\.yaml:2: jawaban pertama welcome \d+ karakter/,
    ],
  ] as const)('%s is refused', async (_what, [file, from, to], expected) => {
    const copy = fixtureCopy()
    copy.edit(file, (text) => text.replace(from, to))
    const { code, said } = await check({ knowledgeDir: copy.directory })
    expect(code).toBe(1)
    const lines = said.split('\n').filter((line) => line.includes('karakter ('))
    expect(lines.some((line) => expected.test(line))).toBe(true)
    for (const line of lines) expect(line).toContain('→ ringkas sampai paling banyak 700 karakter')
  })

  test('is measured with its choices: 700 are good, 701 are not', async () => {
    const copy = fixtureCopy()
    const lengthen = (by: number) =>
      copy.edit('faq/faq-admin.yaml', (text) =>
        text.replace(/text: .+/, `text: Pengelola e-Kinerja di BKD.${'x'.repeat(by)}`),
      )
    lengthen(1_000)
    const { said } = await check({ knowledgeDir: copy.directory })
    const length = Number(/faq-admin (\d+) karakter/.exec(said)?.[1])
    const fitting = 1_000 - (length - 700)
    lengthen(fitting)
    expect((await check({ knowledgeDir: copy.directory })).code).toBe(0)
    lengthen(fitting + 1)
    expect((await check({ knowledgeDir: copy.directory })).said).toContain('faq-admin 701 karakter')
  })
})

describe('check --links', () => {
  test('tries every link and names the ones that do not open', async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/ada' ? 200 : 404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const link = (id: string, url: string) =>
      `  - { id: ${id}, title: ${id}, url: "${url}", source: { id: bahan-latihan } }\n`
    const copy = fixtureCopy()
    copy.edit('links.yaml', (text) =>
      [
        text.replace('http://127.0.0.1:9/profil', `${base}/ada`),
        link('hilang', `${base}/hilang`),
        // Nothing listens on port 1.
        link('mati', 'http://127.0.0.1:1/'),
      ].join(''),
    )
    const { code, said } = await check({ knowledgeDir: copy.directory, links: true })
    expect(code).toBe(1)
    expect(said.split('\n').slice(0, 2)).toEqual([
      `links.yaml:10: ${base}/hilang tidak dapat dibuka (status 404) → buka di peramban; betulkan alamatnya atau hapus url`,
      expect.stringMatching(
        /^links\.yaml:11: http:\/\/127\.0\.0\.1:1\/ tidak dapat dibuka \(.+\) → /,
      ),
    ])
  })

  test('opens nothing when it is not asked to', async () => {
    expect((await check({ links: false })).code).toBe(0)
  })
})
