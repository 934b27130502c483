/**
 * A person on WhatsApp: an unmodified Baileys as a linked device of their account, with its keys in
 * memory. It writes, reads, and shows a message once however often it comes, like a real phone.
 */
import pino from 'pino'
import type { Account, Device } from './whatsapp-accounts.js'
import { baileys, type proto, type WAMessage, type WASocket } from './whatsapp-baileys.js'
import type { WhatsAppServer } from './whatsapp-server.js'
import { until } from './whatsapp-wait.js'

type Keys = Parameters<typeof baileys.addTransactionCapability>[0]
type Creds = ReturnType<typeof baileys.initAuthCreds>

export interface ShownMessage {
  readonly id: string
  /** JID of the chat. */
  readonly chat: string
  readonly text: string
  readonly fromMe: boolean
  readonly message: proto.IMessage
}

export interface PictureOptions {
  readonly caption?: string
  /** Sent as a file of this type. */
  readonly asFile?: string
  /** E.g. into a disappearing message. */
  readonly wrap?: (message: proto.IMessage) => proto.IMessage
}

export class Phone {
  /** What the person sees, each message id once. */
  readonly shown: ShownMessage[] = []
  /** Message ids as they came in, repeats included. */
  readonly arrivals: string[] = []
  readonly #server: WhatsAppServer
  readonly #url: string
  readonly #creds: Creds = baileys.initAuthCreds()
  readonly #keys: Keys = memoryKeys()
  readonly #sent = new Map<string, proto.IMessage>()
  #socket: WASocket | undefined
  #open = false

  private constructor(
    readonly account: Account,
    server: WhatsAppServer,
    url: string,
  ) {
    this.#server = server
    this.#url = url
  }

  /** Links a new device to the account and logs it in. */
  static async pair(server: WhatsAppServer, url: string, account: Account): Promise<Phone> {
    const phone = new Phone(account, server, url)
    await phone.connect()
    return phone
  }

  get device(): Device {
    const id = baileys.jidDecode(this.#creds.me?.id)?.device ?? 0
    const device = this.account.devices.get(id)
    if (device === undefined) throw new Error('this phone is not paired')
    return device
  }

  get online(): boolean {
    return this.#open
  }

  /** Pairs if that has not been done, then logs in. */
  async connect(): Promise<void> {
    this.#openSocket()
    await until(() => this.#open, `${this.account.name} is online`)
  }

  /** Goes offline; what is sent to it waits at the server. */
  async disconnect(): Promise<void> {
    const socket = this.#socket
    this.#socket = undefined
    this.#open = false
    await socket?.end(undefined)
  }

  async sendText(to: string, text: string): Promise<string> {
    return this.send(to, { conversation: text })
  }

  /** @returns the id of the message. */
  async send(
    to: string,
    message: proto.IMessage,
    id = baileys.generateMessageIDV2(this.#creds.me?.id),
  ): Promise<string> {
    this.#sent.set(id, message)
    await this.#connected().relayMessage(to, message, { messageId: id })
    return id
  }

  /** Encrypts a picture, uploads it as the app does and sends it. @returns the id of the message. */
  async sendPicture(to: string, picture: Buffer, options: PictureOptions = {}): Promise<string> {
    const { caption, asFile, wrap = (message) => message } = options
    const content = asFile
      ? { document: picture, mimetype: asFile, fileName: 'layar' }
      : { image: picture }
    const message = await baileys.generateWAMessageContent(
      { ...content, ...(caption === undefined ? {} : { caption }) },
      { upload: this.#connected().waUploadToServer, logger: pino({ level: 'silent' }) },
    )
    return this.send(to, wrap(message))
  }

  /** What this phone sent under an id. */
  sent(id: string): proto.IMessage | undefined {
    return this.#sent.get(id)
  }

  /** Takes back a message for everybody. */
  async revoke(to: string, id: string): Promise<void> {
    const key = { remoteJid: to, fromMe: true, id }
    await this.send(to, { protocolMessage: { type: 0, key } })
  }

  async edit(to: string, id: string, text: string): Promise<void> {
    const key = { remoteJid: to, fromMe: true, id }
    const protocolMessage = { type: 14, key, editedMessage: { conversation: text } }
    await this.send(to, { editedMessage: { message: { protocolMessage } } })
  }

  /** Waits for the next shown message that fits; those before `after` in {@link shown} do not count. */
  async waitFor(
    fits: (message: ShownMessage) => boolean,
    after = 0,
    label = 'a message',
  ): Promise<ShownMessage> {
    const find = (): ShownMessage | undefined =>
      this.shown.slice(after).find((message) => !message.fromMe && fits(message))
    await until(() => find() !== undefined, `${this.account.name} sees ${label}`)
    return find() as ShownMessage
  }

  /** Loses what it has written, so it cannot send anything a second time. */
  forgetSent(): void {
    this.#sent.clear()
  }

  /** Forgets the encrypted session with a person, as after an app was installed anew. */
  async forgetSession(jid: string): Promise<void> {
    await this.#connected().signalRepository.deleteSession([jid])
  }

  #connected(): WASocket {
    if (this.#socket === undefined) throw new Error(`${this.account.name} is offline`)
    return this.#socket
  }

  #openSocket(): void {
    const socket = baileys.makeWASocket({
      waWebSocketUrl: this.#url,
      logger: pino({ level: 'silent' }),
      auth: { creds: this.#creds, keys: this.#keys },
      browser: baileys.Browsers.ubuntu('Chrome'),
      emitOwnEvents: false,
      getMessage: async (key) => this.#sent.get(key.id ?? ''),
    })
    this.#socket = socket
    // The events would wait 20 s for a history that this server does not send.
    this.#creds.accountSyncCounter = 1
    socket.ev.on('creds.update', (update) => Object.assign(this.#creds, update))
    socket.ev.on('messages.upsert', ({ messages }) => {
      for (const message of messages) this.#show(message)
    })
    socket.ev.on('connection.update', (update) => {
      if (this.#socket !== socket) return
      if (update.qr !== undefined) this.#server.scanQr(update.qr, this.account)
      if (update.connection === 'open') this.#open = true
      if (update.connection === 'close') {
        this.#open = false
        this.#openSocket()
      }
    })
  }

  #show(message: WAMessage): void {
    const id = message.key.id ?? ''
    if (!message.message) return
    this.arrivals.push(id)
    if (this.shown.some((one) => one.id === id)) return
    const content = baileys.normalizeMessageContent(message.message) ?? {}
    this.shown.push({
      id,
      chat: message.key.remoteJid ?? '',
      text: content.conversation ?? content.extendedTextMessage?.text ?? '',
      fromMe: message.key.fromMe === true,
      message: message.message,
    })
  }
}

function memoryKeys(): Keys {
  const stored = new Map<string, unknown>()
  return {
    get: (type, ids) => {
      const found = ids.map((id) => [id, stored.get(`${type} ${id}`)] as const)
      return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as never
    },
    set: (data) => {
      for (const [type, entries] of Object.entries(data)) {
        for (const [id, value] of Object.entries(entries)) {
          if (value === null) stored.delete(`${type} ${id}`)
          else stored.set(`${type} ${id}`, value)
        }
      }
    },
  }
}
