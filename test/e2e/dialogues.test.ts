import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { chatInTerminal } from '../../src/commands/chat.js'
import { DIALOGUES_DIR, KNOWLEDGE_DIR } from '../../src/paths.js'
import { type Dialogue, readDialogues } from '../../src/simulator/dialogue.js'
import { sharedService, UNPACED } from '../support/running-service.js'
import { WebClient } from '../support/service-process.js'
import { TelegramServer } from '../support/telegram-server.js'
import { until } from '../support/until.js'
import { WhatsAppWorld } from '../support/whatsapp-driver.js'
import type { Phone } from '../support/whatsapp-phone.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** An error with its steps, the one that warns, a choice of branches, and two questions. */
const SAMPLE = [
  'sync-06.yaml',
  'sync-12-unor-lama-salah.yaml',
  'sync-15.yaml',
  'faq-what-is-sinkro.yaml',
  'faq-non-asn.yaml',
]

/** Somebody at one channel: writes or presses, and gets what the bot says to it. */
interface Talk {
  say(text: string): Promise<string>
  press(label: string): Promise<string>
}

/** Tells the story through a channel. The welcome comes first, so that it is in nobody's way. */
async function tell({ steps }: Dialogue, talk: Talk): Promise<void> {
  await talk.say('/start')
  let said = ''
  for (const step of steps) {
    if ('user' in step) said = await talk.say(step.user)
    else if ('press' in step) said = await talk.press(String(step.press))
    else if ('bot' in step) {
      for (const text of step.bot.contains ?? []) expect(said).toContain(text)
      for (const text of step.bot.notContains ?? []) expect(said).not.toContain(text)
    } else throw new Error('this sample has steps that no person can do')
  }
}

/** The line `2. Label` that a channel without buttons shows, as its number. */
function numberOf(label: string, shown: string): string {
  const line = shown.split('\n').find((one) => one.replace(/^\d+\. /, '') === label)
  const number = /^(\d+)\. /.exec(line ?? '')?.[1]
  if (number === undefined) throw new Error(`"${label}" is not among the choices of: ${shown}`)
  return number
}

const dialogues = readDialogues(DIALOGUES_DIR).filter(({ file }) =>
  SAMPLE.some((name) => file.endsWith(name)),
)

describe('a sample of the dialogues', () => {
  const telegram = new TelegramServer()
  let world: WhatsAppWorld
  const service = sharedService(async () => {
    world = await WhatsAppWorld.create()
    return { telegram: await telegram.listen(), whatsapp: world, pacing: UNPACED }
  })
  beforeAll(async () => {
    await world.scanQrOf(service().dataDir)
    const whatsapp = service().channels.find(({ name }) => name === 'whatsapp')
    await until(() => whatsapp?.status().state === 'ready', 'whatsapp is connected', 60_000)
  })
  afterAll(async () => {
    await telegram.close()
    await world.close()
  })

  it('is complete', () => {
    expect(dialogues).toHaveLength(SAMPLE.length)
  })

  describe.each(dialogues)('$dialogue.title', ({ dialogue }) => {
    it('holds on Telegram', async () => {
      const user = Math.floor(Math.random() * 1e9)
      const answered = async (act: () => void) => {
        const before = telegram.sentTo(user).length
        act()
        await telegram.until(() => telegram.sentTo(user).length > before, 'an answer', 30_000)
        return telegram.sentTo(user)[before]?.text ?? ''
      }
      await tell(dialogue, {
        say: (text) => answered(() => telegram.text(user, text)),
        press: (label) => answered(() => telegram.press(user, label)),
      })
    })

    it('holds on the web chat', async () => {
      const client = new WebClient(service().url)
      let count = 0
      let last: Awaited<ReturnType<WebClient['untilAnswered']>>[number] | undefined
      const answered = async (text: string, action?: string) => {
        expect(await client.post(randomUUID(), text, action)).toBe(202)
        last = (await client.untilAnswered(++count))[count - 1]
        const links = (last?.links ?? []).map(({ url }) => url)
        return [last?.heading, last?.text, ...links].join('\n')
      }
      await tell(dialogue, {
        say: (text) => answered(text),
        press: (label) => {
          const choice = last?.choices?.find((one) => one.label === label)
          if (choice === undefined) throw new Error(`"${label}" is not offered`)
          return answered(label, choice.action)
        },
      })
    })

    it('holds on WhatsApp, where a choice is its number', async () => {
      const phone: Phone = await world.person()
      let shown = ''
      const say = async (text: string) => {
        shown = (await world.ask(phone, text)).text
        return shown
      }
      await tell(dialogue, { say, press: (label) => say(numberOf(label, shown)) })
    })

    it('holds in the terminal', async () => {
      const input = new PassThrough()
      const out = new PassThrough()
      let printed = ''
      out.on('data', (chunk: Buffer) => {
        printed += chunk.toString('utf8')
      })
      const chat = chatInTerminal(input, out, loadBrain(KNOWLEDGE_DIR))
      await until(() => printed.endsWith('> '), 'the prompt')
      let shown = ''
      const say = async (text: string) => {
        printed = ''
        input.write(`${text}\n`)
        await until(() => printed.endsWith('> '), `the answer to "${text}"`)
        shown = printed
        return shown
      }
      await tell(dialogue, { say, press: (label) => say(numberOf(label, shown)) })
      input.end()
      expect(await chat).toBe(0)
    })
  })
})
