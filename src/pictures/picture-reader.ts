/**
 * Reads what stands in a picture (a screenshot, a photo of a screen) and blackens personal data in
 * the copy that may be kept. Nothing of it is loaded before the first picture.
 */
import type { MaskedKind, PictureReading, PictureState } from '../engine/model.js'
import { pictureFormat } from './format.js'
import { FURTHER_PASSES_MS, MAX_BYTES, MAX_WAIT_MS, MAX_WAITING } from './limits.js'
import { readInPasses } from './passes.js'
import { personalBoxes } from './personal-words.js'
import { readingOf } from './picture-text.js'
import { decodePicture, encodeCopy, paintOver, TooLargeError, type Upright } from './prepare.js'
import { RECOGNISER_LIMITS, type RecogniserLimits, TextRecogniser } from './text-recogniser.js'
import { WaitingLine } from './waiting-line.js'

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
  /**
   * Whether this text answers what the picture is about, so that no further pass is worth its time.
   * Without it every picture is looked at in all ways that fit into the time.
   */
  readonly isEnough?: (text: string) => boolean
  /** Told of faults of the reader itself, never of what stands in a picture. */
  readonly onFault?: (error: Error) => void
  readonly limits?: Partial<PictureLimits>
}

export interface PictureLimits extends RecogniserLimits {
  readonly maxWaiting: number
  readonly maxWaitMs: number
  readonly furtherPassesMs: number
}

const LIMITS: PictureLimits = {
  ...RECOGNISER_LIMITS,
  maxWaiting: MAX_WAITING,
  maxWaitMs: MAX_WAIT_MS,
  furtherPassesMs: FURTHER_PASSES_MS,
}

/** One thread: with two, text answers wait for a core while pictures are queued. */
export function createPictureReader(options: PictureReaderOptions = {}): PictureReader {
  const { isEnough = () => false, onFault = () => undefined } = options
  const limits = { ...LIMITS, ...options.limits }
  const recogniser = new TextRecogniser(limits)
  const line = new WaitingLine(limits.maxWaiting, limits.maxWaitMs)
  const stopping = new AbortController()

  async function readDecoded(picture: Upright, signal: AbortSignal): Promise<ReadPicture> {
    const { lines, all } = await readInPasses(
      picture,
      (image, layout) => recogniser.recognise(image, layout, signal),
      (lines) => {
        const { state, text } = readingOf(lines).reading
        return state === 'read' && isEnough(text)
      },
      limits.furtherPassesMs,
    )
    const { reading, masked } = readingOf(lines)
    if (reading.state !== 'read') return { reading, masked }
    const copy = await encodeCopy(paintOver(picture, personalBoxes(all)))
    return { reading, masked, copy }
  }

  async function readNow(bytes: Uint8Array, signal: AbortSignal): Promise<ReadPicture> {
    let picture: Upright
    try {
      picture = await decodePicture(bytes)
    } catch (error) {
      return ended(error instanceof TooLargeError ? 'too-large' : 'broken')
    }
    return readDecoded(picture, signal)
  }

  return {
    async read(bytes, signal) {
      if (bytes.length > MAX_BYTES) return ended('too-large')
      if (pictureFormat(bytes) === undefined) return ended('broken')
      const either = AbortSignal.any(signal ? [signal, stopping.signal] : [stopping.signal])
      try {
        return await line.wait(() => readNow(bytes, either), either)
      } catch (error) {
        if (!either.aborted) onFault(error instanceof Error ? error : new Error(String(error)))
        return ended('unavailable')
      }
    },
    async stop() {
      stopping.abort()
      await recogniser.stop()
    },
  }
}

function ended(state: PictureState): ReadPicture {
  return { reading: { state, text: '', confidence: 0 }, masked: [] }
}
