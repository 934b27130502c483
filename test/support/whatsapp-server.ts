/**
 * WhatsApp's server on loopback, as far as an unmodified Baileys can tell: encrypted transport,
 * pairing by QR and by code, login, key exchange, relaying of end-to-end encrypted messages with
 * acknowledgements and receipts, a pile for devices that are away, groups; and its troubles on demand.
 */
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { type Account, Device, Directory, type Group } from './whatsapp-accounts.js'
import { type BinaryNode, baileys } from './whatsapp-baileys.js'
import { type ClientPayload, NoiseConnection, ServerIdentity } from './whatsapp-noise.js'
import { CodePairing, pairSuccess, type QrParts, readQr } from './whatsapp-pairing.js'
import { answerQuery } from './whatsapp-queries.js'
import { type Delivery, fanOut, receiptDeliveries } from './whatsapp-relay.js'

const { getBinaryNodeChild } = baileys

/** Inside the encrypted text of both message forms: the last bytes of one form are not protected. */
const DAMAGE_FROM_END = 12

/** References offered at a pairing; a client shows them one after the other. */
const QR_REFERENCES = 3

export interface SentStanza {
  readonly id: string
  readonly to: string
  readonly from: Device
}

export interface SentReceipt {
  readonly id: string
  /** `retry`, `read`, …; undefined for a plain delivery. */
  readonly type: string | undefined
  readonly from: Device
}

export interface Login {
  readonly phone: string
  readonly device: number
  readonly at: number
}

interface Guest {
  readonly connection: NoiseConnection
  device?: Device
  code?: CodePairing
  /** Set while the device confirms its pairing. */
  pairing?: Device
}

export class WhatsAppServer {
  readonly identity = new ServerIdentity()
  readonly directory = new Directory()
  /** Message stanzas that clients sent, in order. */
  readonly messages: SentStanza[] = []
  /** Receipts that clients sent, in order. */
  readonly receipts: SentReceipt[] = []
  readonly logins: Login[] = []
  /** Connections that came, whatever became of them. */
  connections = 0

  // === Troubles on demand ===

  /** Error codes for the next acknowledgements of messages, one each; such messages go nowhere. */
  readonly refusals: string[] = []
  /** Messages are passed on, but their sender is not told. */
  withholdAcks = false
  /** This many of the next message stanzas lose a bit on the way. */
  corruptNext = 0
  /** Answer to a login, if not a welcome: a failure reason (`401`) or a stream error (`440`). */
  loginTrouble:
    | ((device: Device) => { failure?: string; streamError?: string } | undefined)
    | undefined
  /** This many of the last messages of a pile come at once with it, but live. */
  freshInPile = 0
  /** Called with each message stanza before it is passed on. */
  onMessage: ((stanza: SentStanza) => void) | undefined

  /** Answers a device that asks for a file to be uploaded again; nobody does when not set. */
  onMediaRetry: ((request: BinaryNode) => BinaryNode | undefined) | undefined

  readonly #guests = new Set<Guest>()
  #listener: WebSocketServer | undefined

  /** @returns the URL for clients. */
  async listen(): Promise<string> {
    this.identity.trustInThisProcess()
    const listener = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    this.#listener = listener
    await new Promise((resolve) => listener.once('listening', resolve))
    listener.on('connection', (socket) => {
      this.connections += 1
      const guest: Guest = {
        connection: new NoiseConnection(socket, this.identity, {
          onLogin: (payload) => this.#onLogin(guest, payload),
          onNode: (node) => this.#onNode(guest, node),
          onClose: () => this.#onClose(guest),
        }),
      }
      this.#guests.add(guest)
    })
    return `ws://127.0.0.1:${(listener.address() as AddressInfo).port}/ws/chat`
  }

  close(): void {
    this.dropAll()
    this.#listener?.close()
  }

  addAccount(phone: string, lid: string, name: string): Account {
    return this.directory.addAccount(phone, lid, name)
  }

  addGroup(id: string, subject: string, members: readonly Account[]): Group {
    return this.directory.addGroup(id, subject, members)
  }

