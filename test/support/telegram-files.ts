/** The files of the Bot API on loopback: looked up by `getFile`, downloaded by path. */
import type { ServerResponse } from 'node:http'

export interface TelegramFile {
  readonly file_id: string
  readonly file_unique_id: string
  readonly file_size: number
  readonly file_path?: string
}

/**
 * How the next downloads go. `half`: half of the file, and then nothing more. `cut`: half of it, and the
 * line breaks. `untold`: whole, without telling its size before.
 */
export type DownloadFault = number | 'half' | 'cut' | 'untold'

export class TelegramFiles {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = []
  /** One for each of the next downloads. */
  readonly faults: DownloadFault[] = []
  readonly #files = new Map<string, TelegramFile>()
  readonly #bytes = new Map<string, Uint8Array>()

  /** @param path where `getFile` says the file is; served there, or below `served`. */
  add(bytes: Uint8Array, path?: string, served = path): TelegramFile {
    const number = this.#files.size + 1
    const place = path ?? `photos/file_${number}.jpg`
    const file = {
      file_id: `file-${number}`,
      file_unique_id: `unique-${number}`,
      file_size: bytes.length,
      file_path: place,
    }
    this.#files.set(file.file_id, file)
    this.#bytes.set(served ?? place, bytes)
    return file
  }

  find(fileId: string): TelegramFile | undefined {
    return this.#files.get(fileId)
  }

  serve(path: string, response: ServerResponse): void {
    this.asked.push(path)
    const fault = this.faults.shift()
    const bytes = this.#bytes.get(path)
    if (typeof fault === 'number' || bytes === undefined) {
      response.writeHead(typeof fault === 'number' ? fault : 404).end('{"ok":false}')
      return
    }
    if (fault !== 'untold') response.setHeader('content-length', bytes.length)
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    if (fault !== 'half' && fault !== 'cut') {
      response.end(bytes)
      return
    }
    response.write(bytes.subarray(0, bytes.length / 2), () => {
      if (fault === 'cut') response.destroy()
    })
  }
}
