/** What becomes of a picture after a try: pure, so that every case can be seen in a test. */
import { PictureError } from '../channels/channel.js'
import type { PictureState } from '../engine/model.js'
import type { ReadPicture } from '../pictures/picture-reader.js'
import type { StoredPicture } from '../store/index.js'
import { backoffMs } from './backoff.js'
import type { Random } from './clock.js'
import { PICTURE_PATIENCE_MS, PICTURE_RETRY_FIRST_MS, PICTURE_RETRY_MAX_MS } from './limits.js'

export type PictureVerdict =
  /** Read, or given up: `result` is what is known of it. */
  | {
      readonly type: 'settle'
      readonly result: ReadPicture
      /** As it came; in memory only. */
      readonly original?: Uint8Array
      readonly error?: string
    }
  | { readonly type: 'again'; readonly at: number; readonly error: string }

export function failedReading(
  state: Exclude<PictureState, 'read'>,
  error?: string,
): Extract<PictureVerdict, { type: 'settle' }> {
  const result = { reading: { state, text: '', confidence: 0 }, masked: [] }
  return { type: 'settle', result, ...(error === undefined ? {} : { error }) }
}

/** A fault that may pass is tried again while the patience lasts; any other is final. */
export function afterFault(
  { attempts, triedSince }: Pick<StoredPicture, 'attempts' | 'triedSince'>,
  fault: unknown,
  now: number,
  random: Random,
): PictureVerdict {
  const error = fault instanceof Error ? fault.message : String(fault)
  if (fault instanceof PictureError && fault.fault === 'too-large') {
    return failedReading('too-large', error)
  }
  if (fault instanceof PictureError && fault.fault === 'gone') {
    return failedReading('unavailable', error)
  }
  const range = { firstMs: PICTURE_RETRY_FIRST_MS, maxMs: PICTURE_RETRY_MAX_MS }
  const at = now + backoffMs(attempts, range, random)
  const since = triedSince ?? now
  if (at > since + PICTURE_PATIENCE_MS) return failedReading('unavailable', error)
  return { type: 'again', at, error }
}
