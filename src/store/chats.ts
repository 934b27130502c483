/** Chats: where replies go, who owns the chat, and what the engine remembers of it. */
import type { Selectable, Updateable } from 'kysely'
import { findContact, samePerson } from './contacts.js'
import { newPublicId } from './ids.js'
import type { Tables } from './schema.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export type Chat = Readonly<Selectable<Tables['chats']>>

export interface ChatPlace {
  readonly channel: string
  readonly address: string
  readonly kind: 'private' | 'group'
  /** Null for a group. */
  readonly contactId: number | null
}

/**
 * The chat at this place, made when it is new. A person has one private chat per channel: when they
 * write from another of their addresses, the chat moves there, and replies follow.
 */
export async function ensureChat(tx: Tx, place: ChatPlace, now: number): Promise<Chat> {
  const exact = await byAddress(tx, place.channel, place.address)
  if (exact !== undefined) return exact
  const moved = await privateChatOf(tx, place)
  if (moved !== undefined) return updateChat(tx, moved.id, { address: place.address })
  return queries(tx)
    .insertInto('chats')
    .values({
      publicId: newPublicId(),
      channel: place.channel,
      address: place.address,
      kind: place.kind,
      contactId: place.contactId,
      conversation: null,
      blockedAt: null,
      lastInboundAt: null,
      createdAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The chat at this address, or the private chat of the person who has this address. */
export async function findChat(
  tx: ReadTx,
  channel: string,
  address: string,
): Promise<Chat | undefined> {
  const exact = await byAddress(tx, channel, address)
  if (exact !== undefined) return exact
  const contactId = await findContact(tx, channel, address)
  if (contactId === undefined) return undefined
  return privateChatOf(tx, { channel, address, kind: 'private', contactId })
}

export async function chatById(tx: ReadTx, id: number): Promise<Chat> {
  return queries(tx).selectFrom('chats').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function chatByPublicId(tx: ReadTx, publicId: string): Promise<Chat | undefined> {
  return queries(tx)
    .selectFrom('chats')
    .selectAll()
    .where('publicId', '=', publicId)
    .executeTakeFirst()
}

export type ChatChange = Pick<
  Updateable<Tables['chats']>,
  'address' | 'owner' | 'conversation' | 'blockedAt' | 'lastInboundAt'
>

export async function updateChat(tx: Tx, id: number, change: ChatChange): Promise<Chat> {
  return queries(tx)
    .updateTable('chats')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The next place in the chat's one order of messages, replies and events. */
export async function nextSeq(tx: Tx, chatId: number): Promise<number> {
  const row = await queries(tx)
    .updateTable('chats')
    .set((eb) => ({ lastSeq: eb('lastSeq', '+', 1) }))
    .where('id', '=', chatId)
    .returning('lastSeq')
    .executeTakeFirstOrThrow()
  return row.lastSeq
}

async function byAddress(tx: ReadTx, channel: string, address: string): Promise<Chat | undefined> {
  return queries(tx)
    .selectFrom('chats')
    .selectAll()
    .where('channel', '=', channel)
    .where('address', '=', address)
    .executeTakeFirst()
}

async function privateChatOf(tx: ReadTx, place: ChatPlace): Promise<Chat | undefined> {
  if (place.kind !== 'private' || place.contactId === null) return undefined
  return queries(tx)
    .selectFrom('chats')
    .selectAll()
    .where('channel', '=', place.channel)
    .where('kind', '=', 'private')
    .where('contactId', 'in', await samePerson(tx, place.contactId))
    .orderBy('lastInboundAt', 'desc')
    .executeTakeFirst()
}
