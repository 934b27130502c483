import { afterAll, describe, expect, it, vi } from 'vitest'
import {
  pasted,
  type RunningService,
  runService,
  sharedService,
  UNPACED,
} from '../support/running-service.js'
import { asStaff } from '../support/staff.js'
import { outcomesOf, unsettled } from '../support/stored-messages.js'
import { TelegramServer } from '../support/telegram-server.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: 90_000 })

/** 200 messages of one chat are 200 turns, each on the disk before the next. */
const ANSWER_LIMIT_MS = 45_000

const USERS = 40
/** Errors whose first answer names them; each user asks them in an order of their own. */
const ERRORS = ['sync-02', 'sync-04', 'sync-06', 'sync-08', 'sync-10']

describe('Telegram with the whole service', () => {
  const telegram = new TelegramServer()
  const service = sharedService(async () => ({
    telegram: await telegram.listen(),
    pacing: UNPACED,
  }))
  afterAll(() => telegram.close())

  let nextUser = 1_000
  const newUser = () => ++nextUser

  /** Waits for the user's answer number `count` and returns it. */
  async function answer(user: number, count: number) {
    const isThere = () => telegram.sentTo(user).length >= count
    await telegram.until(isThere, `answer ${count} to ${user}`, ANSWER_LIMIT_MS)
    return telegram.sentTo(user)[count - 1]
  }

  it('welcomes on /start with at least three buttons, and every press is acknowledged', async () => {
    const user = newUser()
    telegram.text(user, '/start')
    const welcome = await answer(user, 1)
    expect(welcome?.text).toContain(service().knowledge.office.name)
    expect(welcome?.buttons.length).toBeGreaterThanOrEqual(3)

    let count = 1
    for (const { text, callback_data } of welcome?.buttons ?? []) {
      expect(callback_data.length).toBeGreaterThan(0)
      const press = telegram.press(user, text)
      await answer(user, ++count)
      const acknowledged = () =>
        telegram
          .callsOf('answerCallbackQuery')
          .filter(({ payload }) => payload.callback_query_id === press)
      await telegram.until(() => acknowledged().length === 1, `"${text}" is acknowledged`)
      telegram.text(user, '/start')
      await answer(user, ++count)
    }
  })

  it('answers a pasted error, and all its steps on a press', async () => {
    const { entry, message } = pasted(service().knowledge, 'sync-06')
    const user = newUser()
    telegram.text(user, message)
    expect((await answer(user, 1))?.text).toContain(entry.title)
    telegram.press(user, 'Langkah lengkap')
    const steps = (await answer(user, 2))?.text
    for (const step of entry.steps) expect(steps).toContain(step.text)
  })

  it('answers a message once that Telegram delivers twice, a press as well', async () => {
    const { message } = pasted(service().knowledge, 'sync-06')
    const user = newUser()
    const from = { id: user, is_bot: false, first_name: 'Guru' }
    const chat = { id: user, type: 'private', first_name: 'Guru' }
    const copy = { message: { message_id: 9, from, chat, date: 1_764_000_000, text: message } }
    telegram.push(copy)
    telegram.push(copy)
    await answer(user, 1)
    const data = telegram.sentTo(user)[0]?.buttons[0]?.callback_data
    const press = { callback_query: { id: `twice-${user}`, from, chat_instance: 'x', data } }
    telegram.push(press)
    telegram.push(press)
    await answer(user, 2)
    telegram.text(user, 'menu')
    await answer(user, 3)
    expect(outcomesOf(service().dataDir, user)).toHaveLength(3)
    expect(telegram.sentTo(user)).toHaveLength(3)
  })

  it('sends nothing more to a user who blocked the bot, and answers when they are back', async () => {
    const user = newUser()
    telegram.text(user, 'petugas')
    const number = /K-\d+/.exec((await answer(user, 1))?.text ?? '')?.[0] ?? 'no number'
    const { dataDir } = service()
    telegram.block(user)
    await until(
      async () => (await asStaff(dataDir, 'show', number)).includes('memblokir'),
      'the case tells of it',
    )
    await expect(asStaff(dataDir, 'answer', number, 'Halo')).rejects.toThrow('memblokir')
    expect(
      telegram.callsOf('sendMessage').filter(({ payload }) => payload.chat_id === String(user)),
    ).toHaveLength(1)

    telegram.blockedBy.delete(String(user))
    telegram.text(user, 'menu')
    expect((await answer(user, 2))?.text).toContain('Menu')
    await asStaff(dataDir, 'close', number)
  })

  it('goes quiet at the first refused send to a user who blocked it unseen', async () => {
    const user = newUser()
    telegram.blockedBy.add(String(user))
    telegram.text(user, 'menu')
    const tries = () =>
      telegram.callsOf('sendMessage').filter(({ payload }) => payload.chat_id === String(user))
    await telegram.until(() => tries().length === 1, 'the send was refused')
    await until(() => service().log.some((line) => line.includes('"blocked"')), 'it is logged')
    telegram.blockedBy.delete(String(user))
    telegram.text(user, 'menu')
    await answer(user, 1)
    expect(tries()).toHaveLength(2)
  })

  it('answers or names its reason for whatever is sent, and nothing stops', async () => {
    const { dataDir } = service()
    const contents: Record<string, unknown>[] = [
      { text: '' },
      { text: '   \n ' },
      { text: `${'panjang '.repeat(12_500)}` },
      { text: 'a\u0000b' },
      { text: 'sinkro \ud83d gagal \udc00' },
      { text: '\u202Eorknis lagag\u202C \u200F' },
      { text: '<script>alert(1)</script> <b>sinkro' },
      { text: "'; DROP TABLE messages; --" },
      { text: '🙏'.repeat(3_000) },
      { text: '/entah' },
      { voice: { file_id: 'f', duration: 3 } },
      { location: { latitude: -6.5, longitude: 139.3 } },
      { photo: [{ file_id: 'f' }] },
      { photo: [{ file_id: 'f' }], caption: pasted(service().knowledge, 'sync-06').message },
      { document: { file_id: 'f' } },
      { contact: { phone_number: '1', first_name: 'A' } },
      { poll: { id: 'p', question: 'q' } },
      { hologram: {} },
    ]
    const users = contents.map((content) => {
      const user = newUser()
      telegram.message(user, content)
      return user
    })
    for (const user of users) expect((await answer(user, 1))?.text.length).toBeGreaterThan(0)
    expect(unsettled(dataDir)).toBe(0)
    expect(outcomesOf(dataDir, users[2] ?? 0)[0]?.text.length).toBeLessThan(100_000)
    expect(outcomesOf(dataDir, users[3] ?? 0)[0]?.text).not.toContain('\u0000')
  })

  it('answers 200 stickers once and an edit only when it asks something else', async () => {
    const { dataDir, knowledge } = service()
    const user = newUser()
    for (let count = 0; count < 200; count++) telegram.message(user, { sticker: { file_id: 'f' } })
    const id = telegram.text(user, pasted(knowledge, 'sync-06').message)
    expect((await answer(user, 2))?.text).toContain(pasted(knowledge, 'sync-06').entry.title)
    telegram.edit(user, id, `${pasted(knowledge, 'sync-06').message} `)
    telegram.edit(user, id + 100_000, pasted(knowledge, 'sync-08').message)
    expect((await answer(user, 3))?.text).toContain(pasted(knowledge, 'sync-08').entry.title)

    const reasons = outcomesOf(dataDir, user).map(({ outcome, detail }) => detail ?? outcome)
    expect(reasons.filter((reason) => reason === 'repeated-notice')).toHaveLength(199)
    expect(reasons.slice(-3)).toEqual(['answered', 'edit-unchanged', 'answered'])
    expect(telegram.sentTo(user)).toHaveLength(3)
  })
})

