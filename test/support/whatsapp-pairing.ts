/** What the phone of an account does to link a device: it scans a QR, or somebody types a code. */
import { randomBytes } from 'node:crypto'
import type { Account } from './whatsapp-accounts.js'
import { type BinaryNode, baileys } from './whatsapp-baileys.js'

const {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  Curve,
  derivePairingCodeKey,
  getBinaryNodeChildBuffer,
  hkdf,
  hmacSign,
  proto,
} = baileys

const NO_DATA = Buffer.alloc(0)
/** Prefix of what an account signs for a device. */
const ACCOUNT_SIGNATURE = Buffer.from([6, 0])

export interface QrParts {
  readonly identityKey: Buffer
  /** Base64, as in the QR. */
  readonly advSecret: string
}

/** @param payload What the QR encodes: `https://wa.me/…#ref,noise key,identity key,secret,platform`. */
export function readQr(payload: string): QrParts {
  const [, , identity = '', advSecret = ''] = payload.trim().replace(/^.*#/, '').split(',')
  if (advSecret === '') throw new Error(`not a pairing payload: ${payload.slice(0, 40)}…`)
  return { identityKey: Buffer.from(identity, 'base64'), advSecret }
}

/** The stanza that tells a device that it belongs to the account now. */
export function pairSuccess(account: Account, deviceId: number, qr: QrParts): BinaryNode {
  const details = proto.ADVDeviceIdentity.encode({
    rawId: 1,
    timestamp: 1,
    keyIndex: deviceId,
    accountType: 0,
    deviceType: 0,
  }).finish()
  const toSign = Buffer.concat([ACCOUNT_SIGNATURE, details, qr.identityKey])
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: account.key.public,
    accountSignature: Curve.sign(account.key.private, toSign),
  }).finish()
  const identity = proto.ADVSignedDeviceIdentityHMAC.encode({
    details: signed,
    hmac: hmacSign(signed, Buffer.from(qr.advSecret, 'base64')),
  }).finish()
  const jids = {
    jid: `${account.phone}:${deviceId}@s.whatsapp.net`,
    lid: `${account.lid}:${deviceId}@lid`,
  }
  return {
    tag: 'iq',
    attrs: {
      from: 's.whatsapp.net',
      type: 'set',
      id: 'pair-success',
      xmlns: 'md',
      t: String(Math.floor(Date.now() / 1000)),
    },
    content: [
      {
        tag: 'pair-success',
        attrs: {},
        content: [
          { tag: 'device-identity', attrs: {}, content: identity },
          { tag: 'platform', attrs: { name: 'android' } },
          { tag: 'device', attrs: jids },
          { tag: 'biz', attrs: { name: account.name } },
        ],
      },
    ],
  }
}

/** Pairing by code: the server keeps the device's greeting until the code is typed on the phone. */
export class CodePairing {
  readonly #wrappedKey: Uint8Array
  readonly #identity = Curve.generateKeyPair()
  readonly #ephemeral = Curve.generateKeyPair()
  readonly reference = Buffer.from(`ref-${randomBytes(6).toString('hex')}`)
  #companionKey: Buffer = NO_DATA

  /** @param greeting The `link_code_companion_reg` node of stage `companion_hello`. */
  constructor(greeting: BinaryNode) {
    const wrapped = getBinaryNodeChildBuffer(
      greeting,
      'link_code_pairing_wrapped_companion_ephemeral_pub',
    )
    this.#wrappedKey = wrapped ?? NO_DATA
  }

  /** @returns the notification for the device once the code has been typed. */
  async enterCode(code: string): Promise<BinaryNode> {
    const data = Buffer.from(this.#wrappedKey)
    const [salt, iv, sealed] = [data.subarray(0, 32), data.subarray(32, 48), data.subarray(48)]
    this.#companionKey = aesDecryptCTR(sealed, await derivePairingCodeKey(code, salt), iv)
    const ownSalt = randomBytes(32)
    const ownIv = randomBytes(16)
    const key = await derivePairingCodeKey(code, ownSalt)
    const wrapped = Buffer.concat([
      ownSalt,
      ownIv,
      aesEncryptCTR(this.#ephemeral.public, key, ownIv),
    ])
    const child = (tag: string, content: Uint8Array): BinaryNode => ({ tag, attrs: {}, content })
    return {
      tag: 'notification',
      attrs: { from: 's.whatsapp.net', type: 'link_code_companion_reg', id: 'code-1', t: '1' },
      content: [
        {
          tag: 'link_code_companion_reg',
          attrs: { stage: 'primary_hello' },
          content: [
            child('link_code_pairing_ref', this.reference),
            child('primary_identity_pub', this.#identity.public),
            child('link_code_pairing_wrapped_primary_ephemeral_pub', wrapped),
          ],
        },
      ],
    }
  }

  /** @param finish The node of stage `companion_finish`. */
  finish(finish: BinaryNode): QrParts {
    const identityKey = Buffer.from(
      getBinaryNodeChildBuffer(finish, 'companion_identity_public') ?? NO_DATA,
    )
    const bundle = Buffer.from(
      getBinaryNodeChildBuffer(finish, 'link_code_pairing_wrapped_key_bundle') ?? NO_DATA,
    )
    const shared = Curve.sharedKey(this.#ephemeral.private, this.#companionKey)
    const key = hkdf(shared, 32, {
      salt: bundle.subarray(0, 32),
      info: 'link_code_pairing_key_bundle_encryption_key',
    })
    const opened = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), NO_DATA)
    const identityShared = Curve.sharedKey(this.#identity.private, identityKey)
    const secret = hkdf(Buffer.concat([shared, identityShared, opened.subarray(64)]), 32, {
      info: 'adv_secret',
    })
    return { identityKey, advSecret: Buffer.from(secret).toString('base64') }
  }
}
