/** Pictures without a reader: what is read is what the test says. */
import { join } from 'node:path'
import type { DeliveryParts } from '../../src/delivery/index.js'
import type { PictureReading } from '../../src/engine/model.js'
import type { PictureReader, ReadPicture } from '../../src/pictures/picture-reader.js'

const HOUR_MS = 60 * 60_000

export function pictureSettings(
  dataDir: string,
  reader: PictureReader = new ScriptedReader(),
): DeliveryParts['pictures'] {
  return {
    reader,
    folder: join(dataDir, 'media'),
    retentionMs: 24 * HOUR_MS,
    caseRetentionMs: 7 * 24 * HOUR_MS,
  }
}

export interface ReadCall {
  readonly bytes: Uint8Array
  readonly signal: AbortSignal | undefined
}

/** Reads the bytes as UTF-8 text and keeps them as the blackened copy, unless the test says otherwise. */
export class ScriptedReader implements PictureReader {
  readonly calls: ReadCall[] = []
  stopped = false
  atWork = 0
  mostAtWork = 0
  answer: (call: ReadCall) => Promise<ReadPicture> | ReadPicture = ({ bytes }) =>
    readAs(text(bytes))

  async read(bytes: Uint8Array, signal?: AbortSignal): Promise<ReadPicture> {
    const call = { bytes, signal }
    this.calls.push(call)
    this.atWork++
    this.mostAtWork = Math.max(this.mostAtWork, this.atWork)
    try {
      return await this.answer(call)
    } finally {
      this.atWork--
    }
  }

  async stop(): Promise<void> {
    this.stopped = true
  }
}

export function readAs(words: string, more: Partial<ReadPicture> = {}): ReadPicture {
  const reading = { state: 'read', text: words, confidence: 0.9 } as const
  return { reading, masked: [], copy: Buffer.from(`copy of ${words}`), ...more }
}

export function endedAs(state: Exclude<PictureReading['state'], 'read'>): ReadPicture {
  return { reading: { state, text: '', confidence: 0 }, masked: [] }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
