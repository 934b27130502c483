/** What a chat has to do next: an event, one message, or a burst of messages that is one question. */
import {
  type Chat,
  type ChatEvent,
  chatEvents,
  messages,
  pictures,
  type ReadTx,
  type StoredChatEvent,
  type StoredMessage,
  type StoredPicture,
} from '../store/index.js'
import { MAX_BURST_MESSAGES } from './limits.js'

/** The next thing of a chat that has no outcome yet. */
export type Work = MessageWork | EventWork

export interface MessageWork {
  readonly type: 'messages'
  /** In the chat's order, at least one. */
  readonly rows: readonly [StoredMessage, ...StoredMessage[]]
  /** Their pictures by message id. */
  readonly pictures: ReadonlyMap<number, StoredPicture>
  /** Whether a message that comes now could still join. */
  readonly isOpen: boolean
  /** Whether the bot is to see the pictures before it answers. */
  readonly needsPictures: boolean
  /** When a button was pressed behind these messages, UTC milliseconds: somebody is waiting for it. */
  readonly pressedAt?: number
}

export interface EventWork {
  readonly type: 'event'
  readonly row: StoredChatEvent
}

/** @param joins whether messages are taken together at all. */
export async function nextWork(
  tx: ReadTx,
  chat: Chat,
  { joins }: { readonly joins: boolean },
): Promise<Work | undefined> {
  // One more than a burst holds, to see whether the burst is full.
  const waiting = await messages.unprocessedMessages(tx, chat.id, MAX_BURST_MESSAGES + 1)
  const event = await chatEvents.firstOpenEvent(tx, chat.id)
  const [first, ...others] = waiting
  if (event !== undefined && (first === undefined || event.seq < first.seq)) {
    return { type: 'event', row: event }
  }
  if (first === undefined) return undefined
  const found = await pictures.picturesOfMessages(
    tx,
    waiting.map(({ id }) => id),
  )
  const byMessage = new Map(found.map((picture) => [picture.messageId, picture]))
  const canJoin = (row: StoredMessage) =>
    (JOINABLE.has(row.kind) || byMessage.has(row.id)) && row.attempts === 0
  const needsPictures = botAnswersWhole(chat)
  const common = { type: 'messages', pictures: byMessage, needsPictures } as const
  if (!joins || !needsPictures || !canJoin(first)) {
    return { ...common, rows: [first], isOpen: false }
  }
  const beforeEvent = (row: StoredMessage) => event === undefined || row.seq < event.seq
  const end = others.findIndex((row) => !canJoin(row) || !beforeEvent(row))
  const run = (end < 0 ? others : others.slice(0, end)).slice(0, MAX_BURST_MESSAGES - 1)
  // Whatever comes behind the last one ends the burst; a full one ends itself.
  const next = others[run.length]
  const isLast = next === undefined && event === undefined
  const isOpen = isLast && run.length + 1 < MAX_BURST_MESSAGES
  const pressed = next?.kind === 'press' ? { pressedAt: next.receivedAt } : {}
  return { ...common, rows: [first, ...run], isOpen, ...pressed }
}

/**
 * Written with the keyboard or sent from the gallery: several make one question. A press, a sticker or
 * a reaction says something by itself. A message whose turn failed stands alone, so that it alone is
 * parked.
 */
const JOINABLE: ReadonlySet<StoredMessage['kind']> = new Set(['text', 'edit', 'picture'])

/** In a group everybody asks for themselves, and what a person of the office answers needs no wait. */
function botAnswersWhole(chat: Chat): boolean {
  return chat.kind === 'private' && chat.owner !== 'human'
}

export function parseEvent(row: StoredChatEvent): ChatEvent {
  return JSON.parse(row.event) as ChatEvent
}
