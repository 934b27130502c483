/**
 * Reads pictures between the inbox and the turn: fetches the bytes from the channel, reads what stands
 * in them, keeps the blackened copy, and wakes the chat. Chats take turns, so that one with fifty
 * pictures holds up nobody; texts never come by here.
 */
import { setImmediate } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type Channel, PictureError } from '../channels/channel.js'
import { pictureFormat } from '../pictures/format.js'
import type { PictureReader } from '../pictures/picture-reader.js'
import { isStoreFault, pictures, type Store, type StoredPicture } from '../store/index.js'
import { backoffMs } from './backoff.js'
import type { Clock, Random } from './clock.js'
import {
  MAX_PICTURE_BYTES,
  MAX_PICTURE_TRIES,
  MAX_PICTURES_AT_ONCE,
  STORE_RETRY_FIRST_MS,
  STORE_RETRY_MAX_MS,
} from './limits.js'
import type { MediaKeeper } from './media-keeper.js'
import { fetchPicture } from './picture-fetch.js'
import { afterFault, failedReading, type PictureVerdict } from './picture-policy.js'
import { mayAskAbout, recordReading } from './picture-record.js'

export interface PictureStageParts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly reader: PictureReader
  readonly keeper: MediaKeeper
  /** By name; a channel that is off is missing. */
  readonly channels: ReadonlyMap<string, Pick<Channel, 'fetchPicture' | 'releasePicture'>>
  /** How long a copy is kept that belongs to no case, milliseconds. */
  readonly retentionMs: number
  /** Called after the commit with the chat whose picture has been read or given up. */
  readonly onRead: (chatId: number) => void
}

interface Reading {
  readonly chatId: number
  readonly abort: AbortController
  readonly done: Promise<void>
}

export class PictureStage {
  readonly #inFlight = new Map<number, Reading>()
  /** When a chat's last picture was begun, counted up: who waited longest comes first. */
  readonly #lastServed = new Map<number, number>()
  #served = 0
  #state: 'new' | 'running' | 'stopped' = 'new'
  #again = false
  #looking: Promise<void> | undefined
  /** Whether a channel may still hold a picture that is settled: after a crash or a fault. */
  #hasLeftovers = true
  #timer: { readonly at: number; readonly cancel: () => void } | undefined
  #faults = 0
  #restsUntil = 0

  constructor(private readonly parts: PictureStageParts) {}

  /** Takes up what an earlier run left. */
  start(): void {
    this.#state = 'running'
    this.wake()
  }

  /** There may be a new picture. */
  wake(): void {
    if (this.#state !== 'running') return
    this.#again = true
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      // Someone may have called between the last look and this line.
      if (this.#again) this.wake()
    })
  }

