import { afterAll, describe, expect, it, vi } from 'vitest'
import { type CliResult, cli } from '../support/cli.js'
import { pasted, sharedService, UNPACED } from '../support/running-service.js'
import { PROCESS_TEST_LIMIT_MS } from '../support/service-process.js'
import { TelegramServer } from '../support/telegram-server.js'

vi.setConfig({ testTimeout: PROCESS_TEST_LIMIT_MS })

describe('a case on Telegram, finished by the staff on the command line', () => {
  const telegram = new TelegramServer()
  const service = sharedService(async () => ({
    telegram: await telegram.listen(),
    pacing: UNPACED,
  }))
  afterAll(() => telegram.close())

  const staff = (...args: readonly string[]): Promise<CliResult> =>
    cli(['staff', 'cases', ...args], { settings: { DATA_DIR: service().dataDir } })

  async function answer(user: number, count: number): Promise<string> {
    await telegram.until(() => telegram.sentTo(user).length >= count, `answer ${count} to ${user}`)
    return telegram.sentTo(user)[count - 1]?.text ?? ''
  }

  it('is listed, shown, answered in the same chat and closed; the bot is quiet in between', async () => {
    const user = 9_001
    const { entry, message } = pasted(service().knowledge, 'sync-06')
    telegram.text(user, 'saya mau bicara dengan petugas')
    const number = /K-\d+/.exec(await answer(user, 1))?.[0] ?? 'no number'
    expect(service().log.find((line) => line.includes(number))).toContain('"level":40')

    const listed = await staff()
    expect(listed).toMatchObject({ code: 0, err: '' })
    expect(listed.out).toContain(number)

    telegram.text(user, message)
    expect(await answer(user, 2)).toContain(entry.title)
    const shown = await staff('show', number)
    expect(shown.out).toContain('saya mau bicara dengan petugas')
    expect(shown.out).toContain(message)
    expect(shown.out).toContain('pengguna meminta petugas')

    const answered = await staff('answer', number, 'Silakan bawa SK ke kantor hari Senin.')
    expect(answered).toMatchObject({ code: 0, err: '' })
    expect(await answer(user, 3)).toBe('Silakan bawa SK ke kantor hari Senin.')

    telegram.text(user, message)
    telegram.text(user, 'terima kasih, saya tunggu')
    await telegram.until(
      () => telegram.unconfirmed === 0,
      'both are taken in, and nobody but the staff may answer',
    )
    const second = await staff('answer', number, 'Sama-sama.')
    expect(second.code).toBe(0)
    expect(await answer(user, 4)).toBe('Sama-sama.')

    expect((await staff('close', number)).code).toBe(0)
    expect(await answer(user, 5)).toContain(`Kasus ${number} sudah selesai`)
    telegram.text(user, message)
    expect(await answer(user, 6)).toContain(entry.title)
    expect(telegram.sentTo(user)).toHaveLength(6)
    expect((await staff('list')).out).toContain('Tidak ada kasus yang terbuka')
  })

  it('says in plain words what cannot be done, and ends with 1 or 2', async () => {
    const [unknown, wrong, empty] = await Promise.all([
      staff('show', 'K-00000'),
      staff('hapus', 'K-00000'),
      staff('answer', 'K-00000'),
    ])
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('K-00000 tidak ada')
    expect(wrong.code).toBe(2)
    expect(empty.code).toBe(2)
    expect(wrong.err).toContain('Cara pakai')
    expect(unknown.err).not.toContain('    at ')
  })
})
