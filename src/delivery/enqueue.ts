import type { Reply } from '../engine/model.js'
import { type Chat, type OutboxRow, outbox, type Tx } from '../store/index.js'
import { splitReply } from './split-reply.js'

export interface Enqueued {
  readonly chat: Chat
  readonly reply: Reply
  readonly author: 'bot' | 'staff'
  /** Longest text of one message on the chat's channel. */
  readonly maxTextLength: number
  /** External id of the message to quote. */
  readonly quote?: string
  /** The caller's own key: a second call with it adds nothing. */
  readonly requestId?: string
  readonly turn?: string
  readonly now: number
}

/** Puts a reply into the outbox, in as many messages as it needs. */
export async function enqueueReply(tx: Tx, message: Enqueued): Promise<readonly OutboxRow[]> {
  const { chat, reply, maxTextLength, requestId, author, now } = message
  const rows: OutboxRow[] = []
  for (const [index, part] of splitReply(reply, maxTextLength).entries()) {
    const row = await outbox.insertOutboxRow(tx, {
      chatId: chat.id,
      channel: chat.channel,
      author,
      reply: part,
      now,
      ...(message.turn === undefined ? {} : { turn: message.turn }),
      ...(index === 0 && message.quote !== undefined ? { quote: message.quote } : {}),
      ...(index === 0 && requestId !== undefined ? { requestId } : {}),
    })
    rows.push(row)
  }
  return rows
}
