import { describe, expect, it, vi } from 'vitest'
import { cli, npm } from '../support/cli.js'
import { PROCESS_TEST_LIMIT_MS } from '../support/service-process.js'
import { tempDir } from '../support/store-fixtures.js'

vi.setConfig({ testTimeout: PROCESS_TEST_LIMIT_MS })

describe('npm run ask', () => {
  it('prints the answer for a person and nothing else', async () => {
    const { code, out, err } = await npm(['run', '--silent', 'ask', '--', 'apa itu unor'])
    expect(code).toBe(0)
    expect(out).toMatch(/unor/i)
    expect(out).not.toContain('> ')
    expect(err).toBe('')
  })

  it('answers one JSON line per line, in order, and ends with 1 after a bad one', async () => {
    const lines = [
      { text: 'xApiKey does not exists in whitelist' },
      'not JSON',
      { text: 'kapan batas perencanaan', role: 'guru', now: '2026-01-10T10:00:00+09:00' },
      { text: 'x', role: 'presiden' },
      { text: 'NIP saya 200002302024002001' },
      { text: '', image: 'no/such/picture.png' },
      { text: 'saya mau bicara dengan petugas' },
    ]
    const input = lines
      .map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
      .join('\n')
    const { code, out } = await cli(['ask', '--jsonl'], { input })
    expect(code).toBe(1)
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(answers).toHaveLength(lines.length)
    expect(Object.keys(answers[0] ?? {})).toEqual([
      'kind',
      'id',
      'confidence',
      'candidates',
      'reply',
      'ms',
    ])
    expect(answers[0]).toMatchObject({ kind: 'error', id: 'sync-06' })
    expect(answers[1]).toEqual({ error: expect.stringContaining('JSON') })
    expect(answers[2]).toMatchObject({ kind: 'deadline', id: 'deadline' })
    expect(answers[3]).toEqual({ error: expect.stringContaining('role') })
    expect(JSON.stringify(answers[4])).not.toContain('200002302024002001')
    expect(answers[5]).toEqual({ error: expect.stringContaining('no/such/picture.png') })
    expect(answers[6]).toMatchObject({ kind: 'human', id: 'human' })
  })
})

describe('the other commands', () => {
  it('check says that the shipped knowledge is good and what the office still has to fill in', async () => {
    const { code, out } = await cli(['check'])
    expect(out).toContain('Pengetahuan baik: 22 pesan error')
    expect(out).toContain('Belum diisi di knowledge/office.yaml')
    expect(code).toBe(0)
  })

  it('replay tells the named dialogue to the bot', async () => {
    const result = await cli(['replay', 'conversations/dialogues/faq-akun-terkunci.yaml'])
    expect(result).toEqual({ code: 0, out: '1 dialog, 0 tidak cocok.\n', err: '' })
  })

  it('chat is the same conversation in a terminal, with numbers for the choices', async () => {
    const { code, out } = await cli(['chat'], { input: 'apa itu unor\nkeluar\n' })
    expect(code).toBe(0)
    expect(out).toContain('Selamat datang')
    expect(out).toContain('1. ')
    expect(out).toMatch(/unor/i)
  })

  it.each([[[]], [['entah']], [['ask', '--entah']], [['check', '--entah']], [['staff', 'entah']]])(
    '%j is wrong usage: it ends with 2 and says how to use it',
    async (args) => {
      const { code, out, err } = await cli(args)
      expect(code).toBe(2)
      expect(out).toBe('')
      expect(err).toContain('Pemakaian:')
    },
  )

  it('names every fault of the environment and ends with 1', async () => {
    const settings = { TZ_OFFICE: 'Papua', LOG_LEVEL: 'keras' }
    const { code, err } = await cli(['ask', 'halo'], { settings })
    expect(code).toBe(1)
    expect(err).toContain('TZ_OFFICE')
    expect(err).toContain('LOG_LEVEL')
    expect(err).not.toContain('    at ')
  })

  it('staff says to start the service first where there is no data yet', async () => {
    const { code, err } = await cli(['staff', 'cases'], { settings: { DATA_DIR: tempDir() } })
    expect(code).toBe(1)
    expect(err).toContain('npm start')
    expect(err).not.toContain('    at ')
  })
})
