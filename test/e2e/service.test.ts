import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { DATABASE_FILE } from '../../src/store/index.js'
import { PROCESS_TEST_LIMIT_MS, ServiceProcess, WebClient } from '../support/service-process.js'
import { tempDir } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: PROCESS_TEST_LIMIT_MS })

/** A time as `/health` writes it. */
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)

async function health(url: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/health`)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('the service', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tanya-kinerja-'))
  const service = ServiceProcess.shared(() => ({ DATA_DIR: dataDir }))
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

  it('says on one JSON line that it is ready, and tells people what is on and off', async () => {
    const { url, stderr, readyLines } = service()
    expect(readyLines).toHaveLength(1)
    expect(stderr).toContain(`Web chat   NYALA  ${url}/chat`)
    expect(stderr).toMatch(/Telegram +MATI +isi TELEGRAM_BOT_TOKEN/)
    expect(stderr).toMatch(/WhatsApp +MATI +isi WHATSAPP_ENABLED=true/)
    expect(stderr).toContain('npm run staff -- cases')
    expect(stderr).toContain('Belum diisi di knowledge/office.yaml')
    expect(stderr).not.toMatch(/warning|deprecat/i)
    for (const path of ['/', '/chat', '/chat/']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(200)
    }
  })

  it('tells its health in the agreed shape, with the channels that are off', async () => {
    expect(await health(service().url)).toEqual({
      status: 200,
      body: {
        status: 'ok',
        oldestUnprocessedSeconds: 0,
        channels: {
          web: { state: 'ready', since: ISO },
          telegram: { state: 'off', since: ISO },
          whatsapp: { state: 'off', since: ISO },
        },
      },
    })
  })

  it('keeps its data folder: a second process names the first one and ends with 1', async () => {
    const second = ServiceProcess.launch({ DATA_DIR: dataDir })
    expect(await second.exitCode()).toBe(1)
    expect(second.stderr).toContain(`proses ${service().pid}`)
    expect(second.stderr).not.toContain('    at ')
    expect(second.stdout).not.toContain('"ready"')
    expect((await health(service().url)).status).toBe(200)
  })

  it('tells by 503 that it cannot store, and answers once what is sent again', async () => {
    const { url } = service()
    const client = new WebClient(url)
    expect(await client.post(randomUUID(), 'halo')).toBe(202)
    await client.untilAnswered(1)

    const lock = new BetterSqlite(join(dataDir, DATABASE_FILE))
    onTestFinished(() => void lock.close())
    lock.exec('BEGIN IMMEDIATE')
    const id = randomUUID()
    expect(await client.post(id, 'apa itu unor')).toBe(503)
    const unwell = await health(url)
    expect(unwell.status).toBe(503)
    expect(unwell.body).toMatchObject({ status: 'degraded', reason: expect.stringMatching(/lock/) })

    lock.exec('ROLLBACK')
    expect(await client.post(id, 'apa itu unor')).toBe(202)
    expect(await client.post(id, 'apa itu unor')).toBe(202)
    expect(await client.untilAnswered(2)).toHaveLength(2)
    expect((await health(url)).status).toBe(200)
  })
})

describe('a service that cannot start', () => {
  it('names every fault of the environment at once, in plain words, and ends with 1', async () => {
    const service = ServiceProcess.launch({
      DATA_DIR: tempDir(),
      CONSOLE_PORT: 'delapan',
      TELEGRAM_BOT_TOKEN: 'bukan token',
      TELEGRAM_API_ROOT: 'telegram',
      WHATSAPP_ENABLED: 'ya',
      TZ_OFFICE: 'Papua',
      LOG_LEVEL: 'keras',
    })
    expect(await service.exitCode()).toBe(1)
    const faults = service.stderr.split('\n').filter((line) => line.startsWith('- '))
    expect(faults.map((line) => line.split(' ')[1])).toEqual([
      'CONSOLE_PORT',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_API_ROOT',
      'WHATSAPP_ENABLED',
      'TZ_OFFICE',
      'LOG_LEVEL',
    ])
    expect(faults.every((line) => line.includes('harus'))).toBe(true)
    expect(service.stderr).not.toContain('    at ')
    expect(service.stdout).toBe('')
  })

  it('says what is wrong with the port when it is taken, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await until(() => other.listening, 'the other program listens')
    const { port } = other.address() as { port: number }
    const service = ServiceProcess.launch({ DATA_DIR: tempDir(), CONSOLE_PORT: String(port) })
    expect(await service.exitCode()).toBe(1)
    expect(service.stderr).toContain(`127.0.0.1:${port}`)
    expect(service.stderr).toContain('sudah dipakai program lain')
    expect(service.stderr).not.toContain('    at ')
  })

  it('says of a damaged database where its copies are, and ends with 1', async () => {
    const dataDir = tempDir()
    writeFileSync(join(dataDir, DATABASE_FILE), 'x'.repeat(8_192))
    const service = ServiceProcess.launch({ DATA_DIR: dataDir })
    expect(await service.exitCode()).toBe(1)
    expect(service.stderr).toContain('rusak')
    expect(service.stderr).toContain('backups')
  })
})

describe('a service that ends', () => {
  it('answers after a kill -9 whatever it had stored before, each message once', async () => {
    const dataDir = tempDir()
    const first = await ServiceProcess.start({ DATA_DIR: dataDir })
    const clients = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const client = new WebClient(first.url)
        expect(await client.post(randomUUID(), 'apa itu unor')).toBe(202)
        return client
      }),
    )
    await first.kill()

    const second = await ServiceProcess.start({ DATA_DIR: dataDir })
    for (const client of clients) {
      const [answer, ...more] = await client.at(second.url).untilAnswered(1)
      expect(`${answer?.heading} ${answer?.text}`).toMatch(/unor/i)
      expect(more).toEqual([])
    }
  })

  it('on SIGTERM ends with 0 and in order, although a page is still open', async () => {
    const service = await ServiceProcess.start({ DATA_DIR: tempDir() })
    const client = new WebClient(service.url)
    expect(await client.post(randomUUID(), 'halo')).toBe(202)
    await client.listen()
    service.signal('SIGTERM')
    expect(await service.exitCode()).toBe(0)
    expect(service.log.at(-1)?.msg).toBe('stopped')
  })
})
