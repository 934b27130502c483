import { afterAll, describe, expect, it } from 'vitest'
import { pasted, sharedService, UNPACED } from '../support/running-service.js'
import { asStaff } from '../support/staff.js'
import { outcomesOf } from '../support/stored-messages.js'
import { TelegramServer } from '../support/telegram-server.js'

const GROUP = -100_777
const chat = { id: GROUP, type: 'supergroup', title: 'Guru' }

describe('a Telegram group', () => {
  const telegram = new TelegramServer()
  const service = sharedService(async () => ({
    telegram: await telegram.listen(),
    pacing: UNPACED,
  }))
  afterAll(() => telegram.close())

  /** Mentions the bot in the group; returns the id of the message. */
  function mention(user: number, text: string): number {
    const name = `@${telegram.username}`
    const entities = [{ type: 'mention', offset: 0, length: name.length }]
    return telegram.text(user, `${name} ${text}`, { chat, entities })
  }

  async function answers(count: number) {
    await telegram.until(() => telegram.sentTo(GROUP).length >= count, `${count} group answers`)
    return telegram.sentTo(GROUP)
  }

  it('gets one short quoted answer to a mention, with a link to the private chat', async () => {
    const { entry, message } = pasted(service().knowledge, 'sync-06')
    const id = mention(1, message)
    const [answer] = (await answers(1)).slice(-1)
    expect(answer?.text).toContain(entry.title)
    expect(answer?.text.length).toBeLessThan(700)
    expect(answer?.text).toContain(`https://t.me/${telegram.username}`)
    expect(answer?.replyTo).toBe(id)
    expect(answer?.buttons).toEqual([])
  })

  it('gets an answer to a reply to the bot', async () => {
    const before = telegram.sentTo(GROUP).length
    const reply = { message_id: 1, from: { id: 4242, is_bot: true }, chat, date: 1 }
    const { entry, message } = pasted(service().knowledge, 'sync-08')
    const id = telegram.text(2, message, { chat, reply_to_message: reply })
    const answer = (await answers(before + 1)).at(-1)
    expect(answer?.text).toContain(entry.title)
    expect(answer?.replyTo).toBe(id)
  })

  it('never has a case, a menu or a question for the role', async () => {
    const before = telegram.sentTo(GROUP).length
    mention(3, 'petugas')
    mention(3, 'menu')
    mention(3, 'entah apa ini xyzzy')
    for (const answer of (await answers(before + 3)).slice(before)) {
      expect(answer.buttons).toEqual([])
      expect(answer.text).toContain(`https://t.me/${telegram.username}`)
      expect(answer.text).not.toMatch(/K-\d{5}/)
    }
    expect(await asStaff(service().dataDir, 'list')).toContain('Tidak ada kasus')
  })

  it('leaves what is not addressed to the bot unread: not answered and never stored', async () => {
    const before = outcomesOf(service().dataDir, GROUP).length
    const sent = telegram.sentTo(GROUP).length
    telegram.text(4, 'obrolan rahasia antar guru', { chat })
    telegram.text(4, pasted(service().knowledge, 'sync-06').message, { chat })
    mention(4, 'apa itu unor')
    await answers(sent + 1)
    expect(outcomesOf(service().dataDir, GROUP)).toHaveLength(before + 1)
    expect(telegram.sentTo(GROUP)).toHaveLength(sent + 1)
  })
})
