/** The loopback server's answers to the queries (`iq`) that Baileys sends. */

import { type Device, type Directory, takeKeyUpload } from './whatsapp-accounts.js'
import { type BinaryNode, baileys } from './whatsapp-baileys.js'

const { getBinaryNodeChild, getBinaryNodeChildren } = baileys

/** Type byte of Curve25519 keys in bundles. */
const KEY_TYPE = Buffer.from([5])

/** @returns the content of the result; an unknown query gets an empty one, like a server in a good mood. */
export function answerQuery(
  query: BinaryNode,
  device: Device,
  directory: Directory,
): BinaryNode[] | undefined {
  const first = Array.isArray(query.content) ? query.content[0] : undefined
  const { xmlns, type } = query.attrs
  if (xmlns === 'w:g2') return groupMetadata(query, directory)
  if (xmlns === 'encrypt' && type === 'set' && getBinaryNodeChild(query, 'identity')) {
    takeKeyUpload(device, query)
    return undefined
  }
  switch (first?.tag) {
    case 'count': {
      const value = String(device.bundle?.oneTimeKeys.length ?? 0)
      return [{ tag: 'count', attrs: { value } }]
    }
    case 'digest':
      return [{ tag: 'digest', attrs: {} }]
    case 'key':
      return [{ tag: 'list', attrs: {}, content: keyBundles(first, directory) }]
    case 'usync':
      return [userSync(first, directory)]
    case 'media_conn':
      return [mediaConnection(directory.mediaHost)]
    default:
      return undefined
  }
}

function mediaConnection(hostname: string | undefined): BinaryNode {
  const content = hostname === undefined ? [] : [{ tag: 'host', attrs: { hostname } }]
  return { tag: 'media_conn', attrs: { auth: 'loopback', ttl: '300' }, content }
}

function keyBundles(request: BinaryNode, directory: Directory): BinaryNode[] {
  return getBinaryNodeChildren(request, 'user').flatMap((user) => {
    const bundle = directory.device(user.attrs.jid)?.bundle
    if (bundle === undefined) return []
    const oneTimeKey = bundle.oneTimeKeys.shift()
    return [
      {
        tag: 'user',
        attrs: { jid: user.attrs.jid ?? '' },
        content: [
          bundle.registration,
          { tag: 'type', attrs: {}, content: KEY_TYPE },
          bundle.identity,
          ...(oneTimeKey === undefined ? [] : [oneTimeKey]),
          bundle.signedKey,
        ],
      },
    ]
  })
}

function userSync(request: BinaryNode, directory: Directory): BinaryNode {
  const users = getBinaryNodeChildren(getBinaryNodeChild(request, 'list'), 'user')
  const list = users.map((user) => {
    const account = directory.find(user.attrs.jid)
    const devices = [...(account?.devices.keys() ?? [])].map((id) => ({
      tag: 'device',
      attrs: { id: String(id), 'key-index': String(id) },
    }))
    const known: BinaryNode[] = [
      {
        tag: 'devices',
        attrs: {},
        content: [{ tag: 'device-list', attrs: {}, content: devices }],
      },
      { tag: 'lid', attrs: { val: account?.lidJid ?? '' } },
    ]
    const content = account === undefined ? [] : known
    return { tag: 'user', attrs: { jid: user.attrs.jid ?? '' }, content }
  })
  return {
    tag: 'usync',
    attrs: { ...request.attrs },
    content: [{ tag: 'list', attrs: {}, content: list }],
  }
}

function groupMetadata(query: BinaryNode, directory: Directory): BinaryNode[] {
  const group = directory.group(query.attrs.to ?? '')
  if (group === undefined) {
    return [{ tag: 'error', attrs: { code: '404', text: 'item-not-found' } }]
  }
  const participants = group.members.map((member) => ({
    tag: 'participant',
    attrs: { jid: member.lidJid, phone_number: member.phoneJid },
  }))
  const attrs = {
    id: group.jid,
    subject: group.subject,
    creation: '1700000000',
    s_t: '1700000000',
    addressing_mode: 'lid',
  }
  return [{ tag: 'group', attrs, content: participants }]
}
