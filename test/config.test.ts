import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.js'
import { PROJECT_ROOT } from '../src/paths.js'

const TOKEN = '12345:abc_DEF-ghi'

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).faults
  }
  throw new Error('the environment was accepted')
}

describe('an empty environment', () => {
  test('gives a service for this machine alone, without any messenger', () => {
    expect(readConfig({})).toEqual({
      dataDir: join(PROJECT_ROOT, 'data'),
      host: '127.0.0.1',
      port: 8080,
      pictureRetention: { hours: 24, caseDays: 7 },
      logLevel: 'info',
    })
  })

  test('is the same as one whose values are all empty', () => {
    const names = [
      'DATA_DIR',
      'CONSOLE_PORT',
      'TELEGRAM_BOT_TOKEN',
      'WHATSAPP_ENABLED',
      'TZ_OFFICE',
    ]
    const empty = Object.fromEntries(names.map((name) => [name, '']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })
})

describe('a filled environment', () => {
  test('is read whole', () => {
    expect(
      readConfig({
        DATA_DIR: '/srv/tanya',
        CONSOLE_HOST: '0.0.0.0',
        CONSOLE_PORT: '0',
        TELEGRAM_BOT_TOKEN: TOKEN,
        TELEGRAM_API_ROOT: 'http://127.0.0.1:8081',
        TELEGRAM_WEBHOOK_URL: 'https://bot.example/hook',
        TELEGRAM_WEBHOOK_SECRET: 'rahasia-webhook',
        WHATSAPP_ENABLED: 'true',
        WHATSAPP_PAIRING_NUMBER: '6281234567890',
        TZ_OFFICE: 'Asia/Makassar',
        PICTURE_RETENTION_HOURS: '48',
        PICTURE_CASE_RETENTION_DAYS: '0',
        LOG_LEVEL: 'debug',
      }),
    ).toEqual({
      dataDir: '/srv/tanya',
      host: '0.0.0.0',
      port: 0,
      telegram: {
        token: TOKEN,
        apiRoot: 'http://127.0.0.1:8081',
        webhook: { url: 'https://bot.example/hook', secret: 'rahasia-webhook' },
      },
      whatsapp: { pairingNumber: '6281234567890' },
      timeZone: 'Asia/Makassar',
      pictureRetention: { hours: 48, caseDays: 0 },
      logLevel: 'debug',
    })
  })

  test('with a token alone polls Telegram’s own server', () => {
    expect(readConfig({ TELEGRAM_BOT_TOKEN: TOKEN }).telegram).toEqual({
      token: TOKEN,
      apiRoot: 'https://api.telegram.org',
    })
  })

  test('turns WhatsApp on without a pairing number', () => {
    expect(readConfig({ WHATSAPP_ENABLED: 'true' }).whatsapp).toEqual({})
    expect(readConfig({ WHATSAPP_ENABLED: 'false' }).whatsapp).toBeUndefined()
  })

  test('with a relative folder means one below the project, wherever it is started', () => {
    expect(readConfig({ DATA_DIR: 'simpanan' }).dataDir).toBe(join(PROJECT_ROOT, 'simpanan'))
  })

  test('lets other programs keep their own variables', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root' })).toEqual(readConfig({}))
  })
})

describe('a faulty environment', () => {
  test.each([
    ['CONSOLE_PORT', 'delapan', 'harus angka 0 sampai 65535'],
    ['CONSOLE_PORT', '65536', 'harus angka 0 sampai 65535'],
    ['CONSOLE_PORT', '-1', 'harus angka 0 sampai 65535'],
    ['TELEGRAM_BOT_TOKEN', 'rahasia', 'harus berbentuk angka:huruf'],
    ['TELEGRAM_API_ROOT', 'api.telegram.org', 'harus alamat yang diawali http'],
    ['TELEGRAM_API_ROOT', 'ftp://api.telegram.org', 'harus alamat yang diawali http'],
    ['TELEGRAM_WEBHOOK_SECRET', 'pendek', 'harus 8–256 huruf'],
    ['WHATSAPP_ENABLED', 'ya', 'harus true atau false'],
    ['WHATSAPP_PAIRING_NUMBER', '+62 812', 'harus nomor dengan kode negara'],
    ['TZ_OFFICE', 'Asia/Mappi', 'harus nama zona waktu'],
    ['PICTURE_RETENTION_HOURS', '0', 'harus angka 1 sampai 720'],
    ['PICTURE_RETENTION_HOURS', 'sehari', 'harus angka 1 sampai 720'],
    ['PICTURE_CASE_RETENTION_DAYS', '366', 'harus angka 0 sampai 365'],
    ['LOG_LEVEL', 'cerewet', 'harus fatal, error'],
  ])('names %s=%s', (name, value, expected) => {
    const faults = faultsOf({ [name]: value })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(`${name} ${expected}`)
  })

  test('names every fault at once, each on a line of its own', () => {
    const environment = {
      CONSOLE_PORT: 'x',
      TZ_OFFICE: 'x',
      LOG_LEVEL: 'x',
      TELEGRAM_WEBHOOK_URL: 'https://bot.example',
    }
    expect(faultsOf(environment)).toHaveLength(5)
    expect(() => readConfig(environment)).toThrow(/^Pengaturan lingkungan salah:(\n- .+){5}$/)
  })

  test('names what a webhook still needs', () => {
    expect(faultsOf({ TELEGRAM_WEBHOOK_URL: 'https://bot.example' })).toEqual([
      'TELEGRAM_WEBHOOK_SECRET harus diisi bila TELEGRAM_WEBHOOK_URL dipakai',
      'TELEGRAM_BOT_TOKEN harus diisi bila TELEGRAM_WEBHOOK_URL dipakai',
    ])
  })

  test('never repeats a secret', () => {
    const environment = {
      TELEGRAM_BOT_TOKEN: 'SANGAT-RAHASIA',
      TELEGRAM_WEBHOOK_SECRET: 'JUGA RAHASIA',
    }
    expect(() => readConfig(environment)).toThrow(ConfigError)
    for (const fault of faultsOf(environment)) expect(fault).not.toMatch(/RAHASIA/)
  })
})