describe('Telegram under load', () => {
  it('answers 40 users who each write 5 messages at once: each once, and in order', async () => {
    const telegram = await new TelegramServer().listen()
    const service = await runService({ telegram, pacing: UNPACED })
    const users = Array.from({ length: USERS }, (_, index) => 5_000 + index)
    const questions = new Map(users.map((user) => [user, questionsOf(user, service)]))
    for (let turn = 0; turn < ERRORS.length; turn++) {
      for (const user of users) telegram.text(user, questions.get(user)?.[turn]?.message ?? '')
    }
    const expected = USERS * ERRORS.length
    await telegram.until(() => telegram.sent.length >= expected, 'all are answered', 60_000)
    await service.stop()
    await telegram.close()

    expect(telegram.sent).toHaveLength(expected)
    for (const user of users) {
      const titles = questions.get(user)?.map(({ entry }) => entry.title) ?? []
      const answers = telegram.sentTo(user).map(({ text }) => text)
      expect(answers.map((text) => titles.find((title) => text.includes(title)))).toEqual(titles)
    }
    expect(unsettled(service.dataDir)).toBe(0)
  })
})

function questionsOf(user: number, { knowledge }: RunningService) {
  const first = user % ERRORS.length
  return [...ERRORS.slice(first), ...ERRORS.slice(0, first)].map((id) => pasted(knowledge, id))
}
