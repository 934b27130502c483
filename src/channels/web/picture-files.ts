/**
 * Pictures that came through the page, on the disk until they have been read. A messenger keeps what
 * was sent to it and can be asked again; for the page this folder is that place.
 */
import { randomUUID } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { filesIn, PARTIAL, writePrivateFile } from '../../private-files.js'
import { type FetchOptions, PictureError } from '../channel.js'
import { tooLarge } from '../download.js'

/** A name that this program has given; nothing else is opened or deleted. */
const NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * A file this old belongs to no message that is still to be read, milliseconds: the crash that came
 * between the file and its message left it.
 */
const ORPHAN_AFTER_MS = 24 * 60 * 60_000

/**
 * Such files are looked for this often, milliseconds, and for the first time this long after the start:
 * by then the pictures of stored messages, however old, have been read or given up.
 */
const ORPHANS_EVERY_MS = 60 * 60_000

export class PictureFiles {
  readonly #madeAt = Date.now()
  #sweep: NodeJS.Timeout | undefined

  /** @param path `DATA_DIR/media/incoming`. */
  constructor(
    private readonly path: string,
    private readonly now: () => number,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    this.#sweep = setInterval(() => void this.dropOrphans(), ORPHANS_EVERY_MS)
    this.#sweep.unref()
    // What an upload left that the end of an earlier process broke off.
    await this.#drop(
      async (name) => name.endsWith(PARTIAL) && (await this.#changedAt(name)) < this.#madeAt,
    )
  }

  stop(): void {
    clearInterval(this.#sweep)
  }

  /**
   * Complete and on the disk when this resolves, or not there at all.
   * @param content rejects to break off: what is there already is deleted.
   * @returns the reference, and how many bytes there are.
   */
  async keep(content: AsyncIterable<Uint8Array>): Promise<{ reference: string; bytes: number }> {
    const reference = randomUUID()
    const bytes = await writePrivateFile(this.path, reference, content)
    return { reference, bytes }
  }

  /** @throws {PictureError} */
  async fetch(reference: string, { maxBytes, signal }: FetchOptions): Promise<Uint8Array> {
    if (!NAME.test(reference)) throw new PictureError('gone', 'no picture has this name')
    const path = join(this.path, reference)
    try {
      if ((await stat(path)).size > maxBytes) throw tooLarge(maxBytes)
      return await readFile(path, { signal })
    } catch (error) {
      if (error instanceof PictureError) throw error
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') throw new PictureError('gone', 'the picture is no longer there')
      throw new PictureError('retry', `the picture could not be read (${code})`, { cause: error })
    }
  }

  /** Never throws. */
  async release(reference: string): Promise<void> {
    if (NAME.test(reference)) await this.#remove(reference)
  }

  /** How many wait to be read. */
  async waiting(): Promise<number> {
    return (await filesIn(this.path)).length
  }

  async dropOrphans(): Promise<void> {
    const before = this.now() - ORPHAN_AFTER_MS
    await this.#drop(async (name) => (await this.#changedAt(name)) < before)
  }

  /** By the clock of the file system; a file that went meanwhile needs no dropping. */
  async #changedAt(name: string): Promise<number> {
    const found = await stat(join(this.path, name)).catch(() => undefined)
    return found?.mtimeMs ?? Number.POSITIVE_INFINITY
  }

  async #drop(isLeft: (name: string) => boolean | Promise<boolean>): Promise<void> {
    try {
      for (const name of await filesIn(this.path)) if (await isLeft(name)) await this.#remove(name)
    } catch (error) {
      this.logger.warn({ err: error }, 'web pictures could not be looked through')
    }
  }

  async #remove(name: string): Promise<void> {
    try {
      await rm(join(this.path, name), { force: true })
    } catch (error) {
      this.logger.warn({ err: error }, 'a web picture could not be deleted')
    }
  }
}