  /** What the phone does after it has scanned the QR with this payload. */
  scanQr(payload: string, account: Account, deviceId = account.nextDeviceId()): Device {
    const qr = readQr(payload)
    const guest = [...this.#guests].find((one) => one.device === undefined)
    if (guest === undefined) throw new Error('no client is waiting to be paired')
    return this.#pair(guest, account, deviceId, qr)
  }

  /** Whether a client waits for its pairing code to be typed. */
  get codeAsked(): boolean {
    return [...this.#guests].some((one) => one.code !== undefined)
  }

  /** As when the network breaks. */
  dropAll(): void {
    for (const guest of this.#guests) guest.connection.drop()
  }

  /** What happens after the code is typed on the phone. */
  async enterCode(code: string, account: Account): Promise<void> {
    const guest = [...this.#guests].find((one) => one.code !== undefined)
    if (guest?.code === undefined) throw new Error('no client has asked for a pairing code')
    this.#codeAccount = account
    guest.connection.send(await guest.code.enterCode(code))
  }
  #codeAccount: Account | undefined

  /** A status post of an account reaches the devices of another. */
  postStatus(from: Account, to: Account): void {
    for (const device of to.devices.values()) {
      device.deliver({
        tag: 'message',
        attrs: {
          id: `STATUS${this.messages.length}`,
          from: 'status@broadcast',
          participant: from.phoneJid,
          type: 'text',
          t: now(),
        },
        content: [{ tag: 'enc', attrs: { v: '2', type: 'skmsg' }, content: Buffer.from('status') }],
      })
    }
  }

  /** Ends the connection of a device with a stream error, e.g. 440 "replaced", 503, or a 401. */
  endWith(device: Device, code: string, reason = 'conflict'): void {
    device.connection?.send({
      tag: 'stream:error',
      attrs: { code },
      content: [{ tag: reason, attrs: {} }],
    })
  }

  // === Connections ===

  #onLogin(guest: Guest, payload: ClientPayload): void {
    const phone = payload.username?.toString() ?? '0'
    if (phone === '0') {
      this.#offerQr(guest)
      return
    }
    const device = this.directory.account(phone)?.devices.get(payload.device ?? 0)
    if (device === undefined) {
      guest.connection.send({ tag: 'failure', attrs: { reason: '401' } })
      return
    }
    this.logins.push({ phone, device: device.id, at: Date.now() })
    guest.device = device
    const trouble = this.loginTrouble?.(device)
    if (trouble?.failure !== undefined) {
      guest.connection.send({ tag: 'failure', attrs: { reason: trouble.failure } })
      return
    }
    device.connection = guest.connection
    guest.connection.send({
      tag: 'success',
      attrs: { t: now(), lid: device.jid('lid'), props: '1' },
    })
    if (trouble?.streamError !== undefined) {
      this.endWith(device, trouble.streamError)
      return
    }
    device.deliverPile(this.freshInPile)
  }

  #onClose(guest: Guest): void {
    this.#guests.delete(guest)
    if (guest.device?.connection === guest.connection) guest.device.connection = undefined
  }

  // === Pairing ===

  #offerQr(guest: Guest): void {
    const references = Array.from({ length: QR_REFERENCES }, (_, index) => ({
      tag: 'ref',
      attrs: {},
      content: Buffer.from(`ref-${index}-${this.connections}`),
    }))
    guest.connection.send({
      tag: 'iq',
      attrs: { from: 's.whatsapp.net', type: 'set', id: 'pair-device', xmlns: 'md' },
      content: [{ tag: 'pair-device', attrs: {}, content: references }],
    })
  }

  #pair(guest: Guest, account: Account, deviceId: number, qr: QrParts): Device {
    const device = new Device(account, deviceId)
    guest.pairing = device
    guest.connection.send(pairSuccess(account, deviceId, qr))
    return device
  }

