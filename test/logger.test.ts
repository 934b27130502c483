import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../src/logger.js'

/** Made up: 18 digits in the shape of a NIP. */
const NIP = '200002302024002001'
const TOKEN = '12345678:AAE-secret-of-the-bot-father'

function recorded(level = 'trace') {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8'))
      done()
    },
  })
  const logger = createLogger(level, stream)
  return { logger, only: () => JSON.parse(lines.join('')) as Record<string, unknown>, lines }
}

describe('the logger', () => {
  it('writes one JSON object a line, with the time as people read it', () => {
    const { logger, only } = recorded()
    logger.info({ port: 8080 }, 'ready')
    expect(only()).toMatchObject({
      msg: 'ready',
      port: 8080,
      time: expect.stringMatching(/^20.*Z$/),
    })
  })

  it.each([
    ['a NIP in a message', {}, `gagal untuk ${NIP}`],
    ['a NIP in an error', { err: new Error(`gagal untuk ${NIP}`) }, 'x'],
    ['a bot token in an address', { reason: `https://api.telegram.org/bot${TOKEN}/getMe` }, 'x'],
    ['a bot token in a nested field', { request: { url: `bot${TOKEN}` } }, 'x'],
    ['a NIP beside quotes and backslashes', { path: `C:\\"${NIP}"\\` }, 'x'],
  ])('blackens %s and stays valid JSON', (_name, fields, message) => {
    const { logger, only, lines } = recorded()
    logger.error(fields, message)
    expect(only().level).toBe(50)
    expect(lines.join('')).not.toContain(NIP)
    expect(lines.join('')).not.toContain(TOKEN)
  })

  it.each(['token', 'secret', 'password', 'cookie', 'authorization', 'text', 'privKey'])(
    'never writes the value of a field called %s',
    (field) => {
      const { logger, lines } = recorded()
      logger.info({ [field]: 'rahasia', inner: { [field]: 'rahasia' } }, 'x')
      expect(lines.join('')).not.toContain('rahasia')
    },
  )

  it('leaves times and measured values alone, however many digits they have', () => {
    const { logger, only } = recorded()
    logger.info({ ms: 0.1234567890123456, at: 1_764_000_000_000 }, 'turn')
    expect(only()).toMatchObject({ ms: 0.1234567890123456, at: 1_764_000_000_000 })
  })

  it('writes nothing below its level', () => {
    const { logger, lines } = recorded('warn')
    logger.info('quiet')
    expect(lines).toEqual([])
  })
})
