/**
 * Two promises that Baileys by itself does not keep:
 *
 * 1. **Stored before acknowledged.** Baileys (7.0.0-rc14, `messages-recv.js`, `handleMessage`) works in
 *    this order: decrypt and commit the keys, send the receipt, emit `messages.upsert`, where the event
 *    may still wait in a buffer, up to 20 s after pairing. A crash after the receipt loses the message:
 *    the server has it acknowledged, and the ratchet cannot decrypt it a second time. Therefore the
 *    decrypted message is put into the very transaction that moves the ratchet. Before that commit the
 *    server still has the message and it can be decrypted again; after it the spool has it. If the
 *    commit fails (disk full), decryption fails, and Baileys asks the sender to send it again.
 *
 * 2. **Keys committed before the stanza leaves.** Baileys' `relayMessage` encrypts and sends inside one
 *    long key transaction and commits after the stanza has left; a crash between the two rewinds the
 *    ratchet. The repository gets a transaction layer of its own here, not nested in that one, so each
 *    encryption is committed when it returns. Its locks go by person, so encrypting for a phone number
 *    and decrypting from the LID of the same person do not overwrite each other's state.
 */
import type { SignalDataSet, SignalKeyStore } from '@whiskeysockets/baileys'
import { SPOOL_ROWS } from './auth-store.js'
import type { Baileys, MakeSignalRepository } from './baileys.js'
import type { SpoolRow } from './inbound-spool.js'
import { isPhone, userOf } from './jids.js'
import { KEY_COMMIT } from './limits.js'

export interface RepositoryHooks {
  /** The row to keep with this plaintext; undefined when it is nothing for the inbox. */
  readonly describe: (ciphertext: Uint8Array, plaintext: Uint8Array) => SpoolRow | undefined
  /** The ciphertext is decrypted and committed, or has failed. */
  readonly settled: (ciphertext: Uint8Array) => void
  /** LID `user` of a phone number's `user`, from what is stored. */
  readonly lidUserOf: (phoneUser: string) => string | undefined
}

export function durableSignalRepository(
  baileys: Baileys,
  store: SignalKeyStore,
  hooks: RepositoryHooks,
): MakeSignalRepository {
  return function makeDurableRepository(auth, logger, pnToLid) {
    const base = baileys.addTransactionCapability(store, logger, KEY_COMMIT)
    const keys: typeof base = {
      ...base,
      transaction: (work, key) => base.transaction(work, lockName(key, hooks)),
    }
    const inner = baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
      { creds: auth.creds, keys },
      logger,
      pnToLid,
    )

    async function keepWithKeys(
      ciphertext: Uint8Array,
      lock: string,
      decrypt: () => Promise<Uint8Array>,
    ): Promise<Uint8Array> {
      try {
        return await keys.transaction(async () => {
          const plaintext = await decrypt()
          const row = hooks.describe(ciphertext, plaintext)
          if (row !== undefined) {
            const rows = { [SPOOL_ROWS]: { [row.envelope.externalId]: row } }
            await keys.set(rows as unknown as SignalDataSet)
          }
          return plaintext
        }, lock)
      } finally {
        hooks.settled(ciphertext)
      }
    }

    return {
      ...inner,
      decryptMessage: (message) =>
        keepWithKeys(message.ciphertext, message.jid, () => inner.decryptMessage(message)),
      decryptGroupMessage: (message) =>
        keepWithKeys(message.msg, message.group, () => inner.decryptGroupMessage(message)),
    }
  }
}

/** Phone number and LID of one person share their sessions, hence one lock. */
function lockName(key: string, hooks: RepositoryHooks): string {
  const bare = key.replace(/:\d+@/, '@')
  if (!isPhone(bare)) return bare
  const lid = hooks.lidUserOf(userOf(bare))
  return lid === undefined ? bare : `${lid}@lid`
}