  #onCodeStage(guest: Guest, query: BinaryNode): void {
    const stage = getBinaryNodeChild(query, 'link_code_companion_reg')
    if (stage?.attrs.stage === 'companion_hello') {
      guest.code = new CodePairing(stage)
      this.#reply(guest, query, [
        {
          tag: 'link_code_companion_reg',
          attrs: { stage: 'companion_hello' },
          content: [{ tag: 'link_code_pairing_ref', attrs: {}, content: guest.code.reference }],
        },
      ])
      return
    }
    this.#reply(guest, query, undefined)
    const account = this.#codeAccount
    if (stage === undefined || guest.code === undefined || account === undefined) return
    this.#pair(guest, account, account.nextDeviceId(), guest.code.finish(stage))
  }

  // === Stanzas ===

  #onNode(guest: Guest, node: BinaryNode): void {
    if (node.tag === 'iq') this.#onQuery(guest, node)
    else if (guest.device === undefined) return
    else if (node.tag === 'message') this.#onMessage(guest.device, node)
    else if (node.tag === 'receipt') this.#onReceipt(guest.device, node)
    else if (node.tag === 'ack') guest.device.acknowledge(node.attrs.id, node.attrs.class ?? '')
  }

  #onQuery(guest: Guest, query: BinaryNode): void {
    if (query.attrs.type === 'result') {
      this.#onPaired(guest, query)
      return
    }
    if (getBinaryNodeChild(query, 'link_code_companion_reg')) {
      this.#onCodeStage(guest, query)
      return
    }
    if (guest.device === undefined) return
    this.#reply(guest, query, answerQuery(query, guest.device, this.directory))
  }

  /** The device confirmed; WhatsApp wants it to come again as itself. */
  #onPaired(guest: Guest, result: BinaryNode): void {
    const device = guest.pairing
    if (device === undefined || result.attrs.id !== 'pair-success') return
    device.account.devices.set(device.id, device)
    guest.connection.send({ tag: 'stream:error', attrs: { code: '515' } })
  }

  #reply(guest: Guest, query: BinaryNode, content: BinaryNode[] | undefined): void {
    const attrs = { id: query.attrs.id ?? '', type: 'result', from: query.attrs.to ?? '' }
    guest.connection.send({ tag: 'iq', attrs, ...(content === undefined ? {} : { content }) })
  }

  #onMessage(sender: Device, message: BinaryNode): void {
    const { id = '', to = '' } = message.attrs
    const stanza = { id, to, from: sender }
    this.messages.push(stanza)
    this.onMessage?.(stanza)
    const error = this.refusals.shift()
    if (!this.withholdAcks) {
      sender.connection?.send({
        tag: 'ack',
        attrs: { class: 'message', id, from: to, t: now(), ...(error ? { error } : {}) },
      })
    }
    if (error !== undefined) return
    this.#deliver(fanOut(message, sender, this.directory).map((one) => this.#maybeCorrupt(one)))
  }

  #onReceipt(sender: Device, receipt: BinaryNode): void {
    const { id = '', to = '', type } = receipt.attrs
    this.receipts.push({ id, type, from: sender })
    if (type === 'server-error') {
      const answer = this.onMediaRetry?.(receipt)
      if (answer !== undefined) sender.deliver(answer)
      return
    }
    sender.acknowledge(id, 'message')
    sender.connection?.send({
      tag: 'ack',
      attrs: { class: 'receipt', id, from: to, ...(type === undefined ? {} : { type }) },
    })
    this.#deliver(receiptDeliveries(receipt, sender, this.directory))
  }

  #deliver(deliveries: readonly Delivery[]): void {
    for (const { device, stanza } of deliveries) device.deliver(stanza)
  }

  #maybeCorrupt(delivery: Delivery): Delivery {
    if (this.corruptNext === 0 || !Array.isArray(delivery.stanza.content)) return delivery
    this.corruptNext -= 1
    const content = delivery.stanza.content.map((child) => {
      if (child.tag !== 'enc' || !(child.content instanceof Uint8Array)) return child
      const damaged = Buffer.from(child.content)
      const at = damaged.length - DAMAGE_FROM_END
      damaged.writeUInt8((damaged.at(at) ?? 0) ^ 1, at)
      return { ...child, content: damaged }
    })
    return { ...delivery, stanza: { ...delivery.stanza, content } }
  }
}

function now(): string {
  return String(Math.floor(Date.now() / 1000))
}
