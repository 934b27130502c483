import type { Message, MessageEntity, Update, UserFromGetMe } from 'telegraf/types'
import type { MessageKind } from '../../engine/model.js'
import type { InboundEnvelope } from '../channel.js'
import { pictureOf } from './pictures.js'

export const TELEGRAM = 'telegram'

/** What an update means for the service. */
export type Arrival =
  | { readonly type: 'message'; readonly envelope: InboundEnvelope }
  | { readonly type: 'press'; readonly envelope: InboundEnvelope; readonly callbackId: string }
  | { readonly type: 'blocked'; readonly chatAddress: string }
  | { readonly type: 'ignored'; readonly reason: string }

/** The kinds of update the bot asks Telegram for. */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
] as const

/**
 * @param me the bot itself, to know when a message in a group is for it.
 * @param now UTC milliseconds: a press carries no time of its own.
 */
export function readUpdate(update: Update, me: UserFromGetMe, now: number): Arrival {
  if ('message' in update) return readMessage(update.message, me)
  if ('edited_message' in update) return readMessage(update.edited_message, me)
  if ('callback_query' in update) return readPress(update.callback_query, now)
  if ('my_chat_member' in update) {
    const { chat, new_chat_member: member } = update.my_chat_member
    return chat.type === 'private' && member.status === 'kicked'
      ? { type: 'blocked', chatAddress: String(chat.id) }
      : { type: 'ignored', reason: 'membership' }
  }
  return { type: 'ignored', reason: 'unknown-update' }
}

// === Messages ===

function readMessage(message: Message, me: UserFromGetMe): Arrival {
  const { chat, from } = message
  if (chat.type === 'channel') return { type: 'ignored', reason: 'channel-post' }
  if (from === undefined || from.is_bot) return { type: 'ignored', reason: 'from-a-bot' }
  const isGroup = chat.type !== 'private'
  if (isGroup && !isAddressed(message, me)) return { type: 'ignored', reason: 'not-addressed' }
  const found = kindOf(message)
  if (found === undefined) return { type: 'ignored', reason: 'service-message' }

  const picture = pictureOf(message)
  // A screenshot that was sent as a file is a picture all the same.
  const kind = picture === undefined ? found : 'picture'
  const edited = 'edit_date' in message ? message.edit_date : undefined
  const text = textOf(message)
  return {
    type: 'message',
    envelope: {
      channel: TELEGRAM,
      externalId: externalId(chat.id, message.message_id, edited),
      chat: { address: String(chat.id), kind: isGroup ? 'group' : 'private' },
      sender: {
        addresses: [String(from.id)],
        displayName: [from.first_name, from.last_name].filter(Boolean).join(' '),
      },
      kind: edited === undefined ? kind : 'edit',
      text: isGroup ? withoutMention(text, me) : text,
      // An edit of the caption brings the picture along; it has been read already.
      ...(picture === undefined || edited !== undefined ? {} : { picture }),
      sentAt: (edited ?? message.date) * 1000,
      from: 'user',
    },
  }
}

/** `chat:message_id`, and for an edit `chat:message_id:edit_date`. */
function externalId(chatId: number, messageId: number, editDate: number | undefined): string {
  return editDate === undefined ? `${chatId}:${messageId}` : `${chatId}:${messageId}:${editDate}`
}

/** The message id within an external id, for quoting. */
export function messageIdOf(external: string): number | undefined {
  const id = Number(external.split(':')[1])
  return Number.isSafeInteger(id) ? id : undefined
}

function textOf(message: Message): string {
  if ('text' in message) return message.text
  return 'caption' in message ? (message.caption ?? '') : ''
}

const KIND_OF_FIELD: readonly (readonly [string, MessageKind])[] = [
  ['text', 'text'],
  ['photo', 'picture'],
  ['sticker', 'sticker'],
  ['voice', 'voice'],
  ['audio', 'voice'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['animation', 'video'],
  ['document', 'document'],
  ['venue', 'location'],
  ['location', 'location'],
  ['contact', 'contact'],
  ['poll', 'poll'],
]

/** What Telegram reports about a chat; nobody wrote it, so nobody expects an answer. */
const SERVICE_FIELDS = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
  'message_auto_delete_timer_changed',
] as const

/** Undefined for a service message. */
function kindOf(message: Message): MessageKind | undefined {
  const found = KIND_OF_FIELD.find(([field]) => field in message)
  if (found !== undefined) return found[1]
  return SERVICE_FIELDS.some((field) => field in message) ? undefined : 'unsupported'
}

// === Groups ===

/** Mentioned, replied to, or a command that names the bot. Nothing else in a group is for it. */
function isAddressed(message: Message, me: UserFromGetMe): boolean {
  if ('reply_to_message' in message && message.reply_to_message?.from?.id === me.id) return true
  return entitiesOf(message).some((entity) => mentions(entity, textOf(message), me))
}

function entitiesOf(message: Message): readonly MessageEntity[] {
  if ('entities' in message) return message.entities ?? []
  return 'caption_entities' in message ? (message.caption_entities ?? []) : []
}

function mentions(entity: MessageEntity, text: string, me: UserFromGetMe): boolean {
  if (entity.type === 'text_mention') return entity.user.id === me.id
  if (entity.type !== 'mention' && entity.type !== 'bot_command') return false
  const words = text.slice(entity.offset, entity.offset + entity.length).toLowerCase()
  return words.endsWith(`@${me.username.toLowerCase()}`)
}

function withoutMention(text: string, me: UserFromGetMe): string {
  return text.replace(new RegExp(`@${me.username}\\b`, 'gi'), '').trim()
}

// === Presses ===

type CallbackQuery = Update.CallbackQueryUpdate['callback_query']

function readPress(query: CallbackQuery, now: number): Arrival {
  const { message, from } = query
  const data = 'data' in query ? query.data : ''
  const isGroup = message !== undefined && message.chat.type !== 'private'
  return {
    type: 'press',
    callbackId: query.id,
    envelope: {
      channel: TELEGRAM,
      externalId: query.id,
      chat: { address: String(message?.chat.id ?? from.id), kind: isGroup ? 'group' : 'private' },
      sender: { addresses: [String(from.id)], displayName: from.first_name },
      kind: 'press',
      text: labelOf(message, data),
      action: data,
      sentAt: now,
      from: 'user',
    },
  }
}

/** The words on the pressed button, so that staff read what the user saw. */
function labelOf(message: CallbackQuery['message'], data: string): string {
  if (message === undefined || !('reply_markup' in message)) return ''
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? []
  const pressed = buttons.find(
    (button) => 'callback_data' in button && button.callback_data === data,
  )
  return pressed?.text ?? ''
}
