/**
 * Cases: what the bot could not finish and people finish in the same chat. Every function works in
 * the caller's transaction, checks the table of states, and leaves a line in the case's history.
 */

import { enqueueReply } from '../delivery/enqueue.js'
import { DEFAULT_TEXT_LENGTH } from '../delivery/limits.js'
import type { CaseReason, ChatOwner } from '../engine/model.js'
import { cleanText } from '../privacy/clean-text.js'
import { maskText } from '../privacy/mask.js'
import {
  type Case,
  type Chat,
  type ChatEvent,
  cases,
  chatEvents,
  chats,
  outbox,
  pictures,
  type ReadTx,
  type StoredCaseReason,
  type Tx,
} from '../store/index.js'
import { type CaseAction, stateAfter } from './case-states.js'
import { HelpdeskError } from './errors.js'

/**
 * A person who asks again so soon after their case was closed means the same matter: the case is
 * opened again under its old number (requirement B30).
 */
export const REOPEN_WINDOW_MS = 24 * 60 * 60_000

/** Longest answer of the staff, characters: three messages; more is better said on the phone. */
export const MAX_STAFF_TEXT = 3 * DEFAULT_TEXT_LENGTH

/** Longest summary kept, characters: one line of a list. */
const MAX_SUMMARY = 200

/** Who did something with a case, as its history shows it. */
export type Actor = 'bot' | 'user' | 'office-phone' | `staff:${string}`

/** The number that a case opened now for this person gets. */
export async function numberForNewCase(
  tx: ReadTx,
  person: { readonly contactId: number | null; readonly channel: string },
  now: number,
): Promise<string> {
  const { contactId, channel } = person
  if (contactId === null) return cases.freeCaseNumber(tx)
  const recent = await cases.lastClosedCaseOf(tx, contactId, channel, now - REOPEN_WINDOW_MS)
  return recent?.number ?? cases.freeCaseNumber(tx)
}

export interface OpenCase {
  readonly number: string
  readonly chat: Chat
  readonly contactId: number
  readonly reason: CaseReason | StoredCaseReason
  readonly entryId?: string
  /** One line for the staff, masked. */
  readonly summary: string
  readonly actor: Actor
  readonly now: number
}

/**
 * Opens a case, or the recently closed one of this number again. The pictures of the chat that are
 * still kept go with it.
 */
export async function openCase(tx: Tx, request: OpenCase): Promise<Case> {
  const opened = await openOrReopen(tx, request)
  await pictures.addToCase(tx, { chatId: request.chat.id, caseId: opened.id })
  return opened
}

async function openOrReopen(tx: Tx, request: OpenCase): Promise<Case> {
  const { number, chat, contactId, reason, actor, now } = request
  const summary = request.summary.slice(0, MAX_SUMMARY)
  const closed = await cases.caseByNumber(tx, number)
  if (closed !== undefined) {
    return advance(tx, closed, 'reopen', {
      actor,
      detail: summary,
      now,
      change: {
        reason,
        summary,
        entryId: request.entryId ?? null,
        openedAt: now,
        takenAt: null,
        takenBy: null,
        closedAt: null,
      },
    })
  }
  const opened = await cases.insertCase(tx, {
    number,
    chatId: chat.id,
    contactId,
    channel: chat.channel,
    reason,
    summary,
    now,
    ...(request.entryId === undefined ? {} : { entryId: request.entryId }),
  })
  await cases.insertCaseEvent(tx, {
    caseId: opened.id,
    type: 'open',
    actor,
    detail: reason,
    at: now,
  })
  return opened
}

export interface StaffAction {
  readonly number: string
  /** Name of the person of the office. */
  readonly staff: string
  readonly now: number
}

/** A person takes the case: the bot goes quiet in the chat and the user is told. */
export async function takeCase(tx: Tx, { number, staff, now }: StaffAction): Promise<Case> {
  const found = await requireCase(tx, number)
  const taken = await advance(tx, found, 'take', {
    actor: `staff:${staff}`,
    now,
    change: { takenAt: found.takenAt ?? now, takenBy: staff },
  })
  await chats.updateChat(tx, found.chatId, { owner: 'human' })
  await chatEvents.addChatEvent(tx, found.chatId, { type: 'staff-took', caseNumber: number }, now)
  return taken
}

export interface StaffReply extends StaffAction {
  readonly text: string
  /** Made by the caller, one per answer: sent twice, the answer still goes out once. */
  readonly requestId: string
}

/** Sends the staff's answer through the same outbox into the same chat; sending claims the chat. */
export async function replyToCase(tx: Tx, request: StaffReply): Promise<Case> {
  const { number, staff, requestId, now } = request
  const found = await requireCase(tx, number)
  if ((await outbox.findByRequestId(tx, requestId)) !== undefined) return found
  const text = checkAnswer(request.text)
  const chat = await chats.chatById(tx, found.chatId)
  if (chat.blockedAt !== null) {
    throw new HelpdeskError(
      'blocked',
      `Pengguna kasus ${number} memblokir bot atau keluar dari obrolan; jawaban tidak bisa dikirim.`,
    )
  }
  const answered = await advance(tx, found, 'reply', {
    actor: `staff:${staff}`,
    now,
    change: { takenAt: found.takenAt ?? now, takenBy: found.takenBy ?? staff },
  })
  await chats.updateChat(tx, chat.id, { owner: 'human' })
  await enqueueReply(tx, {
    chat,
    reply: { text },
    author: 'staff',
    maxTextLength: DEFAULT_TEXT_LENGTH,
    requestId,
    now,
  })
  const event = { type: 'staff-replied', caseNumber: number, text } as const
  await chatEvents.addChatEvent(tx, chat.id, event, now)
  return answered
}

