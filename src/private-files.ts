/**
 * Files that nobody but the service's own user may read: what people sent. Each is there whole and on
 * the disk, or not at all, so that a row that names one can be committed after it.
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Ending of a file that is still being written, or that a crash left so. */
export const PARTIAL = '.partial'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

/**
 * Writes the file, and the folder where there is none yet.
 * @param content may reject, to break off: what is there already is deleted.
 * @returns how many bytes there are.
 */
export async function writePrivateFile(
  folder: string,
  name: string,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  const partial = join(folder, `${name}${PARTIAL}`)
  let bytes = 0
  try {
    const file = await open(partial, 'w', FILE_MODE)
    try {
      for await (const chunk of content) {
        await file.appendFile(chunk)
        bytes += chunk.length
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, join(folder, name))
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  await syncFolder(folder)
  return bytes
}

/** Without it a power cut may take back a rename that a committed row relies on. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Names of the files in a folder; none where there is no folder yet. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
