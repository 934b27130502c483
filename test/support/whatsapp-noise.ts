/**
 * The server's side of WhatsApp's transport: a Noise XX handshake with a certificate chain, then
 * frames of three length bytes and an encrypted binary node.
 */
import type { WebSocket } from 'ws'
import { type BinaryNode, baileys } from './whatsapp-baileys.js'

const {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  decodeBinaryNode,
  encodeBinaryNode,
  hkdf,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
  WA_CERT_DETAILS,
} = baileys

type KeyPair = ReturnType<typeof Curve.generateKeyPair>
export type ClientPayload = InstanceType<typeof proto.ClientPayload>

const NO_DATA: Buffer = Buffer.alloc(0)
/** Length of the frame header, and of the optional routing header before the first frame. */
const FRAME_HEADER = 3
const ROUTING_HEADER = 7
const LONG_AGO = 0
/** Year 2100, in seconds. */
const FAR_AWAY = 4_102_444_800

/** Root → intermediate → leaf, like WhatsApp's, but of a root made for this process. */
export class ServerIdentity {
  readonly staticKey = Curve.generateKeyPair()
  readonly certificate: Uint8Array
  readonly rootKey: Buffer<ArrayBuffer>

  constructor() {
    const root = Curve.generateKeyPair()
    const intermediate = Curve.generateKeyPair()
    this.rootKey = Buffer.from(root.public)
    const details = (serial: number, issuerSerial: number, key: Uint8Array): Uint8Array =>
      proto.CertChain.NoiseCertificate.Details.encode({
        serial,
        issuerSerial,
        key,
        notBefore: LONG_AGO,
        notAfter: FAR_AWAY,
      }).finish()
    const middle = details(1, 0, intermediate.public)
    const leaf = details(2, 1, this.staticKey.public)
    this.certificate = proto.CertChain.encode({
      intermediate: { details: middle, signature: Curve.sign(root.private, middle) },
      leaf: { details: leaf, signature: Curve.sign(intermediate.private, leaf) },
    }).finish()
  }

  /** Baileys checks the chain against an exported, mutable root key: no file of it is patched. */
  trustInThisProcess(): void {
    WA_CERT_DETAILS.PUBLIC_KEY = this.rootKey
  }
}

interface Handlers {
  /** The handshake is done. */
  onLogin(payload: ClientPayload): void
  onNode(node: BinaryNode): void
  onClose(): void
}

function counterIv(counter: number): Buffer {
  const iv = Buffer.alloc(12)
  iv.writeUInt32BE(counter, 8)
  return iv
}

/** Handshake state of Noise: a running hash and the current key. */
class Handshake {
  #hash: Buffer = Buffer.from(NOISE_MODE)
  #salt: Uint8Array = this.#hash
  #key: Uint8Array = this.#hash
  #counter = 0

