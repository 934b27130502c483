/** What the engine asked for, done in the transaction of its turn. */
import type { Effect } from '../engine/model.js'
import { addUserMessage, openCase } from '../helpdesk/case-desk.js'
import {
  type Case,
  type Chat,
  cases,
  chats,
  gaps,
  pictures,
  type Tx,
  wakes,
} from '../store/index.js'

export interface EffectContext {
  readonly chat: Chat
  /** Whose turn it is; null when the channel told nobody. */
  readonly contactId: number | null
  readonly now: number
  /** How long a picture is kept that belongs to no case, milliseconds. */
  readonly retentionMs: number
}

/** Returns the case when the effect opened one. */
export async function applyEffect(
  tx: Tx,
  effect: Effect,
  context: EffectContext,
): Promise<Case | undefined> {
  const { chat, contactId, now } = context
  switch (effect.type) {
    case 'open-case': {
      if (contactId === null) throw new Error('A case was asked for in a chat without a person')
      const { type: _, ...request } = effect
      return openCase(tx, { ...request, chat, contactId, actor: 'bot', now })
    }
    case 'add-to-case':
      await addUserMessage(tx, effect.number, now)
      return undefined
    case 'set-owner':
      await chats.updateChat(tx, chat.id, { owner: effect.owner })
      return undefined
    case 'wake':
      await wakes.setWake(tx, { chatId: chat.id, name: effect.name, at: effect.at })
      return undefined
    case 'record-gap':
      await gaps.recordGap(tx, {
        chatId: chat.id,
        reason: effect.reason,
        text: effect.text,
        candidates: effect.candidates,
        at: now,
      })
      return undefined
    case 'keep-picture':
      await showToStaff(tx, effect.messageId, context)
      return undefined
    case 'drop-picture':
      await dropOriginal(tx, effect.messageId, chat)
      return undefined
  }
}

/** The user agreed: the original is kept as long as a blackened copy would be. */
async function showToStaff(
  tx: Tx,
  messageId: string,
  { chat, contactId, now, retentionMs }: EffectContext,
): Promise<void> {
  const original = await askedAbout(tx, messageId, chat)
  if (original === undefined) return
  const open = contactId === null ? undefined : await cases.openCaseOf(tx, contactId, chat.channel)
  await pictures.keepPicture(tx, original.id, {
    as: 'consent',
    until: now + retentionMs,
    ...(open === undefined ? {} : { caseId: open.id }),
  })
}

async function dropOriginal(tx: Tx, messageId: string, chat: Chat): Promise<void> {
  const original = await askedAbout(tx, messageId, chat)
  if (original !== undefined) await pictures.dropCopies(tx, [original.id])
}

/** The original that waits for the user's word, unless its time is over or it is another chat's. */
async function askedAbout(tx: Tx, messageId: string, chat: Chat) {
  const picture = await pictures.pictureOf(tx, messageId)
  const isAsked = picture?.keptAs === 'question' && picture.chatId === chat.id
  return isAsked ? picture : undefined
}

/** The open case of the person, as the engine may know it. */
export async function openCaseFacts(
  tx: Tx,
  contactId: number | null,
  channel: string,
): Promise<{ number: string; taken: boolean } | undefined> {
  if (contactId === null) return undefined
  const open = await cases.openCaseOf(tx, contactId, channel)
  return open === undefined ? undefined : { number: open.number, taken: open.takenAt !== null }
}
