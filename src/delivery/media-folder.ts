/** Files of pictures below `DATA_DIR/media`: kept ones on top, originals that wait for a word below. */
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { filesIn, syncFolder, writePrivateFile } from '../private-files.js'
import type { PictureCopy } from '../store/index.js'

/** Where pictures lie in a data folder. */
export function mediaFolderIn(dataDir: string): string {
  return join(dataDir, 'media')
}

/** Where originals wait until the user said whether the staff may see them. */
const PENDING = 'pending'

export class MediaFolder {
  readonly #pending: string

  /** @param path `DATA_DIR/media`; other folders in it are left alone. */
  constructor(private readonly path: string) {
    this.#pending = join(path, PENDING)
  }

  /** Complete and on the disk when this resolves, or not there at all. */
  async write(name: string, bytes: Uint8Array, as: PictureCopy): Promise<void> {
    const folder = as === 'question' ? this.#pending : this.path
    await writePrivateFile(folder, name, [bytes])
  }

  /** The user agreed: the original is one of the kept ones now. */
  async moveToKept(name: string): Promise<void> {
    await rename(join(this.#pending, name), join(this.path, name))
    await syncFolder(this.path)
  }

  /** Wherever it lies; a file that is gone already is no fault. */
  async remove(name: string): Promise<void> {
    await rm(join(this.path, name), { force: true })
    await rm(join(this.#pending, name), { force: true })
  }

  kept(): Promise<readonly string[]> {
    return filesIn(this.path)
  }

  pending(): Promise<readonly string[]> {
    return filesIn(this.#pending)
  }
}
