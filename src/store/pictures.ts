/**
 * Pictures that came with messages: first to be read, then what stands in them, and what of them is
 * on the disk. The rows are the truth; the files follow them.
 */
import { type Selectable, sql } from 'kysely'
import type { PictureReading, PictureState } from '../engine/model.js'
import { newPublicId } from './ids.js'
import type { PictureCopy, Tables } from './schema.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export type StoredPicture = Readonly<Selectable<Tables['pictures']>>

/** Written out, not bound: only then does SQLite see that a partial index has all of it. */
const IS_WAITING = sql<boolean>`pictures.state = 'waiting'`
const IS_SETTLED = sql<boolean>`pictures.state <> 'waiting'`

export interface NewPicture {
  readonly messageId: number
  readonly chatId: number
  readonly channel: string
  readonly reference: string
  /** Size as the channel told it, bytes. */
  readonly toldBytes?: number
  readonly now: number
}

export async function insertPicture(tx: Tx, picture: NewPicture): Promise<StoredPicture> {
  return queries(tx)
    .insertInto('pictures')
    .values({
      publicId: newPublicId(),
      messageId: picture.messageId,
      chatId: picture.chatId,
      channel: picture.channel,
      reference: picture.reference,
      toldBytes: picture.toldBytes ?? null,
      triedSince: null,
      nextAttemptAt: picture.now,
      keptAs: null,
      keptFile: null,
      keepUntil: null,
      caseId: null,
      createdAt: picture.now,
      settledAt: null,
      error: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The pictures of these messages, waiting or not. */
export async function picturesOfMessages(
  tx: ReadTx,
  messageIds: readonly number[],
): Promise<readonly StoredPicture[]> {
  if (messageIds.length === 0) return []
  return queries(tx)
    .selectFrom('pictures')
    .selectAll()
    .where('messageId', 'in', messageIds)
    .execute()
}

// === Reading ===

/** A chat's next picture to be read. */
export interface DuePicture {
  readonly id: number
  readonly chatId: number
}

/** The next picture of each chat whose time has come, without those in `except`; in no order. */
export async function duePictures(
  tx: ReadTx,
  { now, except }: { readonly now: number; readonly except: readonly number[] },
): Promise<readonly DuePicture[]> {
  let due = queries(tx)
    .selectFrom('pictures')
    .select((eb) => ['chatId', eb.fn.min('id').as('id')])
    .where(IS_WAITING)
    .where('nextAttemptAt', '<=', now)
    .groupBy('chatId')
  if (except.length > 0) due = due.where('id', 'not in', except)
  return due.execute()
}

/** When the next picture that waits for another try is due, UTC milliseconds. */
export async function nextTryAt(tx: ReadTx, now: number): Promise<number | undefined> {
  const row = await queries(tx)
    .selectFrom('pictures')
    .select((eb) => eb.fn.min('nextAttemptAt').as('at'))
    .where(IS_WAITING)
    .where('nextAttemptAt', '>', now)
    .executeTakeFirst()
  return row?.at ?? undefined
}

/** Counts a try that begins now, so that one that ends the process counts as well. */
export async function beginTry(tx: Tx, id: number, now: number): Promise<StoredPicture> {
  return queries(tx)
    .updateTable('pictures')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      triedSince: eb.fn.coalesce('triedSince', eb.val(now)),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function tryLater(tx: Tx, id: number, at: number, error: string): Promise<void> {
  await queries(tx)
    .updateTable('pictures')
    .set({ nextAttemptAt: at, error })
    .where('id', '=', id)
    .where(IS_WAITING)
    .execute()
}

export interface Settlement {
  readonly reading: PictureReading
  /** What is on the disk already, under this name. */
  readonly kept?: Kept
  readonly error?: string
  readonly now: number
}

export interface Kept {
  readonly as: PictureCopy
  readonly file: string
  /** The open case that it belongs to; else it goes at `until`, UTC milliseconds. */
  readonly caseId?: number
  readonly until: number
}

/** Writes how the reading ended, once. The reference stays until {@link forgetReference}. */
export async function settlePicture(tx: Tx, id: number, settlement: Settlement): Promise<void> {
  const { reading, kept, error, now } = settlement
  await queries(tx)
    .updateTable('pictures')
    .set({
      state: reading.state,
      text: reading.text,
      confidence: reading.confidence,
      settledAt: now,
      error: error ?? null,
      ...(kept === undefined ? {} : keptColumns(kept)),
    })
    .where('id', '=', id)
    .where(IS_WAITING)
    .execute()
}

/** Read or given up, but the channel may still hold what it kept of them. */
export async function unreleasedPictures(tx: ReadTx): Promise<readonly StoredPicture[]> {
  return queries(tx)
    .selectFrom('pictures')
    .selectAll()
    .where(IS_SETTLED)
    .where('reference', 'is not', null)
    .execute()
}

/** The channel has let go of it: nothing leads to the original any more. */
export async function forgetReference(tx: Tx, id: number): Promise<void> {
  await queries(tx).updateTable('pictures').set({ reference: null }).where('id', '=', id).execute()
}

/** The reading as the engine knows it; undefined while it is waited for. */
export function readingOf(picture: StoredPicture): PictureReading | undefined {
  const { state, text, confidence } = picture
  return state === 'waiting' ? undefined : { state: state satisfies PictureState, text, confidence }
}

// === Keeping ===

/** The picture of the message with this public id. */
export async function pictureOf(
  tx: ReadTx,
  messagePublicId: string,
): Promise<StoredPicture | undefined> {
  return queries(tx)
    .selectFrom('pictures')
    .innerJoin('messages', 'messages.id', 'pictures.messageId')
    .selectAll('pictures')
    .where('messages.publicId', '=', messagePublicId)
    .executeTakeFirst()
}

/** Another reason to keep what is on the disk already. */
export async function keepPicture(tx: Tx, id: number, kept: Omit<Kept, 'file'>): Promise<void> {
  await queries(tx)
    .updateTable('pictures')
    .set(keptColumns(kept))
    .where('id', '=', id)
    .where('keptFile', 'is not', null)
    .execute()
}

/** Nothing of these is kept from now on; their files are to be deleted. */
export async function dropCopies(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await queries(tx)
    .updateTable('pictures')
    .set({ keptAs: null, keptFile: null, keepUntil: null })
    .where('id', 'in', ids)
    .execute()
}

/** What is kept of this chat's pictures goes with the case; an original the user is asked about does not. */
export async function addToCase(
  tx: Tx,
  { chatId, caseId }: { readonly chatId: number; readonly caseId: number },
): Promise<void> {
  await queries(tx)
    .updateTable('pictures')
    .set({ caseId, keepUntil: null })
    .where('chatId', '=', chatId)
    .where('keptFile', 'is not', null)
    .where('keptAs', '<>', 'question')
    .execute()
}

/** Kept longer than they may be: past their own time, or past that of their closed case. */
export async function expiredPictures(
  tx: ReadTx,
  { now, closedBefore }: { readonly now: number; readonly closedBefore: number },
): Promise<readonly StoredPicture[]> {
  const past = await queries(tx)
    .selectFrom('pictures')
    .selectAll()
    .where('keptFile', 'is not', null)
    .where('keepUntil', '<=', now)
    .execute()
  const ofClosedCases = await queries(tx)
    .selectFrom('pictures')
    .innerJoin('cases', 'cases.id', 'pictures.caseId')
    .selectAll('pictures')
    .where('pictures.keptFile', 'is not', null)
    .where('pictures.caseId', 'is not', null)
    .where('cases.state', '=', 'selesai')
    .where('cases.closedAt', '<=', closedBefore)
    .execute()
  return [...past, ...ofClosedCases]
}

/** Those of these files that a picture still claims. */
export async function keptFiles(
  tx: ReadTx,
  files: readonly string[],
): Promise<readonly { readonly file: string; readonly as: PictureCopy }[]> {
  if (files.length === 0) return []
  const rows = await queries(tx)
    .selectFrom('pictures')
    .select(['keptFile', 'keptAs'])
    .where('keptFile', 'in', files)
    .execute()
  return rows.flatMap(({ keptFile, keptAs }) =>
    keptFile === null || keptAs === null ? [] : [{ file: keptFile, as: keptAs }],
  )
}

function keptColumns({ as, caseId, until, ...rest }: Omit<Kept, 'file'> & { file?: string }) {
  return {
    keptAs: as,
    ...(rest.file === undefined ? {} : { keptFile: rest.file }),
    caseId: caseId ?? null,
    keepUntil: caseId === undefined ? until : null,
  }
}
