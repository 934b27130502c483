/**
 * Inbox, picture stage, processor and one dispatcher per channel, as one thing to start and stop.
 *
 * The channels need the inbox and the delivery needs the channels, so: make the delivery, make the
 * channels with its inbox, start the delivery with the channels, then start the channels.
 */
import type { Logger } from 'pino'
import type { Channel, Inbox, Pacing } from '../channels/channel.js'
import type { PictureReader } from '../pictures/picture-reader.js'
import { type Boundary, messages, noBoundary, type Store } from '../store/index.js'
import { BURST_WINDOWS, type BurstWindows } from './burst.js'
import { type Clock, type Random, systemClock } from './clock.js'
import { createDispatcher, type Dispatcher } from './dispatcher.js'
import { createInbox } from './inbox.js'
import { STOP_TIMEOUT_MS } from './limits.js'
import { MediaFolder } from './media-folder.js'
import { MediaKeeper } from './media-keeper.js'
import { PictureStage } from './picture-stage.js'
import { createProcessor } from './processor.js'
import type { TurnParts } from './turn.js'

export interface DeliveryParts
  extends Pick<TurnParts, 'step' | 'readConversation' | 'answersAtOnce'> {
  /** The store under the service's lease, see `Lease.guard`. */
  readonly store: Store
  readonly logger: Logger
  readonly clock?: Clock
  readonly random?: Random
  readonly boundary?: Boundary
  /** Instead of each channel's own pacing. */
  readonly pacing?: Pacing
  /** Instead of the usual windows; a quiet time of 0 makes every message a turn of its own. */
  readonly burst?: BurstWindows
  readonly pictures: PictureSettings
}

export interface PictureSettings {
  readonly reader: PictureReader
  /** Where copies are kept: `DATA_DIR/media`. */
  readonly folder: string
  /** How long a picture is kept that belongs to no case, milliseconds. */
  readonly retentionMs: number
  /** How long the pictures of a case are kept after it was closed, milliseconds. */
  readonly caseRetentionMs: number
}

export interface Delivery {
  readonly inbox: Inbox
  /** Begins to work the inbox and to send; takes up what an earlier run left. */
  start(channels: readonly Channel[]): void
  /** Something was written by another part of this process (the console): look at once. */
  wake(chatIds: Iterable<number>): void
  /** Age of the oldest message without an outcome, seconds; 0 when there is none. */
  oldestUnprocessedSeconds(): Promise<number>
  /**
   * Finishes the turns and sends in flight; bursts and pictures that wait are left to the next start. Stop the channels first, so that nothing new arrives.
   * False when something was still running after {@link STOP_TIMEOUT_MS}.
   */
  stop(): Promise<boolean>
}

export function createDelivery(parts: DeliveryParts): Delivery {
  const { store, logger, step, readConversation, answersAtOnce, boundary = noBoundary } = parts
  const { clock = systemClock, random = Math.random, pacing, burst = BURST_WINDOWS } = parts
  const { reader, folder, retentionMs, caseRetentionMs } = parts.pictures
  const channels = new Map<string, Channel>()
  const dispatchers: Dispatcher[] = []
  const wakeDispatchers = () => {
    for (const dispatcher of dispatchers) dispatcher.wake()
  }
  const keeper = new MediaKeeper({
    store,
    folder: new MediaFolder(folder),
    clock,
    logger,
    caseRetentionMs,
  })
  const processor = createProcessor({
    store,
    clock,
    random,
    logger,
    step,
    readConversation,
    answersAtOnce,
    burst,
    channels,
    pictureRetentionMs: retentionMs,
    onReplies: wakeDispatchers,
    onPictureDecision: () => keeper.decisionMade(),
  })
  const stage = new PictureStage({
    store,
    clock,
    random,
    logger,
    reader,
    keeper,
    channels,
    retentionMs,
    onRead: (chatId) => processor.wake([chatId]),
  })
  const onStored = (chatIds: Iterable<number>) => {
    processor.wake(chatIds)
    stage.wake()
  }
  return {
    inbox: createInbox({ store, clock, logger, onStored }),

    start(started) {
      for (const channel of started) {
        channels.set(channel.name, channel)
        const dispatcher = createDispatcher({
          store,
          channel,
          clock,
          random,
          logger,
          boundary,
          onEvent: (chatId) => processor.wake([chatId]),
          ...(pacing === undefined ? {} : { pacing }),
        })
        dispatchers.push(dispatcher)
        dispatcher.start()
      }
      keeper.start()
      stage.start()
      processor.start()
    },

    wake(chatIds) {
      processor.wake(chatIds)
      wakeDispatchers()
    },

    async oldestUnprocessedSeconds() {
      const oldest = await store.read((tx) => messages.oldestUnprocessedAt(tx))
      return oldest === undefined ? 0 : Math.max(0, (clock.now() - oldest) / 1000)
    },

    async stop() {
      const all = Promise.all([
        processor.stop(),
        stage.stop().then(() => keeper.stop()),
        ...dispatchers.map((dispatcher) => dispatcher.stop()),
      ])
      let cancel = () => {}
      const late = new Promise<false>((resolve) => {
        cancel = clock.after(STOP_TIMEOUT_MS, () => resolve(false))
      })
      const inTime = await Promise.race([all.then(() => true), late])
      cancel()
      return inTime
    },
  }
}
