import { describe, expect, test } from 'vitest'
import type { AnswerContext } from '../../../src/engine/answers/context.js'
import { branchAnswer, errorAnswer, errorSteps } from '../../../src/engine/answers/error-answer.js'
import type { Reply } from '../../../src/engine/model.js'
import { replyText } from '../../../src/engine/reply-text.js'
import type { ErrorEntry } from '../../../src/knowledge/schema.js'
import { fixtureKnowledge, OFFICE_ZONE } from '../../support/knowledge.js'

const knowledge = fixtureKnowledge()
const context = (change: Partial<AnswerContext> = {}): AnswerContext => ({
  knowledge,
  timeZone: OFFICE_ZONE,
  now: Date.UTC(2026, 6, 1),
  ...change,
})
const entry = (id: string): ErrorEntry => {
  const found = knowledge.errors.get(id)
  if (found === undefined) throw new Error(`no ${id} in the fixture`)
  return found
}
const actions = (reply: Reply | undefined) => reply?.choices?.map(({ action }) => action)
const ERA_LINE = 'Panduan ini dari 2024; nama menu bisa berbeda di Ruang GTK.'

describe('the first answer to an error', () => {
  test('says which it is, what it means, the next step, who acts and how to reach them', () => {
    expect(replyText(errorAnswer(entry('sync-01'), context()))).toBe(
      [
        'Error #1: Tombol sinkro tidak muncul',
        'NIP belum sama di dua aplikasi.',
        '',
        'Langkah berikutnya: Minta operator mencocokkan NIP.',
        'Yang bertindak: Operator Sekolah',
        'Cara menghubungi: Tanyakan di sekolah Bapak/Ibu.',
        ERA_LINE,
        '',
        '1. Langkah lengkap',
        '2. Bukan ini',
        '3. Tanya petugas',
      ].join('\n'),
    )
  })

  test('has its warning in the first line and its name in the second', () => {
    const [first, second] = replyText(errorAnswer(entry('sync-12'), context())).split('\n')
    expect(first).toBe('⚠️ Jangan klik "Tetap Lakukan Sinkro" dulu.')
    expect(second).toBe('Error #12: SKP memiliki Unor yang berbeda')
  })

  test('gives the office’s own number where it is filled in', () => {
    const bkd = { ...knowledge.office.bkd, whatsapp: '08XX-2222', email: 'bkd@contoh.example' }
    const filled = { ...knowledge, office: { ...knowledge.office, bkd } }
    const admin = { ...entry('sync-01'), actor: 'admin-instansi' as const }
    const text = replyText(errorAnswer(admin, context({ knowledge: filled })))
    expect(text).toContain('Cara menghubungi: WA 08XX-2222, email bkd@contoh.example')
    expect(text).not.toContain('Buka halaman profil')
  })

  test('names at most two ways, the quickest first: all of them are in the contact itself', () => {
    const bkd = {
      ...knowledge.office.bkd,
      address: 'Jalan Satu',
      email: 'bkd@contoh.example',
      phone: '0971-1',
      whatsapp: '08XX-2222',
    }
    const filled = { ...knowledge, office: { ...knowledge.office, bkd } }
    const admin = { ...entry('sync-01'), actor: 'admin-instansi' as const }
    expect(errorAnswer(admin, context({ knowledge: filled })).text).toContain(
      'Cara menghubungi: WA 08XX-2222, telepon 0971-1\n',
    )
  })

  test('tells how to find the actor while no number is filled in', () => {
    const admin = { ...entry('sync-01'), actor: 'admin-instansi' as const }
    expect(replyText(errorAnswer(admin, context()))).toContain(
      'Cara menghubungi: Buka halaman profil, lihat INSTANSI. https://kinerja.example/profil',
    )
  })

  test('tells the user themself no way to reach the user', () => {
    expect(replyText(errorAnswer(entry('sync-12'), context()))).not.toContain('Cara menghubungi')
  })
})

