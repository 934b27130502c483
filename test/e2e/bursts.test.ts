import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { BURST_WINDOWS } from '../../src/delivery/burst.js'
import { PROJECT_ROOT } from '../../src/paths.js'
import { pasted, runService, sharedService, UNPACED } from '../support/running-service.js'
import { outcomesOf, unsettled } from '../support/stored-messages.js'
import { picturesIn } from '../support/stored-pictures.js'
import { TelegramServer } from '../support/telegram-server.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: 90_000 })

const USERS = 40
/** A wait that no test outlasts: whatever is answered within it did not wait. */
const FOREVER = { quietMs: 600_000, longestMs: 600_000 }

/** A whole phone screen that shows the error text of `sync-06`. */
const SCREENSHOT = readFileSync(join(PROJECT_ROOT, 'test/eval/pictures/008.jpg'))

async function telegramServer(): Promise<TelegramServer> {
  const server = await new TelegramServer().listen()
  onTestFinished(() => server.close())
  return server
}

describe('people who write several messages in a row', () => {
  it('get exactly one answer each, and every message has its outcome', async () => {
    const telegram = await telegramServer()
    const service = await runService({ telegram, pacing: UNPACED, burst: BURST_WINDOWS })
    const users = Array.from({ length: USERS }, (_, n) => 3_000 + n)
    for (const text of ['min', 'mau tanya', 'apa itu unor']) {
      for (const user of users) telegram.text(user, text)
    }
    await telegram.until(
      () => users.every((user) => telegram.sentTo(user).length > 0),
      'everybody has an answer',
      45_000,
    )
    // What else was queued would have gone out before the last outcome is stored.
    await until(() => unsettled(service.dataDir) === 0, 'every message has its outcome')
    for (const user of users) {
      expect(telegram.sentTo(user).map(({ text }) => /unor/i.test(text))).toEqual([true])
      const outcomes = outcomesOf(service.dataDir, user)
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['joined', 'joined', 'answered'])
    }
    expect(telegram.sent).toHaveLength(USERS)
  })
})

describe('what needs no waiting', () => {
  const telegram = new TelegramServer()
  const service = sharedService(async () => ({
    telegram: await telegram.listen(),
    pacing: UNPACED,
    burst: FOREVER,
  }))
  afterAll(() => telegram.close())
  let user = 4_000
  const answer = async (count: number, limitMs = 10_000) => {
    const isThere = () => telegram.sentTo(user).length === count
    await telegram.until(isThere, `${count} answers`, limitMs)
    return telegram.sentTo(user)[count - 1]?.text ?? ''
  }

  it('a call for a person is answered at once, with what was written before it', async () => {
    user++
    for (const text of ['min', 'sinkro gagal terus', 'petugas']) telegram.text(user, text)
    expect(await answer(1)).toMatch(/K-\d{5}/)
    const outcomes = outcomesOf(service().dataDir, user)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['joined', 'joined', 'answered'])
  })

  it('a button, a number and a whole error text are answered at once', async () => {
    user++
    const { entry, message } = pasted(service().knowledge, 'sync-06')
    telegram.text(user, '/start')
    await answer(1)
    telegram.text(user, '1')
    await answer(2)
    telegram.text(user, message)
    expect(await answer(3)).toContain(entry.title)
    telegram.press(user, 'Langkah lengkap')
    expect(await answer(4)).toContain(entry.steps[0]?.text)
  })

  it('so is a screenshot with a whole error text, and a copy of it is kept', async () => {
    user++
    const { entry } = pasted(service().knowledge, 'sync-06')
    telegram.photo(user, SCREENSHOT)
    // The first picture starts the reader, on a machine that runs other tests beside.
    const text = await answer(1, 40_000)
    expect(text).toMatch(/^Saya membaca: /)
    expect(text).toContain(entry.title)
    const { dataDir } = service()
    await until(() => picturesIn(dataDir)[0]?.reference === null, 'the original is forgotten')
    const [picture] = picturesIn(dataDir)
    expect(picture).toMatchObject({ state: 'read', keptAs: 'blackened' })
    const kept = readFileSync(join(dataDir, 'media', picture?.keptFile ?? ''))
    expect(kept.subarray(8, 12).toString()).toBe('WEBP')
    const entries = readdirSync(join(dataDir, 'media'), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    expect(files.map(({ name }) => name)).toEqual([picture?.keptFile])
  })
})

it('a caption and its picture are one question, with one answer', async () => {
  const telegram = await telegramServer()
  const service = await runService({ telegram, pacing: UNPACED, burst: BURST_WINDOWS })
  const { entry } = pasted(service.knowledge, 'sync-06')
  telegram.text(5_000, 'min')
  telegram.photo(5_000, SCREENSHOT, { caption: 'ini kenapa ya' })
  await telegram.until(() => telegram.sentTo(5_000).length > 0, 'the answer', 30_000)
  await until(() => unsettled(service.dataDir) === 0, 'every message has its outcome')
  expect(telegram.sentTo(5_000).map(({ text }) => text.includes(entry.title))).toEqual([true])
  expect(outcomesOf(service.dataDir, 5_000).map(({ outcome }) => outcome)).toEqual([
    'joined',
    'answered',
  ])
})
