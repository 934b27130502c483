/** People and the addresses they write from. LID and phone are two addresses of one contact. */
import { newPublicId } from './ids.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export interface Sender {
  readonly channel: string
  /** Every address that the message tells, at least one. */
  readonly addresses: readonly string[]
  readonly displayName?: string
}

/**
 * The contact of these addresses, made when none is known. Addresses that were thought to be two
 * people are merged: nothing is moved, the merge is recorded with its evidence and can be undone.
 */
export async function ensureContact(tx: Tx, sender: Sender, now: number): Promise<number> {
  const known = await contactsOf(tx, sender)
  const contactId = known[0] ?? (await createContact(tx, now))
  for (const other of known.slice(1)) {
    await mergeContacts(tx, { from: other, into: contactId, evidence: sender.addresses, now })
  }
  await addAddresses(tx, contactId, sender, now)
  if (sender.displayName !== undefined) {
    await queries(tx)
      .updateTable('contacts')
      .set({ displayName: sender.displayName })
      .where('id', '=', contactId)
      .where((eb) =>
        eb.or([eb('displayName', 'is', null), eb('displayName', '<>', sender.displayName ?? '')]),
      )
      .execute()
  }
  return contactId
}

/** The contact that `address` belongs to, after merges. */
export async function findContact(
  tx: ReadTx,
  channel: string,
  address: string,
): Promise<number | undefined> {
  const [contactId] = await contactsOf(tx, { channel, addresses: [address] })
  return contactId
}

/** The contact itself and everyone found to be the same person. */
export async function samePerson(tx: ReadTx, contactId: number): Promise<readonly number[]> {
  const rows = await queries(tx)
    .selectFrom('contacts')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', contactId), eb('mergedInto', '=', contactId)]))
    .execute()
  return rows.map((row) => row.id)
}

/** The contact that stands for this one after merges. */
export async function canonicalContact(tx: ReadTx, contactId: number): Promise<number> {
  const row = await queries(tx)
    .selectFrom('contacts')
    .select('mergedInto')
    .where('id', '=', contactId)
    .executeTakeFirst()
  return row?.mergedInto ?? contactId
}

export interface Merge {
  readonly from: number
  readonly into: number
  /** The addresses that were seen together. */
  readonly evidence: readonly string[]
  readonly now: number
}

async function mergeContacts(tx: Tx, { from, into, evidence, now }: Merge): Promise<void> {
  const db = queries(tx)
  const followers = await samePerson(tx, from)
  for (const follower of followers) {
    await db
      .insertInto('contactMerges')
      .values({
        fromContact: follower,
        intoContact: into,
        evidence: JSON.stringify(evidence),
        mergedAt: now,
        undoneAt: null,
      })
      .execute()
  }
  await db.updateTable('contacts').set({ mergedInto: into }).where('id', 'in', followers).execute()
}

/** Makes two people of one again. Nothing was moved, so nothing has to be moved back. */
export async function undoMerge(tx: Tx, from: number, now: number): Promise<void> {
  const db = queries(tx)
  await db.updateTable('contacts').set({ mergedInto: null }).where('id', '=', from).execute()
  await db
    .updateTable('contactMerges')
    .set({ undoneAt: now })
    .where('fromContact', '=', from)
    .where('undoneAt', 'is', null)
    .execute()
}

/** Contacts of these addresses after merges, oldest first. */
async function contactsOf(
  tx: ReadTx,
  { channel, addresses }: Pick<Sender, 'channel' | 'addresses'>,
): Promise<readonly number[]> {
  const rows = await queries(tx)
    .selectFrom('addresses')
    .innerJoin('contacts', 'contacts.id', 'addresses.contactId')
    .select((eb) => eb.fn.coalesce('contacts.mergedInto', 'contacts.id').as('id'))
    .where('addresses.channel', '=', channel)
    .where('addresses.address', 'in', addresses)
    .execute()
  return [...new Set(rows.map((row) => row.id))].sort((a, b) => a - b)
}

async function createContact(tx: Tx, now: number): Promise<number> {
  const row = await queries(tx)
    .insertInto('contacts')
    .values({ publicId: newPublicId(), displayName: null, mergedInto: null, createdAt: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

async function addAddresses(
  tx: Tx,
  contactId: number,
  { channel, addresses }: Sender,
  now: number,
): Promise<void> {
  await queries(tx)
    .insertInto('addresses')
    .values(addresses.map((address) => ({ contactId, channel, address, createdAt: now })))
    .onConflict((conflict) => conflict.columns(['channel', 'address']).doNothing())
    .execute()
}
