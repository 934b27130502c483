/**
 * A message or event whose turn keeps failing is parked, so that the next one runs. Messages that
 * failed together are tried again one by one: each that counts a failure stands alone from then on.
 */
import { numberForNewCase, openCase } from '../helpdesk/case-desk.js'
import {
  type Case,
  type Chat,
  cases,
  chatEvents,
  chats,
  messages,
  newPublicId,
  type StoredMessage,
  type Tx,
} from '../store/index.js'
import { enqueueReply } from './enqueue.js'
import { MAX_TURN_TRIES } from './limits.js'
import { chatForWork, type TurnError } from './turn.js'

export interface FailureReport {
  readonly attempts: number
  /** True when it was given up now. */
  readonly parked: boolean
  readonly opened?: Case
}

/** Counts a failed try; after the last one the staff get the message and the user is told so. */
export async function recordFailure(
  tx: Tx,
  { work, message }: TurnError,
  maxTextLength: number,
  now: number,
): Promise<FailureReport> {
  if (work.type === 'event') {
    const attempts = await chatEvents.countEventFailure(tx, work.row.id, message)
    if (attempts < MAX_TURN_TRIES) return { attempts, parked: false }
    await chatEvents.settleChatEvent(tx, work.row.id, 'failed')
    await chatForWork(tx, await chats.chatById(tx, work.row.chatId), work)
    return { attempts, parked: true }
  }
  let attempts = 0
  for (const row of work.rows) attempts = await messages.countMessageFailure(tx, row.id, message)
  if (work.rows.length > 1 || attempts < MAX_TURN_TRIES) return { attempts, parked: false }
  const opened = await park(tx, work.rows[0], maxTextLength, now)
  return { attempts, parked: true, ...(opened === undefined ? {} : { opened }) }
}

async function park(
  tx: Tx,
  row: StoredMessage,
  maxTextLength: number,
  now: number,
): Promise<Case | undefined> {
  const turn = newPublicId()
  await messages.settleMessage(tx, row.id, { outcome: { type: 'left-to-staff' }, turn, now })
  const chat = await chats.chatById(tx, row.chatId)
  const contactId = chat.contactId ?? row.contactId
  if (contactId === null) return undefined
  const existing = await cases.openCaseOf(tx, contactId, chat.channel)
  const opened = existing === undefined ? await openPoisonCase(tx, chat, contactId, now) : undefined
  const number = (existing ?? opened)?.number ?? ''
  // Where a person has the chat the bot stays quiet, and a group gets no case talk.
  if (chat.owner === 'human' || chat.kind === 'group' || chat.blockedAt !== null) return opened
  const text = `Maaf, pesan ini belum bisa saya jawab. Pesan Bapak/Ibu sudah saya teruskan ke petugas, nomor kasus ${number}. Pertanyaan lain tetap boleh dikirim ke sini.`
  await enqueueReply(tx, { chat, reply: { text }, author: 'bot', maxTextLength, turn, now })
  return opened
}

async function openPoisonCase(tx: Tx, chat: Chat, contactId: number, now: number): Promise<Case> {
  return openCase(tx, {
    number: await numberForNewCase(tx, { contactId, channel: chat.channel }, now),
    chat,
    contactId,
    reason: 'poison',
    summary: 'Satu pesan gagal diproses bot; lihat isi percakapan.',
    actor: 'bot',
    now,
  })
}
