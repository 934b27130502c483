import type { Logger } from 'pino'
import { type Brain, loadBrain } from './brain.js'
import type { Channel, Pacing } from './channels/channel.js'
import { WebChannel } from './channels/web/web-channel.js'
import type { Config } from './config.js'
import { registerHomePage } from './console/home-page.js'
import { type BurstWindows, createDelivery, mediaFolderIn } from './delivery/index.js'
import { readConversation } from './engine/conversation.js'
import { registerHealth } from './http/health.js'
import { createHttpServer, listen } from './http/server.js'
import type { Knowledge } from './knowledge/knowledge.js'
import { Reloading } from './knowledge/reload.js'
import { KNOWLEDGE_DIR } from './paths.js'
import { createPictureReader, type PictureReader } from './pictures/picture-reader.js'
import { cleanText } from './privacy/clean-text.js'
import { maskText } from './privacy/mask.js'
import { acquireLease, type Boundary, openStore } from './store/index.js'

/** Where the service differs from the real thing in tests and benchmarks. */
export interface ServiceOptions {
  readonly logger: Logger
  /** Text for people: the WhatsApp QR and pairing code. */
  readonly terminal: NodeJS.WritableStream
  readonly knowledgeDir?: string
  readonly boundary?: Boundary
  readonly pacing?: Pacing
  readonly burst?: BurstWindows
  readonly pictureReader?: PictureReader
  readonly whatsappSocketUrl?: string
  /** Called when another process took over the data folder: this one must end. */
  readonly onLeaseLost?: () => void
}

export interface Service {
  readonly port: number
  readonly knowledge: Knowledge
  readonly channels: readonly Channel[]
  /** Finishes what is in flight. Resolves to false when something had to be left to the next start. */
  stop(): Promise<boolean>
}

const HOUR_MS = 60 * 60_000

/** One service per data folder. */
const LEASE = 'service'

/**
 * Starts everything: knowledge → store → delivery → HTTP → channels. Channels connect on their own, so
 * a network that is down delays nothing.
 * @throws {KnowledgeError | StoreOpenError | LeaseHeldError | ListenError} with texts for the operator.
 */
export async function startService(config: Config, options: ServiceOptions): Promise<Service> {
  const { logger, knowledgeDir = KNOWLEDGE_DIR, boundary, pacing, burst } = options
  const brain = new Reloading<Brain>(
    knowledgeDir,
    (directory) => loadBrain(directory, config.timeZone),
    logger,
  )
  const store = await openStore({
    dataDir: config.dataDir,
    ...(boundary === undefined ? {} : { boundary }),
  })
  // What was begun is undone in reverse order when a later part does not start.
  const undo: (() => Promise<unknown>)[] = [() => store.close()]
  try {
    const lease = await acquireLease(store, LEASE, {
      onLost: (error) => {
        logger.fatal({ reason: error.message }, 'data folder taken over, stopping')
        options.onLeaseLost?.()
      },
    })
    undo.unshift(() => lease.release())
    const guarded = lease.guard(store)
    const delivery = createDelivery({
      store: guarded,
      logger,
      step: (input) => brain.current.engine(input),
      readConversation,
      answersAtOnce: (conversation, message) => brain.current.answersAtOnce(conversation, message),
      pictures: {
        reader: options.pictureReader ?? pictureReader(() => brain.current, logger),
        folder: mediaFolderIn(config.dataDir),
        retentionMs: config.pictureRetention.hours * HOUR_MS,
        caseRetentionMs: config.pictureRetention.caseDays * 24 * HOUR_MS,
      },
      ...(boundary === undefined ? {} : { boundary }),
      ...(pacing === undefined ? {} : { pacing }),
      ...(burst === undefined ? {} : { burst }),
    })

    const http = await createHttpServer(logger)
    undo.unshift(() => http.close())
    const web = new WebChannel({
      inbox: delivery.inbox,
      store: guarded,
      dataDir: config.dataDir,
      logger,
      now: Date.now,
      owner: () => brain.current.knowledge.office.name,
    })
    const channels: Channel[] = [web, ...(await makeMessengers(config, options, delivery.inbox))]
    for (const channel of channels) channel.register?.(http)
    registerHomePage(http)
    registerHealth(http, {
      oldestUnprocessedSeconds: () => delivery.oldestUnprocessedSeconds(),
      storeTrouble: () => {
        const { writable, reason } = store.health()
        return writable ? undefined : (reason ?? 'database not writable')
      },
      channels: () => channelStates(channels),
    })

    const port = await listen(http, config.host, config.port)
    delivery.start(channels)
    brain.start()
    for (const channel of channels) void channel.start()

    return {
      port,
      knowledge: brain.current.knowledge,
      channels,
      async stop() {
        brain.stop()
        await Promise.all(channels.map((channel) => channel.stop()))
        const inTime = await delivery.stop()
        for (const step of undo) await step()
        return inTime
      },
    }
  } catch (error) {
    for (const step of undo) await step()
    throw error
  }
}

/** Nothing is loaded before the first picture. */
function pictureReader(brain: () => Brain, logger: Logger): PictureReader {
  return createPictureReader({
    // A whole error text is the answer: what else stands there need not be read.
    isEnough: (text) => brain().understanding.quotes(text).length > 0,
    onFault: (error) => logger.error({ err: error }, 'picture reader failed'),
  })
}

async function makeMessengers(
  config: Config,
  options: ServiceOptions,
  inbox: ReturnType<typeof createDelivery>['inbox'],
): Promise<Channel[]> {
  const { logger } = options
  const messengers: Channel[] = []
  // Each is loaded only when it is on: a client costs memory and start-up time.
  if (config.telegram !== undefined) {
    const { TelegramChannel } = await import('./channels/telegram/telegram-channel.js')
    messengers.push(
      new TelegramChannel({
        ...config.telegram,
        inbox,
        logger: logger.child({ channel: 'telegram' }),
        now: Date.now,
        random: Math.random,
      }),
    )
  }
  if (config.whatsapp !== undefined) {
    const { createWhatsAppChannel } = await import('./channels/whatsapp/whatsapp-channel.js')
    messengers.push(
      createWhatsAppChannel({
        ...config.whatsapp,
        dataDir: config.dataDir,
        inbox,
        logger: logger.child({ channel: 'whatsapp' }),
        mask: (text) => maskText(cleanText(text)),
        clock: Date.now,
        random: Math.random,
        terminal: options.terminal,
        ...(options.whatsappSocketUrl === undefined
          ? {}
          : { socketUrl: options.whatsappSocketUrl }),
      }),
    )
  }
  return messengers
}

/** What can be turned on, so that the health page also names what is off. */
const MESSENGERS = ['telegram', 'whatsapp'] as const
const STARTED_AT = Date.now()

function channelStates(channels: readonly Channel[]) {
  const off = MESSENGERS.map((name) => [name, { state: 'off', since: STARTED_AT }] as const)
  return Object.fromEntries([
    ...off,
    ...channels.map((channel) => [channel.name, channel.status()] as const),
  ])
}
