import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuthStore, freshCreds } from '../../../src/channels/whatsapp/auth-store.js'
import { quietLogger } from '../../../src/channels/whatsapp/baileys-logger.js'
import { InboundSpool, type SpoolRow } from '../../../src/channels/whatsapp/inbound-spool.js'
import { SessionFile } from '../../../src/channels/whatsapp/session-file.js'
import { durableSignalRepository } from '../../../src/channels/whatsapp/signal-repository.js'
import { baileys } from '../../support/whatsapp-baileys.js'

const ALICE = '100000000000001:1@lid'
const BOB = '100000000000002:1@lid'
const TIMES = { maxCommitRetries: 1, delayBetweenTriesMs: 1 }
const log = quietLogger(pino({ level: 'silent' }))

/** One side of an encrypted conversation on a session file of its own. */
class Side {
  readonly file: SessionFile
  readonly spool: InboundSpool
  readonly auth: AuthStore
  /** What `describe` gives for the next plaintext. */
  row: SpoolRow | undefined

  constructor(folder: string, name: string) {
    this.file = SessionFile.open(join(folder, `${name}.db`), () => freshCreds(baileys))
    this.spool = new InboundSpool(this.file, () => 0)
    this.auth = new AuthStore(this.file, baileys, this.spool, () => {})
  }

  /** Baileys' own transaction layer, which `relayMessage` holds open while it sends. */
  readonly outer = (): ReturnType<typeof baileys.addTransactionCapability> =>
    baileys.addTransactionCapability(this.auth.keys, log, TIMES)

  repository(keys = this.outer()): ReturnType<ReturnType<typeof durableSignalRepository>> {
    const make = durableSignalRepository(baileys, this.auth.keys, {
      describe: () => this.row,
      settled: () => {},
      lidUserOf: () => undefined,
    })
    return make({ creds: this.auth.creds, keys }, log)
  }

  sessions(): string[] {
    const rows = this.file.db
      .prepare("SELECT value FROM signal_keys WHERE type = 'session'")
      .all() as { value: string }[]
    return rows.map((row) => row.value)
  }

  bundle(): Parameters<ReturnType<Side['repository']>['injectE2ESession']>[0]['session'] {
    const { signedIdentityKey, signedPreKey, registrationId } = this.auth.creds
    return {
      registrationId,
      identityKey: baileys.generateSignalPubKey(signedIdentityKey.public),
      signedPreKey: {
        keyId: signedPreKey.keyId,
        publicKey: baileys.generateSignalPubKey(signedPreKey.keyPair.public),
        signature: signedPreKey.signature,
      },
    }
  }
}

const row: SpoolRow = {
  aliases: [],
  dueAt: 0,
  envelope: {
    channel: 'whatsapp',
    externalId: 'chat::1',
    chat: { address: 'chat', kind: 'private' },
    sender: { addresses: ['chat'] },
    kind: 'text',
    text: 'halo',
    sentAt: 0,
    from: 'user',
  },
}

describe('the encryption state', () => {
  let folder: string
  let alice: Side
  let bob: Side

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signal-'))
    alice = new Side(folder, 'alice')
    bob = new Side(folder, 'bob')
  })

  afterEach(() => {
    alice.file.close()
    bob.file.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function encrypted(
    text: string,
  ): Promise<{ type: 'pkmsg' | 'msg'; ciphertext: Uint8Array }> {
    const repository = alice.repository()
    await repository.injectE2ESession({ jid: BOB, session: bob.bundle() })
    return repository.encryptMessage({ jid: BOB, data: Buffer.from(text) })
  }

  it('is on the disk before an encrypted message can leave, inside the send of Baileys too', async () => {
    const keys = alice.outer()
    const repository = alice.repository(keys)
    await repository.injectE2ESession({ jid: BOB, session: bob.bundle() })
    const before = alice.sessions()

    let during: string[] = []
    await keys.transaction(async () => {
      await repository.encryptMessage({ jid: BOB, data: Buffer.from('halo') })
      during = alice.sessions()
    }, 'relay')
    expect(during).not.toEqual(before)
    expect(alice.sessions()).toEqual(during)
  })

  it('moves in one commit with the message that is kept', async () => {
    const message = await encrypted('halo')
    bob.row = row
    await bob.repository().decryptMessage({ jid: ALICE, ...message })
    expect(bob.sessions()).toHaveLength(1)
    expect(bob.spool.due(10).map((one) => one.envelope.text)).toEqual(['halo'])
  })

  it('does not move when the message cannot be kept, so it can be decrypted again', async () => {
    const message = await encrypted('halo')
    bob.row = row
    bob.file.db.exec(`CREATE TRIGGER full BEFORE INSERT ON inbound
      BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`)
    const attempt = bob.repository().decryptMessage({ jid: ALICE, ...message })
    await expect(attempt).rejects.toThrow('disk is full')
    expect(bob.sessions()).toHaveLength(0)

    bob.file.db.exec('DROP TRIGGER full')
    const plaintext = await bob.repository().decryptMessage({ jid: ALICE, ...message })
    expect(Buffer.from(plaintext).toString()).toBe('halo')
    expect(bob.spool.due(10)).toHaveLength(1)
  })
})
