/**
 * Reads what stands in a picture (a screenshot, a photo of a screen) and blackens personal data in
 * the copy that may be kept. Nothing of it is loaded before the first picture.
 */
import type { MaskedKind, PictureReading } from '../engine/model.js'

export interface ReadPicture {
  /** Its text is masked as a typed message is. */
  readonly reading: PictureReading
  /** What was masked in the text, each kind once. */
  readonly masked: readonly MaskedKind[]
  /** Blackened copy as WebP; absent where the words could not be read, so not blackened. */
  readonly copy?: Uint8Array
}

export interface PictureReader {
  /**
   * Waits in a bounded queue and then reads. Never rejects: bad bytes, limits and time-outs end as a
   * reading with a state of its own.
   * @param bytes JPEG, PNG or WebP, or the first frame of a GIF
   * @param signal gives the picture up: its reading ends as `unavailable`
   */
  read(bytes: Uint8Array, signal?: AbortSignal): Promise<ReadPicture>
  /** Ends the workers; readings under way end as `unavailable`. */
  stop(): Promise<void>
}

export interface PictureReaderOptions {
  /** Told of faults of the reader itself, never of what stands in a picture. */
  readonly onFault?: (error: Error) => void
}