describe('the era line of an error', () => {
  test.each([
    [2024, false],
    [2025, true],
    [2026, true],
    [2031, true],
  ])('in %i is shown: %s', (year, shown) => {
    const text = replyText(errorAnswer(entry('sync-01'), context({ now: Date.UTC(year, 6, 1) })))
    expect(text.includes(ERA_LINE)).toBe(shown)
  })

  test('goes by the year that the question names, not by today', () => {
    const text = replyText(errorAnswer(entry('sync-01'), context({ year: 2024 })))
    expect(text).not.toContain(ERA_LINE)
  })

  test('is never shown for an error that holds in all eras', () => {
    for (const year of [2024, 2025, 2026]) {
      const text = replyText(errorAnswer(entry('sync-06'), context({ now: Date.UTC(year, 6, 1) })))
      expect(text).not.toContain('Panduan ini dari')
    }
  })

  test('turns with the year on the office’s wall clock', () => {
    const newYear = Date.parse('2025-01-01T00:00:00+09:00')
    const at = (now: number) => replyText(errorAnswer(entry('sync-01'), context({ now })))
    expect(at(newYear - 1)).not.toContain(ERA_LINE)
    expect(at(newYear)).toContain(ERA_LINE)
  })

  test('stands below the full steps and below a branch too', () => {
    expect(errorSteps(entry('sync-01'), context()).text).toContain(ERA_LINE)
    expect(branchAnswer(entry('sync-12'), 'benar', context())?.text).toContain(ERA_LINE)
  })
})

describe('an error whose next step depends on the role', () => {
  test('asks for the role, with exactly the roles that differ', () => {
    const reply = errorAnswer(entry('sync-15'), context())
    expect(reply.text).toContain('Tunggu kepala sekolah sinkro lebih dulu.')
    expect(reply.text).toContain('Bapak/Ibu sebagai apa?')
    expect(actions(reply)).toEqual([
      'role:guru:sync-15',
      'role:kepala-sekolah:sync-15',
      'full:sync-15',
      'not:sync-15',
      'human',
    ])
  })

  test('gives the step of a known role and asks nothing', () => {
    const reply = errorAnswer(entry('sync-15'), context({ role: 'kepala-sekolah' }))
    expect(reply.text).toContain('Lakukan sinkro sendiri lebih dulu.')
    expect(reply.text).not.toContain('sebagai apa')
  })

  test('gives a role without a step of its own the general one', () => {
    expect(errorAnswer(entry('sync-15'), context({ role: 'admin-instansi' })).text).toContain(
      'Tunggu kepala sekolah sinkro lebih dulu.',
    )
  })
})

describe('"langkah lengkap" of an error', () => {
  test('has all steps in order with their actors, the waiting time, the contact and the source', () => {
    expect(errorSteps(entry('sync-01'), context())).toMatchObject({
      heading: 'Langkah lengkap Error #1: Tombol sinkro tidak muncul',
      text: [
        '1. [Bapak/Ibu] Catat NIP dari SIASN.',
        '2. [Operator Sekolah] Perbarui NIP di Verval PTK.',
        '',
        'Waktu tunggu: beberapa hari',
        'Cara menghubungi: Tanyakan di sekolah Bapak/Ibu.',
        'Sumber: Bahan latihan (slide 50)',
        ERA_LINE,
      ].join('\n'),
    })
  })

  test('says so where the guide names no waiting time', () => {
    expect(errorSteps(entry('sync-06'), context()).text).toContain(
      'Waktu tunggu: tidak disebut dalam panduan',
    )
  })

  test('keeps the warning in the first line and asks for the branch again', () => {
    const reply = errorSteps(entry('sync-12'), context())
    expect(reply.heading).toBe('⚠️ Jangan klik "Tetap Lakukan Sinkro" dulu.')
    expect(reply.text).toContain('salah atau benar?')
    expect(reply.text).not.toContain('Klik "Tetap Lakukan Sinkro"')
  })
})

describe('a branch', () => {
  test('has its steps, who acts, how to reach them and the source', () => {
    const text = branchAnswer(entry('sync-12'), 'benar', context())?.text
    expect(text).toContain('1. [Admin Instansi] Pindahkan pegawai ke unor yang sesuai.')
    expect(text).toContain('Yang bertindak: Admin Instansi')
    expect(text).toContain('Cara menghubungi: Buka halaman profil')
    expect(text).toContain('Sumber: Bahan latihan (slide 59)')
  })

  test('that the entry does not have is no answer', () => {
    expect(branchAnswer(entry('sync-12'), 'lain', context())).toBeUndefined()
    expect(branchAnswer(entry('sync-01'), 'salah', context())).toBeUndefined()
  })
})
