import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { listGapGroups } from '../../src/commands/gaps.js'
import { readConfig } from '../../src/config.js'
import type { GapReason } from '../../src/engine/model.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { chats, gaps, openStore, type Store, StoreOpenError } from '../../src/store/index.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'

const DAY_MS = 24 * 60 * 60 * 1000
let dataDir: string
let service: Store

beforeEach(async () => {
  dataDir = tempDir()
  service = await openTestStore({ dataDir })
})

async function record(text: string, at: number, reason: GapReason = 'declined'): Promise<void> {
  await service.write('test', async (tx) => {
    const address = `chat of ${text}`
    const { id } = await chats.ensureChat(
      tx,
      { channel: 'web', address, kind: 'private', contactId: null },
      at,
    )
    await gaps.recordGap(tx, { chatId: id, reason, text, candidates: ['faq-istilah'], at })
  })
}

async function run(...args: string[]) {
  const printed = { out: '', err: '' }
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        printed[name] += String(chunk)
        done()
      },
    })
  const config = readConfig({ DATA_DIR: dataDir })
  const terminal = { out: into('out'), err: into('err') }
  return { code: await listGapGroups(args, config, KNOWLEDGE_DIR, terminal), ...printed }
}

describe('npm run gaps', () => {
  it('groups what a running service has stored, most frequent first', async () => {
    await record('apa itu simpeg', Date.now())
    await record('rumah dinas bocor', Date.now(), 'rejected')
    await record('APA ITU SIMPEG?', Date.now(), 'clarified')
    const { code, out } = await run()
    expect(code).toBe(0)
    expect(out).toMatch(/^1\. 2× dari 2 obrolan \(1 ditolak, 1 ditanya balik\)/)
    expect(out).toMatch(/2\. 1× dari 1 obrolan \(1 "bukan"\)/)
    expect(out).toContain('terdekat: faq-istilah')
  })

  it('gives JSON, and a CSV that only its owner may read', async () => {
    await record('=HYPERLINK("jahat")', Date.now())
    const file = join(tempDir(), 'gaps.csv')
    const { code, out, err } = await run('--json', '--csv', file)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ count: 1, declined: 1, nearest: ['faq-istilah'] }])
    expect(err).toContain(file)
    expect(readFileSync(file, 'utf8')).toContain(`"'=HYPERLINK(""jahat"")"`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('leaves out what is older or rarer than asked', async () => {
    await record('pertanyaan lama sekali', Date.now() - 40 * DAY_MS)
    await record('apa itu simpeg', Date.now())
    await record('apa itu simpeg ?', Date.now())
    await record('rumah dinas bocor', Date.now())
    const texts = async (...args: string[]) =>
      (JSON.parse((await run('--json', ...args)).out) as { examples: string[] }[]).flatMap(
        ({ examples }) => examples,
      )
    expect(await texts()).toHaveLength(3)
    expect(await texts('--since', '30d')).not.toContain('pertanyaan lama sekali')
    expect(await texts('--since', '2000-01-01')).toContain('pertanyaan lama sekali')
    expect(await texts('--min-count', '2')).toEqual(['apa itu simpeg ?'])
  })

  it('is told wrong usage with exit code 2', async () => {
    for (const args of [
      ['--since', 'kemarin'],
      ['--since', '2026-02-31'],
      ['--min-count', '0'],
      ['--csv', ''],
      ['--unknown'],
      ['extra'],
    ]) {
      const { code, out, err } = await run(...args)
      expect([args, code, out]).toEqual([args, 2, ''])
      expect(err).toContain('Pemakaian')
    }
  })

  it('says that there is no data yet', async () => {
    dataDir = tempDir()
    await expect(run()).rejects.toThrow(StoreOpenError)
  })
})

describe('a store opened to read', () => {
  it('works without the service and leaves the folder as it was', async () => {
    await record('apa itu simpeg', Date.now())
    await service.close()
    const before = readdirSync(dataDir)
    expect((await run()).out).toContain('apa itu simpeg')
    expect(readdirSync(dataDir)).toEqual(before)
  })

  it('refuses every write', async () => {
    const reader = await openStore({ dataDir, mode: 'reader' })
    const write = reader.write('test', async (tx) => {
      await gaps.recordGap(tx, { chatId: 1, reason: 'declined', text: '', candidates: [], at: 0 })
    })
    await expect(write).rejects.toThrow()
    await reader.close()
    expect(await service.read((tx) => gaps.listGaps(tx, 1))).toEqual([])
  })
})