  authenticate(data: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, data]))
  }

  mix(secret: Uint8Array): void {
    const [salt, key] = this.#derive(secret)
    this.#salt = salt
    this.#key = key
    this.#counter = 0
  }

  encrypt(plaintext: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plaintext, this.#key, this.#nextIv(), this.#hash)
    this.authenticate(sealed)
    return sealed
  }

  decrypt(sealed: Uint8Array): Buffer {
    const plaintext = aesDecryptGCM(sealed, this.#key, this.#nextIv(), this.#hash)
    this.authenticate(sealed)
    return plaintext
  }

  /** The client's writing key first, as it is what the server reads with. */
  transportKeys(): readonly [Uint8Array, Uint8Array] {
    return this.#derive(NO_DATA)
  }

  #nextIv(): Buffer {
    const iv = counterIv(this.#counter)
    this.#counter += 1
    return iv
  }

  #derive(secret: Uint8Array): [Uint8Array, Uint8Array] {
    const keys = hkdf(Buffer.from(secret), 64, { salt: Buffer.from(this.#salt), info: '' })
    return [keys.subarray(0, 32), keys.subarray(32)]
  }
}

/** One connected client. */
export class NoiseConnection {
  readonly #socket: WebSocket
  readonly #identity: ServerIdentity
  readonly #handlers: Handlers
  readonly #handshake = new Handshake()
  readonly #ephemeral: KeyPair = Curve.generateKeyPair()
  #buffer: Buffer = NO_DATA
  #stage: 'intro' | 'hello' | 'finish' | 'transport' = 'intro'
  #readKey: Uint8Array = NO_DATA
  #writeKey: Uint8Array = NO_DATA
  #reads = 0
  #writes = 0
  /** Frames are worked on strictly one after the other. */
  #work: Promise<void> = Promise.resolve()

  constructor(socket: WebSocket, identity: ServerIdentity, handlers: Handlers) {
    this.#socket = socket
    this.#identity = identity
    this.#handlers = handlers
    socket.on('message', (data: Buffer) => {
      this.#work = this.#work.then(() => this.#take(data)).catch(() => socket.terminate())
    })
    socket.on('close', () => handlers.onClose())
    socket.on('error', () => socket.terminate())
  }

  send(node: BinaryNode): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    const iv = counterIv(this.#writes)
    this.#writes += 1
    this.#sendFrame(aesEncryptGCM(encodeBinaryNode(node), this.#writeKey, iv, NO_DATA))
  }

  close(): void {
    this.#socket.close()
  }

  /** As when the line breaks: no goodbye. */
  drop(): void {
    this.#socket.terminate()
  }

  #sendFrame(data: Uint8Array): void {
    const header = Buffer.alloc(FRAME_HEADER)
    header.writeUIntBE(data.length, 0, FRAME_HEADER)
    this.#socket.send(Buffer.concat([header, data]))
  }

  async #take(data: Buffer): Promise<void> {
    this.#buffer = Buffer.concat([this.#buffer, data])
    if (this.#stage === 'intro' && !this.#takeIntro()) return
    for (let frame = this.#nextFrame(); frame !== undefined; frame = this.#nextFrame()) {
      await this.#onFrame(frame)
    }
  }

  #takeIntro(): boolean {
    if (this.#buffer.subarray(0, 2).toString() === 'ED') {
      const length = this.#buffer.readUIntBE(4, FRAME_HEADER)
      this.#buffer = this.#buffer.subarray(ROUTING_HEADER + length)
    }
    if (this.#buffer.length < NOISE_WA_HEADER.length) return false
    this.#handshake.authenticate(NOISE_WA_HEADER)
    this.#buffer = this.#buffer.subarray(NOISE_WA_HEADER.length)
    this.#stage = 'hello'
    return true
  }

  #nextFrame(): Buffer | undefined {
    if (this.#buffer.length < FRAME_HEADER) return undefined
    const end = FRAME_HEADER + this.#buffer.readUIntBE(0, FRAME_HEADER)
    if (this.#buffer.length < end) return undefined
    const frame = this.#buffer.subarray(FRAME_HEADER, end)
    this.#buffer = this.#buffer.subarray(end)
    return frame
  }

  async #onFrame(frame: Buffer): Promise<void> {
    if (this.#stage === 'hello') {
      this.#answerHello(frame)
      return
    }
    if (this.#stage === 'finish') {
      this.#finish(frame)
      return
    }
    const iv = counterIv(this.#reads)
    this.#reads += 1
    this.#handlers.onNode(await decodeBinaryNode(aesDecryptGCM(frame, this.#readKey, iv, NO_DATA)))
  }

  #answerHello(frame: Buffer): void {
    const hello = proto.HandshakeMessage.decode(frame).clientHello
    const client = Buffer.from(hello?.ephemeral ?? NO_DATA)
    const { staticKey, certificate } = this.#identity
    this.#handshake.authenticate(client)
    this.#handshake.authenticate(this.#ephemeral.public)
    this.#handshake.mix(Curve.sharedKey(this.#ephemeral.private, client))
    const sealedKey = this.#handshake.encrypt(staticKey.public)
    this.#handshake.mix(Curve.sharedKey(staticKey.private, client))
    const payload = this.#handshake.encrypt(certificate)
    const serverHello = { ephemeral: this.#ephemeral.public, static: sealedKey, payload }
    this.#sendFrame(proto.HandshakeMessage.encode({ serverHello }).finish())
    this.#stage = 'finish'
  }

  #finish(frame: Buffer): void {
    const finish = proto.HandshakeMessage.decode(frame).clientFinish
    const clientStatic = this.#handshake.decrypt(Buffer.from(finish?.static ?? NO_DATA))
    this.#handshake.mix(Curve.sharedKey(this.#ephemeral.private, clientStatic))
    const payload = this.#handshake.decrypt(Buffer.from(finish?.payload ?? NO_DATA))
    const [read, write] = this.#handshake.transportKeys()
    this.#readKey = read
    this.#writeKey = write
    this.#stage = 'transport'
    this.#handlers.onLogin(proto.ClientPayload.decode(payload))
  }
}
