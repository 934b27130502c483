/** What a reading leaves in the store, in one transaction. */
import type { ReadPicture } from '../pictures/picture-reader.js'
import { cutText } from '../privacy/clean-text.js'
import {
  cases,
  chats,
  messages,
  pictures,
  type ReadTx,
  type StoredPicture,
  type Tx,
} from '../store/index.js'
import { MAX_STORED_TEXT, PICTURE_QUESTION_MS } from './limits.js'

export interface ReadingRecord {
  readonly picture: StoredPicture
  readonly result: ReadPicture
  readonly retentionMs: number
  readonly now: number
  readonly error: string | undefined
  /** What lies in the media folder and waits to be claimed. */
  readonly file: { readonly name: string; readonly as: 'question' | 'blackened' } | undefined
}

/** Returns whether the picture claims the file. */
export async function recordReading(tx: Tx, record: ReadingRecord): Promise<boolean> {
  const { picture, result, file, error, now } = record
  const { reading, masked } = result
  const isKept =
    file?.as === 'blackened' || (file !== undefined && (await mayAskAbout(tx, picture)))
  await pictures.settlePicture(tx, picture.id, {
    reading: { ...reading, text: cutText(reading.text, MAX_STORED_TEXT) },
    now,
    ...(error === undefined ? {} : { error }),
    ...(isKept ? { kept: await keptAs(tx, record, file) } : {}),
  })
  await messages.addMasked(tx, picture.messageId, masked)
  return isKept
}

async function keptAs(
  tx: Tx,
  { picture, retentionMs, now }: ReadingRecord,
  { name, as }: { readonly name: string; readonly as: 'question' | 'blackened' },
): Promise<pictures.Kept> {
  if (as === 'question') return { as, file: name, until: now + PICTURE_QUESTION_MS }
  const caseId = await openCaseId(tx, picture)
  return {
    as,
    file: name,
    until: now + retentionMs,
    ...(caseId === undefined ? {} : { caseId }),
  }
}

/** A picture belongs to the case that its person has open when it is kept. */
async function openCaseId(tx: Tx, { chatId }: StoredPicture): Promise<number | undefined> {
  const { contactId, channel } = await chats.chatById(tx, chatId)
  if (contactId === null) return undefined
  return (await cases.openCaseOf(tx, contactId, channel))?.id
}

/** Whether the bot can still ask the user about the picture: it has the chat, and no answer went out. */
export async function mayAskAbout(tx: ReadTx, picture: StoredPicture): Promise<boolean> {
  const { owner, kind } = await chats.chatById(tx, picture.chatId)
  if (kind !== 'private' || owner === 'human') return false
  return (await messages.messageById(tx, picture.messageId)).outcome === null
}
