/** When a burst is answered. Computed from stored rows, so a restart forgets no wait. */
import type { StoredMessage, StoredPicture } from '../store/index.js'
import { BURST_LONGEST_MS, BURST_QUIET_MS, PICTURE_HOLD_MS, PRESS_HOLD_MS } from './limits.js'
import type { MessageWork } from './work.js'

export interface BurstWindows {
  /** Time after the newest message, milliseconds; 0 makes every message a turn of its own. */
  readonly quietMs: number
  /** Time after the oldest message, milliseconds. */
  readonly longestMs: number
}

export const BURST_WINDOWS: BurstWindows = {
  quietMs: BURST_QUIET_MS,
  longestMs: BURST_LONGEST_MS,
}

export interface Waiting {
  readonly now: number
  readonly windows: BurstWindows
  /** A message that is answered without waiting for anything. */
  readonly answersAtOnce: (row: StoredMessage) => boolean
  /** Since when pictures are read, UTC milliseconds: before it nobody could. */
  readonly workingSince: number
}

/** When the messages are to be answered, UTC milliseconds; not after `now` when their turn is now. */
export function turnDueAt(work: MessageWork, waiting: Waiting): number {
  const { now } = waiting
  const due = Math.max(quietAt(work, waiting), picturesDueAt(work, waiting))
  if (due <= now) return now
  return work.rows.some(waiting.answersAtOnce) ? now : due
}

function quietAt({ rows, isOpen }: MessageWork, { windows, now }: Waiting): number {
  if (!isOpen) return now
  const newest = rows.at(-1)?.receivedAt ?? now
  const [{ receivedAt: oldest }] = rows
  // The clock was set back: what seems to come from the future has waited long enough.
  if (newest > now) return now
  return Math.min(newest + windows.quietMs, oldest + windows.longestMs)
}

/** A message waits for its picture, but not for ever, and hardly while somebody waits for a button. */
function picturesDueAt(work: MessageWork, { now, workingSince }: Waiting): number {
  if (!work.needsPictures) return now
  const held = work.rows.flatMap((row) => heldUntil(work.pictures.get(row.id), workingSince) ?? [])
  const pressed = work.pressedAt === undefined ? [] : [work.pressedAt + PRESS_HOLD_MS]
  const due = Math.min(Math.max(now, ...held), ...pressed)
  return due > now + PICTURE_HOLD_MS ? now : due
}

function heldUntil(picture: StoredPicture | undefined, workingSince: number): number | undefined {
  if (picture?.state !== 'waiting') return undefined
  return Math.max(picture.createdAt, workingSince) + PICTURE_HOLD_MS
}
