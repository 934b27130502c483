import { ConfigError, readConfig } from './config.js'
import { loadEnvironmentFile } from './environment-file.js'
import { ListenError } from './http/server.js'
import { KnowledgeError } from './knowledge/faults.js'
import { createLogger } from './logger.js'
import { startService } from './service.js'
import { startUpMessage } from './start-up-message.js'
import { LeaseHeldError, StoreOpenError } from './store/index.js'

/** Longest time for what is in flight after SIGTERM, milliseconds; the rest is taken up at the next start. */
const STOP_LIMIT_MS = 9_500

/** Faults that an operator can mend: told in words, without a stack. */
const OPERATOR_FAULTS = [ConfigError, KnowledgeError, StoreOpenError, LeaseHeldError, ListenError]

async function main(): Promise<void> {
  loadEnvironmentFile()
  const config = readConfig(process.env)
  const logger = createLogger(config.logLevel)
  // A fault nobody caught leaves unknown state behind: end, and let the supervisor start anew.
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught error, ending')
    process.exit(1)
  })
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection, ending')
    process.exit(1)
  })

  const service = await startService(config, {
    logger,
    terminal: process.stderr,
    onLeaseLost: () => process.exit(1),
  })
  process.stderr.write(`${startUpMessage(config, service.knowledge, service.port)}\n`)
  logger.info({ port: service.port }, 'ready')

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    setTimeout(() => {
      logger.warn('not everything ended in time, the next start takes it up')
      process.exit(0)
    }, STOP_LIMIT_MS).unref()
    await service.stop()
    logger.info('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', (signal) => void stop(signal))
  process.on('SIGINT', (signal) => void stop(signal))
}

main().catch((error: unknown) => {
  const forOperator = OPERATOR_FAULTS.some((kind) => error instanceof kind)
  const text = error instanceof Error ? (forOperator ? error.message : error.stack) : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(1)
})
