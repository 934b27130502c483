/**
 * Keeps the files of pictures as the rows say: a file is written before its row commits and deleted
 * after its row let go of it, so a crash leaves a file too many at most, which the next sweep deletes.
 */
import type { Logger } from 'pino'
import { type PictureCopy, pictures, type Store } from '../store/index.js'
import type { Clock } from './clock.js'
import { MEDIA_ORPHANS_MS, MEDIA_SWEEP_MS } from './limits.js'
import type { MediaFolder } from './media-folder.js'

export interface MediaKeeperParts {
  readonly store: Store
  readonly folder: MediaFolder
  readonly clock: Clock
  readonly logger: Logger
  /** How long the pictures of a case are kept after it was closed, milliseconds. */
  readonly caseRetentionMs: number
}

export interface MediaFile {
  readonly name: string
  readonly as: PictureCopy
  readonly bytes: Uint8Array
}

/** Files asked about in one query. */
const FILES_PER_QUERY = 500

export class MediaKeeper {
  /** Files whose rows are about to be written. */
  readonly #arriving = new Set<string>()
  #state: 'new' | 'running' | 'stopped' = 'new'
  #cancelSweep: (() => void) | undefined
  #orphansDueAt = 0
  #working: Promise<void> = Promise.resolve()

  constructor(private readonly parts: MediaKeeperParts) {}

  start(): void {
    this.#state = 'running'
    this.#sweep()
  }

  async stop(): Promise<void> {
    this.#state = 'stopped'
    this.#cancelSweep?.()
    await this.#working
  }

  /** Writes the file and then its row; the file goes again where `record` did not claim it. */
  async keep(file: MediaFile, record: () => Promise<boolean>): Promise<void> {
    const { folder } = this.parts
    this.#arriving.add(file.name)
    try {
      await folder.write(file.name, file.bytes, file.as)
      if (!(await record())) await folder.remove(file.name)
    } finally {
      this.#arriving.delete(file.name)
    }
  }

  /** The user said what becomes of an original: done at once, not at the next sweep. */
  decisionMade(): void {
    this.#do(() => this.#settlePending())
  }

  #sweep(): void {
    this.#do(async () => {
      await this.#deleteExpired()
      await this.#settlePending()
      await this.#deleteOrphans()
    })
    this.#cancelSweep = this.parts.clock.after(MEDIA_SWEEP_MS, () => this.#sweep())
  }

  /** One after the other, so that no two hands are on a file. */
  #do(work: () => Promise<void>): void {
    this.#working = this.#working.then(async () => {
      if (this.#state !== 'running') return
      await work().catch((error: unknown) =>
        this.parts.logger.error({ err: error }, 'pictures could not be tidied up'),
      )
    })
  }

  async #deleteExpired(): Promise<void> {
    const { store, folder, clock, caseRetentionMs } = this.parts
    const now = clock.now()
    const limits = { now, closedBefore: now - caseRetentionMs }
    const expired = await store.read((tx) => pictures.expiredPictures(tx, limits))
    if (expired.length === 0) return
    const ids = expired.map(({ id }) => id)
    await store.write('picture-expired', (tx) => pictures.dropCopies(tx, ids))
    for (const { keptFile } of expired) if (keptFile !== null) await folder.remove(keptFile)
  }

  async #settlePending(): Promise<void> {
    const { folder } = this.parts
    const names = await folder.pending()
    const claimed = await this.#claimed(names)
    for (const name of names) {
      if (this.#arriving.has(withoutPartial(name))) continue
      const as = claimed.get(name)
      if (as === 'consent') await folder.moveToKept(name)
      else if (as === undefined) await folder.remove(name)
    }
  }

  async #deleteOrphans(): Promise<void> {
    const { folder, clock } = this.parts
    if (clock.now() < this.#orphansDueAt) return
    this.#orphansDueAt = clock.now() + MEDIA_ORPHANS_MS
    const names = await folder.kept()
    const claimed = await this.#claimed(names)
    for (const name of names) {
      if (!claimed.has(name) && !this.#arriving.has(withoutPartial(name))) await folder.remove(name)
    }
  }

  async #claimed(names: readonly string[]): Promise<ReadonlyMap<string, PictureCopy>> {
    const claimed = new Map<string, PictureCopy>()
    for (let at = 0; at < names.length; at += FILES_PER_QUERY) {
      const some = names.slice(at, at + FILES_PER_QUERY)
      const rows = await this.parts.store.read((tx) => pictures.keptFiles(tx, some))
      for (const { file, as } of rows) claimed.set(file, as)
    }
    return claimed
  }
}

function withoutPartial(name: string): string {
  return name.replace(/\.partial$/, '')
}
