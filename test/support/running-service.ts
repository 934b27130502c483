/** The whole service inside the test's own process: real store, engine, HTTP server and channels. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { Pacing } from '../../src/channels/channel.js'
import type { Config } from '../../src/config.js'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import type { ErrorEntry } from '../../src/knowledge/schema.js'
import { type Service, type ServiceOptions, startService } from '../../src/service.js'
import { NO_BURSTS } from './delivery-fixtures.js'
import { recordingLogger } from './silent-logger.js'
import type { TelegramServer } from './telegram-server.js'
import { until } from './until.js'
import type { WhatsAppWorld } from './whatsapp-driver.js'

/** Sends as fast as the channel takes them: what is tested is not how politely it waits. */
export const UNPACED: Pacing = {
  concurrency: 16,
  perChatMs: 0,
  overallMs: 0,
  jitterMs: 0,
}

export interface RunningOptions extends Partial<Omit<ServiceOptions, 'logger' | 'terminal'>> {
  /** Shared by two runs that follow each other; a fresh one when missing. */
  readonly dataDir?: string
  /** The same port again after a restart; a free one when missing. */
  readonly port?: number
  readonly telegram?: TelegramServer
  /** Not paired yet: scan its QR with `world.scanQrOf(service.dataDir)`. */
  readonly whatsapp?: WhatsAppWorld
}

export interface RunningService extends Service {
  readonly url: string
  readonly dataDir: string
  /** Every log line, as JSON. */
  readonly log: string[]
}

/** Started, and stopped when the test ends; with Telegram it is connected already. */
export async function runService(options: RunningOptions = {}): Promise<RunningService> {
  const service = await start(options)
  onTestFinished(async () => {
    await service.stop()
    if (options.dataDir === undefined) rmSync(service.dataDir, { recursive: true, force: true })
  })
  return service
}

/** One service for all tests of a `describe`, each with chats of its own: starting costs a second. */
export function sharedService(
  options: () => RunningOptions | Promise<RunningOptions> = () => ({}),
): () => RunningService {
  let service: RunningService | undefined
  beforeAll(async () => {
    service = await start(await options())
  })
  afterAll(async () => {
    await service?.stop()
    if (service !== undefined) rmSync(service.dataDir, { recursive: true, force: true })
  })
  return () => {
    if (service === undefined) throw new Error('the shared service runs inside tests only')
    return service
  }
}

async function start(options: RunningOptions): Promise<RunningService> {
  const { port = 0, telegram, whatsapp, ...rest } = options
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tanya-kinerja-'))
  const { logger, lines } = recordingLogger()
  const config: Config = {
    dataDir,
    host: '127.0.0.1',
    port,
    pictureRetention: { hours: 24, caseDays: 7 },
    logLevel: 'debug',
    ...(telegram === undefined
      ? {}
      : { telegram: { token: telegram.token, apiRoot: telegram.apiRoot } }),
    ...(whatsapp === undefined ? {} : { whatsapp: {} }),
  }
  const service = await startService(config, {
    // Every message a turn of its own, unless the test is about bursts.
    burst: NO_BURSTS,
    ...rest,
    ...(whatsapp === undefined ? {} : { whatsappSocketUrl: whatsapp.url }),
    logger,
    terminal: whatsapp === undefined ? process.stderr : new PassThrough().resume(),
  })
  let stopped: Promise<boolean> | undefined
  const stop = () => {
    stopped ??= service.stop()
    return stopped
  }
  if (telegram !== undefined) await telegramReady(service)
  return { ...service, stop, dataDir, log: lines, url: `http://127.0.0.1:${service.port}` }
}

async function telegramReady({ channels }: Service): Promise<void> {
  const channel = channels.find(({ name }) => name === 'telegram')
  await until(() => channel?.status().state === 'ready', 'telegram is connected')
}

/** An error entry with one of the messages that people paste. */
export function pasted(knowledge: Knowledge, id: string): { entry: ErrorEntry; message: string } {
  const entry = knowledge.errors.get(id)
  const message = entry?.messages[0]
  if (entry === undefined || message === undefined) throw new Error(`no message of ${id}`)
  return { entry, message }
}
