import { readFile, stat } from 'node:fs/promises'
import type { Brain } from '../brain.js'
import type { PictureReading } from '../engine/model.js'
import { MAX_BYTES } from '../pictures/limits.js'
import { createPictureReader, type PictureReader } from '../pictures/picture-reader.js'

/** The file named as a picture is not there or may not be read; what stands in it is another matter. */
export class ImageFileError extends Error {
  override readonly name = 'ImageFileError'
}

/** Pictures from files, read as the service reads those it is sent. */
export class PictureFiles {
  readonly #reader: PictureReader

  constructor(brain: Brain) {
    this.#reader = createPictureReader({
      isEnough: (text) => brain.understanding.quotes(text).length > 0,
    })
  }

  /** @throws {ImageFileError} */
  async open(path: string): Promise<Uint8Array> {
    try {
      const { size } = await stat(path)
      // Refused by its size in any case: its bytes need not come into memory.
      if (size > MAX_BYTES) return new Uint8Array(MAX_BYTES + 1)
      return await readFile(path)
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      throw new ImageFileError(isMissing ? `no file ${path}` : (error as Error).message)
    }
  }

  async read(bytes: Uint8Array): Promise<PictureReading> {
    return (await this.#reader.read(bytes)).reading
  }

  close(): Promise<void> {
    return this.#reader.stop()
  }
}
