/** A whole delivery on a real store, with a scripted engine, channel and clock. */
import { onTestFinished } from 'vitest'
import type { InboundEnvelope } from '../../src/channels/channel.js'
import {
  type BurstWindows,
  createDelivery,
  type Delivery,
  type DeliveryParts,
  type Step,
} from '../../src/delivery/index.js'
import { chats, messages, type Store, transcripts } from '../../src/store/index.js'
import {
  NO_BURSTS,
  readTestConversation,
  ScriptedChannel,
  scriptedStep,
} from './delivery-fixtures.js'
import { FakeClock } from './fake-clock.js'
import { pictureSettings, ScriptedReader } from './pictures.js'
import { recordingLogger } from './silent-logger.js'
import { openTestStore, tempDir } from './store-fixtures.js'
import { until } from './until.js'

export interface SceneOptions {
  readonly step?: Step
  readonly channel?: ScriptedChannel
  readonly store?: Parameters<typeof openTestStore>[0]
  /** Every message a turn of its own, unless the test is about bursts. */
  readonly burst?: BurstWindows
  readonly answersAtOnce?: DeliveryParts['answersAtOnce']
  readonly reader?: ScriptedReader
  readonly dataDir?: string
  readonly clock?: FakeClock
  /** The store of an earlier scene, whose delivery was stopped. */
  readonly on?: Store
  readonly retention?: Partial<Pick<DeliveryParts['pictures'], 'retentionMs' | 'caseRetentionMs'>>
}

export async function deliveryScene({
  step = scriptedStep(),
  clock = new FakeClock(),
  channel = new ScriptedChannel('test', { now: () => clock.now() }),
  burst = NO_BURSTS,
  answersAtOnce = () => false,
  reader = new ScriptedReader(),
  dataDir = tempDir(),
  retention = {},
  ...rest
}: SceneOptions = {}) {
  const store = rest.on ?? (await openTestStore({ dataDir, ...rest.store }))
  const { logger, lines } = recordingLogger()
  const delivery = createDelivery({
    store,
    step,
    readConversation: readTestConversation,
    answersAtOnce,
    burst,
    pictures: { ...pictureSettings(dataDir, reader), ...retention },
    logger,
    clock,
    random: () => 0.5,
  })
  onTestFinished(async () => {
    await delivery.stop()
  })
  const start = () => delivery.start([channel])
  return { store, delivery, channel, clock, lines, start, reader, dataDir }
}

export async function receive(delivery: Delivery, ...envelopes: InboundEnvelope[]): Promise<void> {
  await delivery.inbox.receive(envelopes)
}

export async function outcomes(store: Store, address = 'user-1'): Promise<readonly unknown[]> {
  return store.read(async (tx) => {
    const chat = await chats.findChat(tx, 'test', address)
    const entries = await transcripts.readTranscript(tx, chat?.id ?? 0, { limit: 1_000 })
    return entries.flatMap((entry) => ('kind' in entry ? [entry.outcome] : []))
  })
}

/** Waits until every message has its outcome and everything queued was sent. */
export async function settled(store: Store): Promise<void> {
  await until(
    async () => store.read(async (tx) => (await messages.chatsWithWork(tx)).length === 0),
    'every message and event has its outcome',
  )
}
