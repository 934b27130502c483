import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { messageIdFor } from '../../../src/channels/whatsapp/sent-messages.js'
import type { CrashPoint } from '../../support/whatsapp-child.js'
import { outgoing, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import type { Phone } from '../../support/whatsapp-phone.js'
import { BotProcess } from '../../support/whatsapp-process.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

let world: WhatsAppWorld
let person: Phone
let bot: BotProcess

beforeAll(async () => {
  world = await WhatsAppWorld.create()
  bot = BotProcess.start(world)
  await world.scanQrOf(world.dataDir)
  await bot.connected()
  person = await world.person()
})

afterAll(async () => {
  await bot.kill()
  await world.close()
})

const storedTexts = (): string[] => bot.stored().map((one) => one.text)

async function restart(): Promise<void> {
  await bot.kill()
  bot = BotProcess.start(world)
  await bot.connected()
}

// Each test goes on with the bot that the one before has killed and restarted.
describe('a bot that is killed', { timeout: 120_000 }, () => {
  const points: { when: string; at: CrashPoint }[] = [
    { when: 'after decrypting a message, before anything is kept', at: 'before-commit' },
    { when: 'after keeping a message, before the inbox stores it', at: 'before-store' },
    { when: 'after the inbox stored a message, before it is struck off', at: 'after-store' },
  ]
  it.each(points)('$when, has each message once after the restart', async ({ at }) => {
    const before = bot.stored().length
    await bot.crashAt(at, `saat mati ${at}`)
    await person.sendText(world.botJid, 'sebelum')
    await person.sendText(world.botJid, `saat mati ${at}`)
    await bot.crashed()
    await person.sendText(world.botJid, 'sesudah')

    await restart()
    await until(() => bot.stored().length >= before + 3, 'all three are stored')
    expect(storedTexts().slice(before)).toEqual(['sebelum', `saat mati ${at}`, 'sesudah'])
  })

  it('after keeping a picture, still knows where it lies', async () => {
    const before = bot.stored().length
    await bot.crashAt('before-store', 'layar error')
    await person.sendPicture(world.botJid, randomBytes(2_000), { caption: 'layar error' })
    await bot.crashed()

    await restart()
    await until(() => bot.stored().length > before, 'it is stored')
    const stored = bot.stored()[before]
    expect(stored).toMatchObject({
      kind: 'picture',
      text: 'layar error',
      picture: { bytes: 2_000 },
    })
    const { directPath } = JSON.parse(stored?.picture?.reference ?? '{}') as { directPath: string }
    expect(world.media.expire(directPath).length).toBeGreaterThan(2_000)
  })

  it('at the moment its answer reaches the server, repeats it under the same id, and stays readable', async () => {
    const chat = bot.stored()[0]?.chat.address ?? ''
    const message = outgoing(chat, 'jawaban')
    const retries = (): number =>
      world.server.receipts.filter((one) => one.type === 'retry' && one.from === person.device)
        .length
    const killed = new Promise<void>((resolve) => {
      world.server.withholdAcks = true
      world.server.onMessage = () => {
        world.server.onMessage = undefined
        resolve(bot.kill())
      }
    })
    bot.send(message)
    await killed

    world.server.withholdAcks = false
    await restart()
    bot.send(message)
    await bot.sent(message)
    const next = outgoing(chat, 'jawaban berikut')
    bot.send(next)
    await person.waitFor((shown) => shown.text === 'jawaban berikut')

    const ids = [message, next].map((one) => messageIdFor(one.clientMessageId))
    expect(person.shown.map((shown) => shown.id)).toEqual(ids)
    // A rewound ratchet would show here: the phone could not decrypt and would ask again.
    expect(retries()).toBe(0)
  })

  it('again and again while messages stream in, has each once and in order', async () => {
    const seed = Number(process.env.CRASH_SEED ?? Date.now() % 100_000)
    console.log(`crash seed ${seed}`)
    const random = numbersFrom(seed)
    const before = bot.stored().length
    const texts = Array.from({ length: 60 }, (_, index) => `arus ${index}`)
    const stream = (async () => {
      for (const text of texts) await person.sendText(world.botJid, text)
    })()
    for (let kill = 0; kill < 3; kill += 1) {
      const enough = Math.min(bot.stored().length + Math.floor(random() * 12), before + 60)
      await until(() => bot.stored().length >= enough, 'some more arrive')
      await restart()
    }
    await stream
    await until(() => bot.stored().length >= before + texts.length, 'all are stored')
    expect(storedTexts().slice(before)).toEqual(texts)
  })
})

/** Small pseudo-random generator (mulberry32), so that a seed repeats a run. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