  /** Gives up what is being read; the next start reads it. */
  async stop(): Promise<void> {
    this.#state = 'stopped'
    this.#timer?.cancel()
    for (const { abort } of this.#inFlight.values()) abort.abort()
    await this.#looking
    await Promise.all([...this.#inFlight.values()].map(({ done }) => done))
    await this.parts.reader.stop()
  }

  async #look(): Promise<void> {
    while (this.#again && this.#state === 'running') {
      // Pictures that ended together are followed by one look, not by one each.
      await setImmediate()
      this.#again = false
      try {
        await this.#fill()
      } catch (error) {
        this.#rest(error)
      }
    }
  }

  async #fill(): Promise<void> {
    const { store, clock } = this.parts
    while (this.#state === 'running' && this.#inFlight.size < MAX_PICTURES_AT_ONCE) {
      const now = clock.now()
      if (now < this.#restsUntil) {
        this.#lookAt(this.#restsUntil)
        return
      }
      if (this.#hasLeftovers) await this.#releaseLeftovers()
      const except = [...this.#inFlight.keys()]
      const due = await store.read((tx) => pictures.duePictures(tx, { now, except }))
      const [next] = this.#inTurn(due)
      if (next === undefined) {
        if (this.#inFlight.size === 0) this.#lastServed.clear()
        const later = await store.read((tx) => pictures.nextTryAt(tx, now))
        if (later !== undefined) this.#lookAt(later)
        return
      }
      // The service may have begun to stop meanwhile.
      if (this.#state === 'running') this.#begin(next)
    }
  }

  /** A chat with fewer pictures at work comes first, then the one that was served longest ago. */
  #inTurn(due: readonly pictures.DuePicture[]): readonly pictures.DuePicture[] {
    const atWork = new Map<number, number>()
    for (const { chatId } of this.#inFlight.values()) {
      atWork.set(chatId, (atWork.get(chatId) ?? 0) + 1)
    }
    const rank = ({ chatId, id }: pictures.DuePicture) =>
      [atWork.get(chatId) ?? 0, this.#lastServed.get(chatId) ?? 0, id] as const
    return due.toSorted((left, right) => {
      const [a, b] = [rank(left), rank(right)]
      return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
    })
  }

  #begin({ id, chatId }: pictures.DuePicture): void {
    this.#lastServed.set(chatId, ++this.#served)
    const abort = new AbortController()
    const done = this.#process(id, abort)
      .then(
        () => {
          this.#faults = 0
        },
        (error: unknown) => {
          this.#rest(error)
          // It may have been stored although the store said no.
          this.parts.onRead(chatId)
          this.#hasLeftovers = true
        },
      )
      .finally(() => {
        this.#inFlight.delete(id)
        this.wake()
      })
    this.#inFlight.set(id, { chatId, abort, done })
  }

  /** One try of one picture. Rejects only with faults of the store or the disk. */
  async #process(id: number, abort: AbortController): Promise<void> {
    const { store, clock } = this.parts
    const picture = await store.write('picture-begin', (tx) =>
      pictures.beginTry(tx, id, clock.now()),
    )
    const verdict = await this.#attempt(picture, abort)
    // Whatever ended because the service ends is tried again at the next start.
    if (this.#state === 'stopped') return
    if (verdict.type === 'again') {
      await store.write('picture-later', (tx) =>
        pictures.tryLater(tx, id, verdict.at, verdict.error),
      )
      return
    }
    await this.#settle(picture, verdict)
    this.parts.onRead(picture.chatId)
    await this.#release(picture)
  }

  async #attempt(picture: StoredPicture, abort: AbortController): Promise<PictureVerdict> {
    if (picture.attempts > MAX_PICTURE_TRIES) return failedReading('unavailable', 'too many tries')
    if ((picture.toldBytes ?? 0) > MAX_PICTURE_BYTES) return failedReading('too-large')
    try {
      const channel = this.parts.channels.get(picture.channel)
      const bytes = await fetchPicture(picture, channel, this.parts.clock, abort)
      const result = await this.parts.reader.read(bytes, abort.signal)
      return { type: 'settle', result, original: bytes }
    } catch (error) {
      const { clock, random, logger } = this.parts
      if (!(error instanceof PictureError) && this.#state !== 'stopped') {
        logger.error({ err: error, picture: picture.publicId }, 'picture could not be read')
      }
      return afterFault(picture, error, clock.now(), random)
    }
  }

  async #settle(
    picture: StoredPicture,
    verdict: Extract<PictureVerdict, { type: 'settle' }>,
  ): Promise<void> {
    const { store, clock, keeper, logger, retentionMs } = this.parts
    const { result, original, error } = verdict
    const { state } = result.reading
    const record = (file?: { readonly name: string; readonly as: 'question' | 'blackened' }) =>
      store.write('picture', (tx) =>
        recordReading(tx, { picture, result, retentionMs, now: clock.now(), error, file }),
      )
    const level = state === 'unavailable' ? 'warn' : 'debug'
    logger[level]({ picture: picture.publicId, state, error }, 'picture read')
    const file = await this.#fileOf(
      picture,
      result.copy,
      state === 'unreadable' ? original : undefined,
    )
    if (file === undefined) {
      await record()
      return
    }
    try {
      await keeper.keep(file, () => record(file))
    } catch (fault) {
      if (isStoreFault(fault)) throw fault
      // A full disk must not cost the user the answer.
      logger.error({ err: fault, picture: picture.publicId }, 'picture could not be kept')
      await record()
    }
  }

  async #fileOf(
    picture: StoredPicture,
    copy: Uint8Array | undefined,
    original: Uint8Array | undefined,
  ) {
    const { publicId } = picture
    if (copy !== undefined) {
      return { name: `${publicId}.webp`, as: 'blackened', bytes: copy } as const
    }
    if (original === undefined) return undefined
    const isAsked = await this.parts.store.read((tx) => mayAskAbout(tx, picture))
    if (!isAsked) return undefined
    const name = `${publicId}.${pictureFormat(original) ?? 'bin'}`
    return { name, as: 'question', bytes: original } as const
  }

  /** The channel lets go of what it kept, then nothing here leads to it either. */
  async #release({ id, channel, reference }: StoredPicture): Promise<void> {
    if (reference === null) return
    await this.parts.channels.get(channel)?.releasePicture?.(reference)
    await this.parts.store.write('picture-release', (tx) => pictures.forgetReference(tx, id))
  }

  async #releaseLeftovers(): Promise<void> {
    const left = await this.parts.store.read((tx) => pictures.unreleasedPictures(tx))
    for (const picture of left) await this.#release(picture)
    this.#hasLeftovers = false
  }

  /** The store or the disk failed: everything waits a moment. */
  #rest(error: unknown): void {
    const { clock, random, logger } = this.parts
    this.#faults++
    const range = { firstMs: STORE_RETRY_FIRST_MS, maxMs: STORE_RETRY_MAX_MS }
    const waitMs = backoffMs(this.#faults, range, random)
    logger.error({ err: error, waitMs }, 'picture not stored, tried again')
    this.#restsUntil = clock.now() + waitMs
    this.#lookAt(this.#restsUntil)
  }

  #lookAt(at: number): void {
    if (this.#state !== 'running') return
    if (this.#timer !== undefined && this.#timer.at <= at) return
    this.#timer?.cancel()
    const { clock } = this.parts
    const cancel = clock.after(at - clock.now(), () => {
      this.#timer = undefined
      this.wake()
    })
    this.#timer = { at, cancel }
  }
}
