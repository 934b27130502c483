import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { PROJECT_ROOT } from '../../src/paths.js'
import { PROCESS_TEST_LIMIT_MS, ServiceProcess } from '../support/service-process.js'
import { tempDir } from '../support/store-fixtures.js'
import { TelegramServer } from '../support/telegram-server.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: PROCESS_TEST_LIMIT_MS })

const USER = 501

/** Made up: 18 digits in the shape of a NIP. */
const NIP = '200002302024002001'

/** What SIGTERM allows for what is in flight, milliseconds. */
const STOP_MS = 10_000

async function telegram(): Promise<TelegramServer> {
  const server = await new TelegramServer().listen()
  onTestFinished(() => server.close())
  return server
}

function settings(server: TelegramServer, dataDir: string) {
  return {
    DATA_DIR: dataDir,
    TELEGRAM_BOT_TOKEN: server.token,
    TELEGRAM_API_ROOT: server.apiRoot,
    LOG_LEVEL: 'trace',
  }
}

describe('the service with Telegram', () => {
  it('finishes the send in flight on SIGTERM, ends with 0, and does not send it again', async () => {
    const server = await telegram()
    const dataDir = tempDir()
    const first = await ServiceProcess.start(settings(server, dataDir))
    const release = server.hold('sendMessage')
    server.text(USER, '/start')
    await server.until(() => server.callsOf('sendMessage').length === 1, 'the send has begun')
    const asked = performance.now()
    first.signal('SIGTERM')
    await until(() => first.stdout.includes('"stopping"'), 'it is stopping')
    release()
    expect(await first.exitCode()).toBe(0)
    expect(performance.now() - asked).toBeLessThan(STOP_MS)
    expect(first.log.at(-1)?.msg).toBe('stopped')

    const second = await ServiceProcess.start(settings(server, dataDir))
    server.text(USER, 'apa itu unor')
    await server.until(() => server.sentTo(USER).length === 2, 'the next message is answered')
    expect(server.callsOf('sendMessage')).toHaveLength(2)
    second.signal('SIGTERM')
    expect(await second.exitCode()).toBe(0)
  })

  it('ends with 0 within 10 s even when Telegram never answers', async () => {
    const server = await telegram()
    const first = await ServiceProcess.start(settings(server, tempDir()))
    server.hold('sendMessage')
    server.text(USER, '/start')
    await server.until(() => server.callsOf('sendMessage').length === 1, 'the send has begun')
    const asked = performance.now()
    first.signal('SIGTERM')
    expect(await first.exitCode()).toBe(0)
    expect(performance.now() - asked).toBeLessThan(STOP_MS)
  })

  it('answers three messages in a row once, and reads a screenshot', async () => {
    const server = await telegram()
    const service = await ServiceProcess.start(settings(server, tempDir()))
    for (const text of ['min', 'mau tanya', 'apa itu unor']) server.text(USER, text)
    await server.until(() => server.sentTo(USER).length > 0, 'the burst is answered', 30_000)
    const other = USER + 1
    server.photo(other, readFileSync(join(PROJECT_ROOT, 'test/eval/pictures/030.jpg')))
    await server.until(() => server.sentTo(other).length > 0, 'the picture is answered', 60_000)
    expect(server.sentTo(USER).map(({ text }) => /unor/i.test(text))).toEqual([true])
    expect(server.sentTo(other)[0]?.text).toMatch(/^Saya membaca: .*whitelist/)
    service.signal('SIGTERM')
    expect(await service.exitCode()).toBe(0)
    expect(service.log.filter(({ level }) => level >= 50)).toEqual([])
  })

  it('writes neither the token, nor a NIP, nor what people wrote to any output', async () => {
    const server = await telegram()
    const service = await ServiceProcess.start(settings(server, tempDir()))
    server.fail('sendMessage', { error_code: 500, description: `trouble with ${NIP}` })
    server.text(USER, `NIP ${NIP}, kata sandi: Rahasia123`)
    await server.until(() => server.sentTo(USER).length > 0, 'answered after a failed send')
    service.signal('SIGTERM')
    expect(await service.exitCode()).toBe(0)
    const output = service.stdout + service.stderr
    expect(output).toContain('send did not succeed')
    expect(output).not.toContain(server.token)
    expect(output).not.toContain(server.token.split(':')[1])
    expect(output).not.toContain(NIP)
    expect(output).not.toContain('Rahasia123')
    expect(service.log.length).toBeGreaterThan(0)
  })

  it('is degraded, but takes messages, while a channel fails', async () => {
    const token = '12345678:a-token-that-is-long-enough'
    const service = await ServiceProcess.start({
      DATA_DIR: tempDir(),
      TELEGRAM_BOT_TOKEN: token,
      // Nothing listens on the discard port.
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    })
    const health = async () => {
      const response = await fetch(`${service.url}/health`)
      return { status: response.status, text: await response.text() }
    }
    await until(async () => (await health()).text.includes('"failing"'), 'telegram is failing')
    const { status, text } = await health()
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      status: 'degraded',
      channels: { telegram: { state: 'failing', reason: expect.stringContaining('9') } },
    })
    expect(text).not.toContain(token)
    expect(service.stdout + service.stderr).not.toContain(token)
    expect(service.stderr).toMatch(/Telegram +NYALA/)
  })
})
