/** Accounts, devices and groups as the loopback server knows them. */
import { type BinaryNode, baileys } from './whatsapp-baileys.js'
import type { NoiseConnection } from './whatsapp-noise.js'

const { Curve, getBinaryNodeChild, getBinaryNodeChildren, jidDecode } = baileys

/** What a device uploads so that others can start an encrypted session with it. */
export interface KeyBundle {
  readonly registration: BinaryNode
  readonly identity: BinaryNode
  readonly signedKey: BinaryNode
  /** Handed out once each. */
  readonly oneTimeKeys: BinaryNode[]
}

export class Device {
  bundle: KeyBundle | undefined
  connection: NoiseConnection | undefined
  /** Delivered or to be delivered, and not yet acknowledged by the device. */
  readonly unacknowledged: BinaryNode[] = []

  constructor(
    readonly account: Account,
    readonly id: number,
  ) {}

  jid(server: 'lid' | 's.whatsapp.net'): string {
    return `${server === 'lid' ? this.account.lid : this.account.phone}:${this.id}@${server}`
  }

  /** Sends now if the device is there; otherwise, or if it breaks off, at its next login. */
  deliver(stanza: BinaryNode): void {
    this.unacknowledged.push(stanza)
    this.connection?.send(stanza)
  }

  acknowledge(id: string | undefined, tag: string): void {
    const index = this.unacknowledged.findIndex((node) => node.tag === tag && node.attrs.id === id)
    if (index >= 0) this.unacknowledged.splice(index, 1)
  }

  /**
   * What piled up, marked as such; then the mark that the pile is done.
   * @param fresh This many of the last are as if they had been written at this moment.
   */
  deliverPile(fresh = 0): void {
    const pile = this.unacknowledged
    const old = pile.length - fresh
    for (const [index, stanza] of [...pile].entries()) {
      const mark = index < old ? { offline: '0' } : {}
      this.connection?.send({ ...stanza, attrs: { ...stanza.attrs, ...mark } })
    }
    const offline = { tag: 'offline', attrs: { count: String(pile.length) } }
    this.connection?.send({ tag: 'ib', attrs: { from: 's.whatsapp.net' }, content: [offline] })
  }
}

export class Account {
  readonly devices = new Map<number, Device>()
  /** Signs the devices of the account; on the phone in reality. */
  readonly key = Curve.generateKeyPair()

  constructor(
    readonly phone: string,
    readonly lid: string,
    readonly name: string,
  ) {}

  get phoneJid(): string {
    return `${this.phone}@s.whatsapp.net`
  }

  get lidJid(): string {
    return `${this.lid}@lid`
  }

  nextDeviceId(): number {
    return Math.max(0, ...this.devices.keys()) + 1
  }
}

export interface Group {
  readonly jid: string
  readonly subject: string
  readonly members: readonly Account[]
}

export class Directory {
  readonly #accounts = new Map<string, Account>()
  readonly #groups = new Map<string, Group>()
  /** Host and port of the media server, for those who ask. */
  mediaHost: string | undefined

  /** @param phone Digits with country code. @param lid Digits of the opaque address. */
  addAccount(phone: string, lid: string, name: string): Account {
    const account = new Account(phone, lid, name)
    this.#accounts.set(phone, account)
    return account
  }

  addGroup(id: string, subject: string, members: readonly Account[]): Group {
    const group = { jid: `${id}@g.us`, subject, members }
    this.#groups.set(group.jid, group)
    return group
  }

  account(phone: string): Account | undefined {
    return this.#accounts.get(phone)
  }

  group(jid: string): Group | undefined {
    return this.#groups.get(jid)
  }

  /** The account behind a phone number or LID, with or without a device. */
  find(jid: string | undefined): Account | undefined {
    const decoded = jidDecode(jid)
    if (decoded === undefined) return undefined
    if (decoded.server !== 'lid') return this.#accounts.get(decoded.user)
    return [...this.#accounts.values()].find((account) => account.lid === decoded.user)
  }

  device(jid: string | undefined): Device | undefined {
    return this.find(jid)?.devices.get(jidDecode(jid)?.device ?? 0)
  }
}

/** Reads the bundle out of a key upload; a later upload adds one-time keys. */
export function takeKeyUpload(device: Device, upload: BinaryNode): void {
  const child = (tag: string): BinaryNode => {
    const node = getBinaryNodeChild(upload, tag)
    if (node === undefined) throw new Error(`key upload without <${tag}>`)
    return node
  }
  const kept = device.bundle?.oneTimeKeys ?? []
  device.bundle = {
    registration: child('registration'),
    identity: child('identity'),
    signedKey: child('skey'),
    oneTimeKeys: [...kept, ...getBinaryNodeChildren(child('list'), 'key')],
  }
}
