/**
 * A small world with WhatsApp in it: the loopback server, the office's account that the bot is linked
 * to, and people who write to it. For tests of the channel alone (`startBot`) and of a whole service
 * in another process (`scanQrOf`, `serviceEnvironment`).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { Channel, OutgoingMessage } from '../../src/channels/channel.js'
import type { WhatsAppOptions } from '../../src/channels/whatsapp/options.js'
import { createWhatsAppChannel } from '../../src/channels/whatsapp/whatsapp-channel.js'
import type { Reply } from '../../src/engine/model.js'
import type { Account, Device } from './whatsapp-accounts.js'
import { MemoryInbox } from './whatsapp-inbox.js'
import { MediaServer } from './whatsapp-media.js'
import { Phone, type ShownMessage } from './whatsapp-phone.js'
import { WhatsAppServer } from './whatsapp-server.js'
import { until } from './whatsapp-wait.js'

/** Numbers that belong to nobody. */
const OFFICE_PHONE = '6281100000001'
const OFFICE_LID = '100000000000001'
const PERSON_PHONE = 6_281_200_000_000
const PERSON_LID = 200_000_000_000_000

export const QR_FILE = 'whatsapp-qr.txt'

export interface BotOptions extends Partial<WhatsAppOptions> {
  /** Lines of the log, for tests that look at them. */
  readonly logLines?: string[]
}

export class WhatsAppWorld {
  readonly server = new WhatsAppServer()
  readonly media = new MediaServer()
  readonly office: Account
  readonly inbox = new MemoryInbox()
  /** What a person at the terminal saw. */
  terminal = ''
  url = ''
  dataDir = ''
  readonly #phones: Phone[] = []
  readonly #bots: Channel[] = []
  #people = 0

  private constructor() {
    this.office = this.server.addAccount(OFFICE_PHONE, OFFICE_LID, 'Kantor')
  }

  static async create(): Promise<WhatsAppWorld> {
    const world = new WhatsAppWorld()
    world.url = await world.server.listen()
    world.dataDir = await mkdtemp(join(tmpdir(), 'whatsapp-'))
    await world.media.listen()
    world.media.trustInThisProcess()
    world.server.directory.mediaHost = world.media.host
    return world
  }

  async close(): Promise<void> {
    for (const bot of this.#bots) await bot.stop()
    for (const phone of this.#phones) await phone.disconnect()
    this.server.close()
    this.media.close()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  /** JID that people write to. */
  get botJid(): string {
    return this.office.phoneJid
  }

  /** A channel on this world's data directory, started; it is not paired yet, or comes back. */
  async startBot(options: BotOptions = {}): Promise<Channel> {
    const { logLines, ...rest } = options
    const bot = createWhatsAppChannel({
      dataDir: this.dataDir,
      inbox: this.inbox,
      logger: logger(logLines),
      mask: (text) => ({ text, kinds: [] }),
      clock: () => Date.now(),
      random: () => 0,
      terminal: { write: (text) => (this.terminal += text) },
      socketUrl: this.url,
      ...rest,
    })
    this.#bots.push(bot)
    await bot.start()
    return bot
  }

  /** Starts the bot, pairs it by QR and waits until it is ready. */
  async startPairedBot(options: BotOptions = {}): Promise<Channel> {
    const bot = await this.startBot(options)
    await this.scanQrOf(this.dataDir)
    await ready(bot)
    return bot
  }

  /**
   * Waits for the pairing file of a service and scans it with the office's phone.
   * @returns the device that the service has become.
   */
  async scanQrOf(dataDir: string): Promise<Device> {
    const path = join(dataDir, QR_FILE)
    await until(() => existsSync(path), 'a QR code is shown')
    return this.server.scanQr(readFileSync(path, 'utf8'), this.office)
  }

  /** Somebody who can write to the bot. */
  async person(name = 'Guru'): Promise<Phone> {
    this.#people += 1
    const phone = String(PERSON_PHONE + this.#people)
    const account = this.server.addAccount(phone, String(PERSON_LID + this.#people), name)
    return this.phoneOf(account)
  }

  /** Another device of an account, e.g. the office's own phone. */
  async phoneOf(account: Account): Promise<Phone> {
    const phone = await Phone.pair(this.server, this.url, account)
    this.#phones.push(phone)
    return phone
  }

  /** Writes to the bot and waits for its next answer to this person. */
  async ask(phone: Phone, text: string): Promise<ShownMessage> {
    const before = phone.shown.length
    await phone.sendText(this.botJid, text)
    return phone.waitFor(() => true, before, `the answer to "${text}"`)
  }

  /** Environment for a service in another process: give it with {@link PRELOAD} as an `--import`. */
  serviceEnvironment(): Record<string, string> {
    const authority = join(this.dataDir, 'media-authority.pem')
    writeFileSync(authority, this.media.certificate.cert)
    return {
      NODE_EXTRA_CA_CERTS: authority,
      WHATSAPP_LOOPBACK_URL: this.url,
      WHATSAPP_LOOPBACK_ROOT: this.server.identity.rootKey.toString('hex'),
    }
  }
}

/** Module for `node --import`: points Baileys at the loopback server and its certificate. */
export const PRELOAD = new URL('./whatsapp-preload.mjs', import.meta.url).href

export async function ready(bot: Channel): Promise<void> {
  await until(() => bot.status().state === 'ready', 'the bot is connected')
}

let replies = 0

/** A reply as the outbox hands it over. */
export function outgoing(
  chatAddress: string,
  reply: Reply | string,
  more: Partial<OutgoingMessage> = {},
): OutgoingMessage {
  replies += 1
  return {
    id: `out-${replies}`,
    chatAddress,
    chatKind: 'private',
    reply: typeof reply === 'string' ? { text: reply } : reply,
    clientMessageId: `client-${replies}`,
    ...more,
  }
}

function logger(lines: string[] | undefined): pino.Logger {
  if (lines === undefined) return pino({ level: process.env.WHATSAPP_TEST_LOG ?? 'silent' })
  return pino({ level: 'trace' }, { write: (line: string) => lines.push(line) })
}
