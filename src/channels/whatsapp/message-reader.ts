/** From a WhatsApp message to the envelope for the inbox, or a named reason to pass it over. */
import type { proto, WAMessage } from '@whiskeysockets/baileys'
import type { MaskedKind, MessageKind } from '../../engine/model.js'
import type { InboundEnvelope } from '../channel.js'
import {
  bareJid,
  externalId,
  isConversation,
  isGroup,
  isLid,
  isPhone,
  isSelf,
  type Self,
  sortedAddresses,
  userOf,
} from './jids.js'
import { type Content, contextOf, readContent } from './message-content.js'
import { pictureSource } from './picture-reference.js'

export const CHANNEL_NAME = 'whatsapp'

export type Mask = (text: string) => { text: string; kinds: readonly MaskedKind[] }

export type SkipReason =
  | 'protocol'
  | 'accessory'
  | 'no-content'
  | 'status-or-broadcast'
  | 'own-echo'
  | 'own-note'
  | 'group-not-addressed'
  | 'group-own'
  | 'staff-gesture'
  | 'no-id'

export type Reading =
  | { readonly skip: SkipReason }
  | { readonly envelope: InboundEnvelope; readonly aliases: readonly string[] }

/** What the reader has to know beyond the message; all of it is local and immediate. */
export interface ReaderContext {
  readonly self: () => Self
  readonly mask: Mask
  /** Whether the bot itself sent the message with this id. */
  readonly isOwnMessage: (id: string) => boolean
  /** The other address of a person, if known: LID for a phone number and the reverse. */
  readonly otherAddress: (jid: string) => string | undefined
  readonly now: () => number
}

/**
 * @param message As Baileys describes it, before or after its clean-up.
 * @param sentTo Chat that a message of the own account went to, where the content names it.
 */
export function readMessage(
  message: WAMessage,
  context: ReaderContext,
  sentTo?: string | null,
): Reading {
  const chat = chatOf(message, context.self(), sentTo)
  if (!isConversation(chat)) return { skip: 'status-or-broadcast' }
  if (!message.key.id) return { skip: 'no-id' }
  if (message.category === 'peer') return { skip: 'protocol' }
  return isGroup(chat) ? readGroup(message, chat, context) : readPrivate(message, chat, context)
}

function chatOf(message: WAMessage, self: Self, sentTo?: string | null): string {
  const chat = bareJid(message.key.remoteJid)
  const destination = bareJid(sentTo)
  return message.key.fromMe && destination !== '' && isSelf(chat, self) ? destination : chat
}

// === Private chats ===

function readPrivate(message: WAMessage, chat: string, context: ReaderContext): Reading {
  const self = context.self()
  const fromMe = message.key.fromMe === true
  if (fromMe && context.isOwnMessage(message.key.id ?? '')) return { skip: 'own-echo' }
  if (isSelf(chat, self)) return { skip: 'own-note' }
  const content = contentOf(message)
  if ('skip' in content) return content
  if (fromMe && isGesture(content.kind)) return { skip: 'staff-gesture' }

  const addresses = addressesOf([chat, bareJid(message.key.remoteJidAlt)], context)
  const address = addresses[0] ?? chat
  return finish(message, content, context, {
    chat: { address, kind: 'private' },
    addresses,
    participants: [''],
    chats: addresses,
    from: fromMe ? 'staff' : 'user',
  })
}

/** A thumb up or a deletion on the office's phone is no answer, and must not silence the bot. */
function isGesture(kind: MessageKind): boolean {
  return kind === 'reaction' || kind === 'deletion'
}

// === Groups ===

function readGroup(message: WAMessage, chat: string, context: ReaderContext): Reading {
  if (message.key.fromMe === true) {
    const own = context.isOwnMessage(message.key.id ?? '')
    return { skip: own ? 'own-echo' : 'group-own' }
  }
  const content = contentOf(message)
  if ('skip' in content) return content
  if (!isAddressed(message, context)) return { skip: 'group-not-addressed' }
  const { participant, participantAlt } = message.key
  const addresses = addressesOf([bareJid(participant), bareJid(participantAlt)], context)
  const text = withoutMention(content.text, context.self())
  return finish(message, { ...content, text }, context, {
    chat: { address: chat, kind: 'group' },
    addresses,
    participants: addresses,
    chats: [chat],
    from: 'user',
  })
}

/** Whether the bot is mentioned, or a message of the bot is quoted. */
function isAddressed(message: WAMessage, context: ReaderContext): boolean {
  const info = message.message ? contextOf(message.message) : undefined
  if (info === undefined) return false
  const self = context.self()
  if ((info.mentionedJid ?? []).some((jid) => isSelf(bareJid(jid), self))) return true
  if (!info.stanzaId) return false
  return isSelf(bareJid(info.participant), self) || context.isOwnMessage(info.stanzaId)
}

/** `@62…` for the bot is an address, not a part of the question. */
function withoutMention(text: string, self: Self): string {
  const names = [self.phone, self.lid].filter((jid) => jid !== undefined).map(userOf)
  return names.reduce((rest, name) => rest.replaceAll(`@${name}`, ' '), text).trim()
}

// === Both ===

interface Parts {
  readonly chat: InboundEnvelope['chat']
  readonly addresses: readonly string[]
  readonly chats: readonly string[]
  readonly participants: readonly string[]
  readonly from: 'user' | 'staff'
}

type Readable = Extract<Content, { readonly kind: MessageKind }>

function finish(
  message: WAMessage,
  content: Readable,
  context: ReaderContext,
  parts: Parts,
): Reading {
  const id = message.key.id ?? ''
  const ids = parts.chats.flatMap((chat) =>
    parts.participants.map((participant) => externalId(chat, participant, id)),
  )
  const masked = context.mask(content.text)
  const name = parts.from === 'user' ? message.pushName : undefined
  const envelope: InboundEnvelope = {
    channel: CHANNEL_NAME,
    externalId: ids[0] ?? externalId(parts.chat.address, '', id),
    chat: parts.chat,
    // For a message of the office, these are the addresses of the person that it went to: WhatsApp
    // does not tell who held the office's phone.
    sender: { addresses: parts.addresses, ...(name ? { displayName: name } : {}) },
    kind: content.kind,
    text: masked.text,
    ...(masked.kinds.length > 0 ? { masked: masked.kinds } : {}),
    // What the staff send is for the person, not for the bot.
    ...(content.picture === undefined || parts.from === 'staff'
      ? {}
      : { picture: pictureSource(content.picture, message.key) }),
    sentAt: sentAt(message, context.now()),
    from: parts.from,
  }
  return { envelope, aliases: ids.slice(1) }
}

function contentOf(message: WAMessage): Content | { readonly skip: 'no-content' } {
  if (message.message) return readContent(message.message as proto.IMessage)
  // A view-once picture is not given to linked devices at all: all that comes is that it was sent.
  if (message.key.isViewOnce) return { kind: 'unsupported', text: '' }
  return { skip: 'no-content' }
}

function addressesOf(jids: readonly string[], context: ReaderContext): string[] {
  const self = context.self()
  const known = jids.filter((jid) => (isLid(jid) || isPhone(jid)) && !isSelf(jid, self))
  const others = known.map((jid) => context.otherAddress(jid)).filter((jid) => jid !== undefined)
  return sortedAddresses([...known, ...others.filter((jid) => !isSelf(jid, self))])
}

function sentAt(message: WAMessage, now: number): number {
  const seconds = Number(message.messageTimestamp ?? 0)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : now
}
