/** The web chat over a real store and delivery, with a bot that echoes. */
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { WebChannel } from '../../src/channels/web/web-channel.js'
import { createDelivery } from '../../src/delivery/index.js'
import { createHttpServer, listen } from '../../src/http/server.js'
import { joiningStep, NO_BURSTS, readTestConversation } from './delivery-fixtures.js'
import { pictureSettings, ScriptedReader } from './pictures.js'
import { recordingLogger } from './silent-logger.js'
import { openTestStore, tempDir } from './store-fixtures.js'

export interface WebWorld {
  readonly app: FastifyInstance
  readonly channel: WebChannel
  readonly url: string
  /** What it was given to read; answers with the bytes' text unless told otherwise. */
  readonly reader: ScriptedReader
}

export async function webWorld(): Promise<WebWorld> {
  const dataDir = tempDir()
  const store = await openTestStore({ dataDir })
  const { logger } = recordingLogger()
  const reader = new ScriptedReader()
  const delivery = createDelivery({
    store,
    logger,
    step: joiningStep(),
    readConversation: readTestConversation,
    answersAtOnce: () => false,
    burst: NO_BURSTS,
    pictures: pictureSettings(dataDir, reader),
  })
  const channel = new WebChannel({
    inbox: delivery.inbox,
    store,
    dataDir,
    logger,
    now: Date.now,
    owner: () => 'Kantor Contoh',
  })
  const app = await createHttpServer(logger)
  channel.register(app)
  const port = await listen(app, '127.0.0.1', 0)
  delivery.start([channel])
  await channel.start()
  onTestFinished(async () => {
    await channel.stop()
    await delivery.stop()
    await app.close()
  })
  return { app, channel, url: `http://127.0.0.1:${port}`, reader }
}