/**
 * Ends the case and hands the chat back to the bot, which tells the user so. The chat changes hands
 * when the event's turn comes: what the user wrote before it was still for the staff.
 */
export async function closeCase(tx: Tx, { number, staff, now }: StaffAction): Promise<Case> {
  const found = await requireCase(tx, number)
  const closed = await advance(tx, found, 'close', {
    actor: `staff:${staff}`,
    now,
    change: { closedAt: now },
  })
  await chatEvents.addChatEvent(tx, found.chatId, { type: 'staff-closed', caseNumber: number }, now)
  return closed
}

/** Whose chat it is once the event's turn has come; undefined when the event does not say. */
export function ownerAfter(event: ChatEvent): ChatOwner | undefined {
  switch (event.type) {
    case 'staff-took':
    case 'staff-replied':
      return 'human'
    case 'staff-handed-back':
    case 'staff-closed':
      return 'bot'
    default:
      return undefined
  }
}

/** The user wrote again about an open case. */
export async function addUserMessage(tx: Tx, number: string, now: number): Promise<Case> {
  const found = await requireCase(tx, number)
  if (stateAfter(found.state, 'user-wrote') === found.state) return found
  return advance(tx, found, 'user-wrote', { actor: 'user', now })
}

/**
 * A person answered from the office's own phone: they have the chat now, with or without a case
 * before. Returns the case, and whether it is new.
 */
export async function claimByPhone(
  tx: Tx,
  { chat, contactId, text, now }: { chat: Chat; contactId: number; text: string; now: number },
): Promise<{ readonly case: Case; readonly opened: boolean }> {
  const actor = 'office-phone'
  const open = await cases.openCaseOf(tx, contactId, chat.channel)
  const current =
    open ??
    (await openCase(tx, {
      number: await numberForNewCase(tx, { contactId, channel: chat.channel }, now),
      chat,
      contactId,
      reason: 'staff-started',
      summary: 'Petugas menulis langsung dari telepon kantor.',
      actor,
      now,
    }))
  const claimed = await advance(tx, current, 'reply', {
    actor,
    now,
    change: { takenAt: current.takenAt ?? now, takenBy: current.takenBy ?? 'telepon kantor' },
  })
  await chats.updateChat(tx, chat.id, { owner: 'human' })
  const event = { type: 'staff-replied', caseNumber: claimed.number, text } as const
  await chatEvents.addChatEvent(tx, chat.id, event, now)
  return { case: claimed, opened: open === undefined }
}

/** Leaves a note in the history of the person's open case, if there is one. */
export async function noteOnOpenCase(
  tx: Tx,
  chat: Chat,
  note: { readonly type: 'user-blocked' | 'send-failed'; readonly detail: string },
  now: number,
): Promise<void> {
  if (chat.contactId === null) return
  const open = await cases.openCaseOf(tx, chat.contactId, chat.channel)
  if (open === undefined) return
  await cases.insertCaseEvent(tx, { caseId: open.id, actor: 'bot', at: now, ...note })
}

interface Advance {
  readonly actor: Actor
  readonly detail?: string
  readonly now: number
  readonly change?: Omit<cases.CaseChange, 'state'>
}

async function advance(tx: Tx, row: Case, action: CaseAction, step: Advance): Promise<Case> {
  const state = stateAfter(row.state, action)
  if (state === undefined) {
    throw new HelpdeskError(
      'not-allowed',
      `Kasus ${row.number} berstatus "${row.state}", jadi ${ACTION_NAMES[action]} tidak bisa.`,
    )
  }
  await cases.insertCaseEvent(tx, {
    caseId: row.id,
    type: action,
    actor: step.actor,
    detail: step.detail ?? null,
    at: step.now,
  })
  return cases.updateCase(tx, row.id, { ...step.change, state })
}

const ACTION_NAMES: Readonly<Record<CaseAction, string>> = {
  take: 'mengambilnya',
  reply: 'menjawabnya',
  'user-wrote': 'menambah pesan',
  close: 'menutupnya',
  reopen: 'membukanya lagi',
}

export async function requireCase(tx: ReadTx, number: string): Promise<Case> {
  const found = await cases.caseByNumber(tx, number)
  if (found !== undefined) return found
  throw new HelpdeskError('not-found', `Kasus ${number} tidak ada. Periksa nomornya.`)
}

/** The answer as it will be sent. @throws {HelpdeskError} when it must not be. */
function checkAnswer(text: string): string {
  const clean = cleanText(text)
  if (clean === '') throw new HelpdeskError('empty', 'Jawaban masih kosong.')
  if (clean.length > MAX_STAFF_TEXT) {
    throw new HelpdeskError(
      'too-long',
      `Jawaban terlalu panjang (${clean.length} huruf, paling banyak ${MAX_STAFF_TEXT}). Ringkas dulu.`,
    )
  }
  // The bot asks users not to write such things; it must not store them for the staff either.
  if (maskText(clean).kinds.length > 0) {
    throw new HelpdeskError(
      'personal-data',
      'Jawaban berisi sesuatu yang mirip NIP, NIK, kata sandi, atau kode OTP. Hapus dulu, lalu kirim lagi.',
    )
  }
  return clean
}
