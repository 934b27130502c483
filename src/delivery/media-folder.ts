/** Files of pictures below `DATA_DIR/media`: kept ones on top, originals that wait for a word below. */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PictureCopy } from '../store/index.js'

/** Where pictures lie in a data folder. */
export function mediaFolderIn(dataDir: string): string {
  return join(dataDir, 'media')
}

/** Where originals wait until the user said whether the staff may see them. */
const PENDING = 'pending'
const PARTIAL = '.partial'

/** Nobody but the service's own user may see what people sent. */
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

export class MediaFolder {
  readonly #pending: string

  /** @param path `DATA_DIR/media`; other folders in it are left alone. */
  constructor(private readonly path: string) {
    this.#pending = join(path, PENDING)
  }

  /** Complete and on the disk when this resolves, or not there at all. */
  async write(name: string, bytes: Uint8Array, as: PictureCopy): Promise<void> {
    const folder = as === 'question' ? this.#pending : this.path
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
    const partial = join(folder, `${name}${PARTIAL}`)
    const file = await open(partial, 'w', FILE_MODE)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, join(folder, name))
    await syncFolder(folder)
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

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Without it a power cut may take back a rename that a committed row relies on. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
