/** How the server passes a message stanza and a receipt on to the devices they are for. */
import type { Account, Device, Directory, Group } from './whatsapp-accounts.js'
import { type BinaryNode, baileys } from './whatsapp-baileys.js'

const { getBinaryNodeChild, getBinaryNodeChildren, jidDecode } = baileys

export interface Delivery {
  readonly device: Device
  readonly stanza: BinaryNode
}

type Server = 'lid' | 's.whatsapp.net'

/** @returns one stanza for each device that the message is encrypted for. */
export function fanOut(message: BinaryNode, sender: Device, directory: Directory): Delivery[] {
  const group = directory.group(message.attrs.to ?? '')
  return group === undefined
    ? toPerson(message, sender, directory)
    : toGroup(message, sender, group, directory)
}

function toPerson(message: BinaryNode, sender: Device, directory: Directory): Delivery[] {
  return encryptedFor(message).flatMap(({ jid, content }) => {
    const device = directory.device(jid)
    if (device === undefined) return []
    const server = serverOf(jid)
    const own = device.account === sender.account
    const attrs = own
      ? ownDeviceAttrs(message, sender, server, directory)
      : { from: sender.jid(server), ...otherAddress(sender.account, server) }
    return [{ device, stanza: stanza(message, sender, attrs, content) }]
  })
}

/** A copy for another device of the sender: from oneself, with the chat as `recipient`. */
function ownDeviceAttrs(
  message: BinaryNode,
  sender: Device,
  server: Server,
  directory: Directory,
): Record<string, string> {
  const chat = message.attrs.recipient ?? message.attrs.to ?? ''
  const partner = directory.find(chat)
  const recipient = chat.replace(/:\d+@/, '@')
  const alternative: Record<string, string> =
    server === 'lid'
      ? { peer_recipient_pn: partner?.phoneJid ?? '' }
      : { peer_recipient_lid: partner?.lidJid ?? '' }
  return { from: sender.jid(server), recipient, ...alternative }
}

function toGroup(
  message: BinaryNode,
  sender: Device,
  group: Group,
  directory: Directory,
): Delivery[] {
  const shared = getBinaryNodeChildren(message, 'enc')
  const personal = new Map(encryptedFor(message).map(({ jid, content }) => [jid, content]))
  const onlyFor = message.attrs.participant
  const devices = group.members
    .flatMap((member) => [...member.devices.values()])
    .filter((device) => device !== sender)
    .filter((device) => onlyFor === undefined || directory.device(onlyFor) === device)
  const attrs = {
    from: group.jid,
    participant: sender.jid('lid'),
    participant_pn: sender.account.phoneJid,
    addressing_mode: 'lid',
  }
  return devices.map((device) => {
    const keys = personal.get(device.jid('lid')) ?? personal.get(device.jid('s.whatsapp.net')) ?? []
    return { device, stanza: stanza(message, sender, attrs, [...keys, ...shared]) }
  })
}

/** @returns the receipt as the devices of the message's sender get it. */
export function receiptDeliveries(
  receipt: BinaryNode,
  sender: Device,
  directory: Directory,
): Delivery[] {
  const { to = '', participant, recipient } = receipt.attrs
  const target = directory.find(participant ?? to)
  if (target === undefined) return []
  const toGroup = directory.group(to) !== undefined
  const attrs: Record<string, string> = {
    id: receipt.attrs.id ?? '',
    t: String(Math.floor(Date.now() / 1000)),
    ...(receipt.attrs.type === undefined ? {} : { type: receipt.attrs.type }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(toGroup
      ? { from: to, participant: sender.jid('lid') }
      : { from: sender.jid(serverOf(to)) }),
  }
  const node: BinaryNode = { tag: 'receipt', attrs, ...contentOf(receipt.content) }
  // A request for a resend goes to the device that sent the message, the rest to all.
  const only = receipt.attrs.type === 'retry' ? directory.device(participant ?? to) : undefined
  const devices = only === undefined ? [...target.devices.values()] : [only]
  return devices.map((device) => ({ device, stanza: node }))
}

interface Encrypted {
  readonly jid: string
  readonly content: BinaryNode[]
}

/** `<participants><to jid><enc/></to>…` or, for a single device, `<enc/>` alone. */
function encryptedFor(message: BinaryNode): Encrypted[] {
  const participants = getBinaryNodeChild(message, 'participants')
  if (participants !== undefined) {
    return getBinaryNodeChildren(participants, 'to').map((to) => ({
      jid: to.attrs.jid ?? '',
      content: getBinaryNodeChildren(to, 'enc'),
    }))
  }
  const content = getBinaryNodeChildren(message, 'enc')
  return content.length === 0 ? [] : [{ jid: message.attrs.to ?? '', content }]
}

function stanza(
  message: BinaryNode,
  sender: Device,
  attrs: Record<string, string>,
  encrypted: BinaryNode[],
): BinaryNode {
  const identity = getBinaryNodeChild(message, 'device-identity')
  return {
    tag: 'message',
    attrs: {
      id: message.attrs.id ?? '',
      type: message.attrs.type ?? 'text',
      t: String(Math.floor(Date.now() / 1000)),
      notify: sender.account.name,
      ...attrs,
    },
    content: identity === undefined ? encrypted : [...encrypted, identity],
  }
}

function otherAddress(account: Account, server: Server): Record<string, string> {
  return server === 'lid'
    ? { sender_pn: account.phoneJid, addressing_mode: 'lid' }
    : { sender_lid: account.lidJid }
}

function serverOf(jid: string): Server {
  return jidDecode(jid)?.server === 'lid' ? 'lid' : 's.whatsapp.net'
}

function contentOf(content: BinaryNode['content']): Pick<BinaryNode, 'content'> {
  return content === undefined ? {} : { content }
}
