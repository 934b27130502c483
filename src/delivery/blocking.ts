import { noteOnOpenCase } from '../helpdesk/case-desk.js'
import { type Chat, chatEvents, chats, outbox, type Tx } from '../store/index.js'

/**
 * The person blocked the bot or left: nothing more is sent, what waits is cancelled, the engine and
 * the staff are told. A message from them lifts it.
 */
export async function blockChat(tx: Tx, chat: Chat, now: number): Promise<void> {
  const cancelled = await outbox.cancelUnsent(tx, chat, 'blocked', now)
  if (chat.blockedAt !== null) return
  await chats.updateChat(tx, chat.id, { blockedAt: now })
  await chatEvents.addChatEvent(tx, chat.id, { type: 'channel-blocked' }, now)
  const detail = `Pengguna memblokir bot atau keluar dari obrolan; ${cancelled} pesan dibatalkan.`
  await noteOnOpenCase(tx, chat, { type: 'user-blocked', detail }, now)
}
