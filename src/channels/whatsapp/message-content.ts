/** What a decrypted message is, in the vocabulary of the engine. */
import type { proto } from '@whiskeysockets/baileys'
import type { MessageKind } from '../../engine/model.js'
import { type PictureMedia, pictureMedia } from './picture-reference.js'

export type Content =
  | { readonly kind: MessageKind; readonly text: string; readonly picture?: PictureMedia }
  /** Not something that a person wrote to somebody. */
  | { readonly skip: 'protocol' | 'accessory' }

/** `proto.Message.ProtocolMessage.Type`: the only two that are a person's doing in a chat. */
const REVOKE = 0
const MESSAGE_EDIT = 14
/** Edits, view-once and the like wrap a message in a message; deeper than this it is an attack. */
const MAX_WRAPPERS = 6

type Fields = { readonly [name: string]: unknown }

/** Parts of a message that say nothing by themselves. */
const ACCESSORIES = new Set([
  'albumMessage',
  'encEventResponseMessage',
  'keepInChatMessage',
  'messageHistoryNotice',
  'pinInChatMessage',
  'pollResultSnapshotMessage',
  'stickerSyncRmrMessage',
])

const KIND_OF: Readonly<Record<string, MessageKind>> = {
  audioMessage: 'voice',
  contactMessage: 'contact',
  contactsArrayMessage: 'contact',
  documentMessage: 'document',
  encReactionMessage: 'reaction',
  imageMessage: 'picture',
  liveLocationMessage: 'location',
  locationMessage: 'location',
  pollCreationMessage: 'poll',
  pollCreationMessageV2: 'poll',
  pollCreationMessageV3: 'poll',
  pollUpdateMessage: 'poll',
  ptvMessage: 'video',
  stickerMessage: 'sticker',
  videoMessage: 'video',
}

export function readContent(message: proto.IMessage): Content {
  const found = unwrap(message)
  if (found === undefined) {
    // Keys of a group come alone; anything else that is empty is a kind newer than this program.
    const keysAlone = message.senderKeyDistributionMessage
    return keysAlone ? { skip: 'protocol' } : { kind: 'unsupported', text: '' }
  }
  const { name, value } = found
  if (name === 'conversation') return { kind: 'text', text: String(value) }
  const fields = value as Fields
  if (name === 'extendedTextMessage') return { kind: 'text', text: textOf(fields.text) }
  if (name === 'protocolMessage') return readProtocol(fields)
  if (name === 'reactionMessage') return { kind: 'reaction', text: textOf(fields.text) }
  if (ACCESSORIES.has(name)) return { skip: 'accessory' }
  const answer = buttonAnswer(name, fields)
  if (answer !== undefined) return { kind: 'text', text: answer }
  const kind = KIND_OF[name] ?? 'unsupported'
  const text = kind === 'unsupported' ? '' : textOf(fields.caption ?? fields.name)
  const picture = pictureMedia(name, fields)
  // A screenshot that was sent as a file is a picture all the same.
  return picture === undefined ? { kind, text } : { kind: 'picture', text, picture }
}

/** Where a message mentions people and what it quotes. */
export function contextOf(message: proto.IMessage): proto.IContextInfo | undefined {
  const found = unwrap(message)
  const fields = found?.value as { contextInfo?: proto.IContextInfo | null } | undefined
  return fields?.contextInfo ?? undefined
}

function readProtocol(fields: Fields): Content {
  if (fields.type === REVOKE) return { kind: 'deletion', text: '' }
  if (fields.type !== MESSAGE_EDIT) return { skip: 'protocol' }
  const edited = readContent((fields.editedMessage ?? {}) as proto.IMessage)
  return { kind: 'edit', text: 'kind' in edited ? edited.text : '' }
}

/**
 * The bot sends no buttons on WhatsApp (they no longer render), so an id in such an answer is not one
 * of its own actions: the words on the button are what the person meant.
 */
function buttonAnswer(name: string, fields: Fields): string | undefined {
  switch (name) {
    case 'buttonsResponseMessage':
      return textOf(fields.selectedDisplayText ?? fields.selectedButtonId)
    case 'templateButtonReplyMessage':
      return textOf(fields.selectedDisplayText ?? fields.selectedId)
    case 'listResponseMessage': {
      const row = (fields.singleSelectReply as Fields | null | undefined)?.selectedRowId
      return textOf(fields.title) || textOf(row)
    }
    case 'interactiveResponseMessage':
      return textOf((fields.body as Fields | null | undefined)?.text)
    default:
      return undefined
  }
}

interface NamedField {
  readonly name: string
  readonly value: unknown
}

/** The innermost content, without disappearing, view-once, edit and album wrappers. */
function unwrap(message: proto.IMessage): NamedField | undefined {
  let current: Fields = message as Fields
  for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
    const content = contentField(current)
    if (content === undefined) return undefined
    const inner = innerMessage(content)
    if (inner === undefined) return content
    current = inner
  }
  return { name: 'unknownMessage', value: {} }
}

function contentField(message: Fields): NamedField | undefined {
  for (const [name, value] of Object.entries(message)) {
    if (value === null || value === undefined) continue
    if (name === 'senderKeyDistributionMessage' || name === 'messageContextInfo') continue
    return { name, value }
  }
  return undefined
}

/** Wrappers are `{ message: Message }`; `protocolMessage` and the like have fields of their own. */
function innerMessage(content: NamedField): Fields | undefined {
  if (typeof content.value !== 'object' || content.value === null) return undefined
  const inner = (content.value as Fields).message
  if (typeof inner !== 'object' || inner === null) return undefined
  return inner as Fields
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
