/**
 * Baileys' authentication state on the session file: credentials and Signal keys. Every write is one
 * transaction, finished before the call returns; nothing is cached or written later.
 */
import type {
  AuthenticationCreds,
  SignalDataSet,
  SignalDataTypeMap,
  SignalKeyStore,
} from '@whiskeysockets/baileys'
import type { Baileys } from './baileys.js'
import type { InboundSpool } from './inbound-spool.js'
import { type SessionFile, SessionFileError } from './session-file.js'

/**
 * Rows for the inbound spool travel with the keys under this name, so that "the ratchet has moved" and
 * "the message is kept" are one commit. Baileys passes unknown key types through untouched.
 */
export const SPOOL_ROWS = 'tanya-inbound'

export class AuthStore {
  readonly #file: SessionFile
  readonly #baileys: Baileys
  readonly #spool: InboundSpool
  readonly #onDamage: (error: unknown) => void
  #creds: AuthenticationCreds
  /** What Baileys reads and writes keys through. */
  readonly keys: SignalKeyStore

  /**
   * @param onDamage Called when a stored key turns out to be unreadable while running.
   * @throws {SessionFileError} when the stored credentials cannot be used.
   */
  constructor(
    file: SessionFile,
    baileys: Baileys,
    spool: InboundSpool,
    onDamage: (error: unknown) => void,
  ) {
    this.#file = file
    this.#baileys = baileys
    this.#spool = spool
    this.#onDamage = onDamage
    this.#creds = readCreds(file, baileys)
    this.keys = {
      get: (type, ids) => this.#watched(() => this.#get(type, ids)),
      set: (data) => this.#watched(() => this.#set(data)),
    }
  }

  get creds(): AuthenticationCreds {
    return this.#creds
  }

  /** Whether a phone has confirmed this device; before that nothing is lost by starting anew. */
  get paired(): boolean {
    return this.#creds.account !== undefined && this.#creds.account !== null
  }

  saveCreds(): void {
    this.#file.db
      .prepare('UPDATE creds SET value = ? WHERE id = 1')
      .run(encode(this.#baileys, this.#creds))
  }

  /** New credentials for a device that was never paired (a pairing that was broken off). */
  startAnew(): void {
    if (this.paired) throw new SessionFileError('a paired device is never replaced by itself')
    this.#creds = this.#baileys.initAuthCreds()
    this.#file.db.transaction(() => {
      this.#file.db.prepare('DELETE FROM signal_keys').run()
      this.saveCreds()
    })()
  }

  /** `user` of the LID that belongs to a phone number's `user`, from what is stored; no query. */
  lidUserOf(phoneUser: string): string | undefined {
    return this.#read('lid-mapping', phoneUser) as string | undefined
  }

  phoneUserOf(lidUser: string): string | undefined {
    return this.#read('lid-mapping', `${lidUser}_reverse`) as string | undefined
  }

  #watched<T>(access: () => T): T {
    try {
      return access()
    } catch (error) {
      if (isDamage(error)) this.#onDamage(error)
      throw error
    }
  }

  #get<T extends keyof SignalDataTypeMap>(
    type: T,
    ids: string[],
  ): { [id: string]: SignalDataTypeMap[T] } {
    const found: { [id: string]: SignalDataTypeMap[T] } = {}
    for (const id of ids) {
      const value = this.#read(type, id)
      if (value !== undefined) found[id] = value as SignalDataTypeMap[T]
    }
    return found
  }

  #read(type: string, id: string): unknown {
    if (!this.#file.isOpen) return undefined
    const row = this.#file.db
      .prepare('SELECT value FROM signal_keys WHERE type = ? AND id = ?')
      .get(type, id) as { value: string } | undefined
    if (row === undefined) return undefined
    const value = decode(this.#baileys, row.value)
    if (type !== 'app-state-sync-key') return value
    return this.#baileys.proto.Message.AppStateSyncKeyData.fromObject(value as object)
  }

  #set(data: SignalDataSet): void {
    const { db } = this.#file
    const put = db.prepare(
      `INSERT INTO signal_keys (type, id, value) VALUES (?, ?, ?)
       ON CONFLICT (type, id) DO UPDATE SET value = excluded.value`,
    )
    const drop = db.prepare('DELETE FROM signal_keys WHERE type = ? AND id = ?')
    db.transaction(() => {
      for (const [type, entries] of Object.entries(data)) {
        if (type === SPOOL_ROWS) {
          for (const row of Object.values(entries)) this.#spool.add(row as never)
          continue
        }
        for (const [id, value] of Object.entries(entries)) {
          if (value === null || value === undefined) drop.run(type, id)
          else put.run(type, id, encode(this.#baileys, value))
        }
      }
    }).immediate()
  }
}

/** A key that is not JSON, or a file that is no longer a database; not a full disk or a lock. */
function isDamage(error: unknown): boolean {
  if (error instanceof SyntaxError) return true
  const code = (error as { code?: unknown } | null)?.code
  return code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB'
}

function encode(baileys: Baileys, value: unknown): string {
  return JSON.stringify(value, baileys.BufferJSON.replacer)
}

function decode(baileys: Baileys, json: string): unknown {
  return JSON.parse(json, baileys.BufferJSON.reviver)
}

/** The credentials of a new device as stored. */
export function freshCreds(baileys: Baileys): string {
  return encode(baileys, baileys.initAuthCreds())
}

function readCreds(file: SessionFile, baileys: Baileys): AuthenticationCreds {
  const row = file.db.prepare('SELECT value FROM creds WHERE id = 1').get() as
    | { value: string }
    | undefined
  if (row === undefined) throw new SessionFileError(`${file.path} holds no credentials`)
  let creds: unknown
  try {
    creds = decode(baileys, row.value)
  } catch (error) {
    throw new SessionFileError(`${file.path} holds credentials that are not JSON`, { cause: error })
  }
  if (!isCreds(creds)) throw new SessionFileError(`${file.path} holds incomplete credentials`)
  return creds
}

/** Without any one of these the device cannot prove that it is the one that was paired. */
function isCreds(value: unknown): value is AuthenticationCreds {
  const creds = value as Partial<AuthenticationCreds> | null
  return (
    isPrivateKey(creds?.noiseKey?.private) &&
    isPrivateKey(creds?.signedIdentityKey?.private) &&
    isPrivateKey(creds?.signedPreKey?.keyPair?.private) &&
    typeof creds?.advSecretKey === 'string' &&
    typeof creds.registrationId === 'number' &&
    typeof creds.nextPreKeyId === 'number'
  )
}

function isPrivateKey(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === 32
}
