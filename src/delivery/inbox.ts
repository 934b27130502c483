/** The door: masks, deduplicates and stores what the channels hand in, before anything else happens. */
import type { Logger } from 'pino'
import type { InboundEnvelope, Inbox } from '../channels/channel.js'
import { claimByPhone } from '../helpdesk/case-desk.js'
import { cleanText, cutText } from '../privacy/clean-text.js'
import { maskText } from '../privacy/mask.js'
import {
  type Case,
  type Chat,
  chats,
  contacts,
  messages,
  newPublicId,
  pictures,
  type Store,
  type Tx,
} from '../store/index.js'
import { blockChat } from './blocking.js'
import type { Clock } from './clock.js'
import { MAX_ACTION, MAX_DISPLAY_NAME, MAX_STORED_TEXT } from './limits.js'
import { logOpenedCase } from './log-cases.js'

export interface InboxParts {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  /** Called after the commit with the chats that have something new. */
  readonly onStored: (chatIds: Iterable<number>) => void
}

export function createInbox({ store, clock, logger, onStored }: InboxParts): Inbox {
  return {
    async receive(envelopes) {
      if (envelopes.length === 0) return 0
      const arrivals = await store.write('inbox', async (tx) => {
        const stored: Arrival[] = []
        for (const envelope of envelopes) {
          const arrival = await storeEnvelope(tx, envelope, clock.now())
          if (arrival !== undefined) stored.push(arrival)
        }
        return stored
      })
      for (const { opened } of arrivals) if (opened !== undefined) logOpenedCase(logger, opened)
      onStored(new Set(arrivals.map((arrival) => arrival.chatId)))
      return arrivals.length
    },

    async blocked(channel, chatAddress) {
      const chatId = await store.write('blocked', async (tx) => {
        const chat = await chats.findChat(tx, channel, chatAddress)
        if (chat !== undefined) await blockChat(tx, chat, clock.now())
        return chat?.id
      })
      if (chatId !== undefined) onStored([chatId])
    },
  }
}

interface Arrival {
  readonly chatId: number
  /** The case that a message from the office's phone opened. */
  readonly opened?: Case
}

/** Undefined when a copy of the message is stored already. */
async function storeEnvelope(
  tx: Tx,
  envelope: InboundEnvelope,
  now: number,
): Promise<Arrival | undefined> {
  const { channel, externalId } = envelope
  if (await messages.isStored(tx, channel, externalId)) return undefined
  const place = await placeOf(tx, envelope, now)
  const masked = maskText(cleanText(envelope.text))
  const message = await messages.insertMessage(tx, {
    chatId: place.chat.id,
    contactId: envelope.from === 'user' ? place.contactId : null,
    channel,
    externalId,
    kind: envelope.kind,
    author: envelope.from,
    text: cutText(masked.text, MAX_STORED_TEXT),
    masked: [...new Set([...(envelope.masked ?? []), ...masked.kinds])],
    sentAt: envelope.sentAt,
    receivedAt: now,
    ...(envelope.action === undefined
      ? {}
      : { action: cutText(cleanText(envelope.action), MAX_ACTION) }),
  })
  const { picture } = envelope
  // In a group nobody waits for it, and what the office itself sends needs no reading.
  if (picture !== undefined && envelope.from === 'user' && place.chat.kind === 'private') {
    await pictures.insertPicture(tx, {
      messageId: message.id,
      chatId: place.chat.id,
      channel,
      reference: picture.reference,
      now,
      ...(picture.bytes === undefined ? {} : { toldBytes: picture.bytes }),
    })
  }
  if (envelope.from === 'user') {
    // Whoever writes has not blocked the bot (any more).
    await chats.updateChat(tx, place.chat.id, { lastInboundAt: now, blockedAt: null })
    return { chatId: place.chat.id }
  }
  await messages.settleMessage(tx, message.id, {
    outcome: { type: 'ignored', reason: 'staff-message' },
    turn: newPublicId(),
    now,
  })
  if (place.chat.kind === 'group' || place.contactId === null) return { chatId: place.chat.id }
  const { contactId, chat } = place
  const claim = await claimByPhone(tx, { chat, contactId, text: message.text, now })
  return { chatId: chat.id, ...(claim.opened ? { opened: claim.case } : {}) }
}

interface Place {
  readonly chat: Chat
  /** Who wrote, or whose chat it is; null where nobody is told. */
  readonly contactId: number | null
}

async function placeOf(tx: Tx, envelope: InboundEnvelope, now: number): Promise<Place> {
  const contactId = await contactOf(tx, envelope, now)
  const { address, kind } = envelope.chat
  const owner = kind === 'private' ? contactId : null
  const place = { channel: envelope.channel, address, kind, contactId: owner }
  return { chat: await chats.ensureChat(tx, place, now), contactId }
}

async function contactOf(tx: Tx, envelope: InboundEnvelope, now: number): Promise<number | null> {
  const { channel, chat, sender, from } = envelope
  const own = chat.kind === 'private' ? [chat.address] : []
  // A message from the office's phone tells the office's address, not that of the person.
  const addresses = new Set([...own, ...(from === 'user' ? sender.addresses : [])])
  if (addresses.size === 0) return null
  const displayName = from === 'user' ? cleanName(sender.displayName) : undefined
  return contacts.ensureContact(
    tx,
    { channel, addresses: [...addresses], ...(displayName === undefined ? {} : { displayName }) },
    now,
  )
}

function cleanName(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  const clean = maskText(cutText(cleanText(name), MAX_DISPLAY_NAME)).text
  return clean === '' ? undefined : clean
}
