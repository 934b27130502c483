import type { FastifyInstance } from 'fastify'
import type { ChannelStatus } from '../channels/channel.js'

export interface HealthSources {
  /** Age of the oldest message without an outcome, seconds; 0 when there is none. */
  readonly oldestUnprocessedSeconds: () => Promise<number>
  /** Why messages cannot be stored now; undefined while they can. */
  readonly storeTrouble: () => string | undefined
  readonly channels: () => Readonly<Record<string, ChannelStatus>>
}

/** A message that waits longer than this means that the inbox is not being worked, seconds. */
const STALLED_AFTER_SECONDS = 60

/** `/health`: 200 while messages can be stored, 503 only if not. */
export function registerHealth(app: FastifyInstance, sources: HealthSources): void {
  app.get('/health', async (_request, reply) => {
    const trouble = sources.storeTrouble()
    const oldest = await sources.oldestUnprocessedSeconds().catch(() => 0)
    const channels = sources.channels()
    const unwell =
      trouble !== undefined ||
      oldest > STALLED_AFTER_SECONDS ||
      Object.values(channels).some(({ state }) => state === 'failing' || state === 'logged-out')
    return reply.code(trouble === undefined ? 200 : 503).send({
      status: unwell ? 'degraded' : 'ok',
      oldestUnprocessedSeconds: oldest,
      ...(trouble === undefined ? {} : { reason: trouble }),
      channels: Object.fromEntries(
        Object.entries(channels).map(([name, { state, since, reason }]) => [
          name,
          {
            state,
            since: new Date(since).toISOString(),
            ...(reason === undefined ? {} : { reason }),
          },
        ]),
      ),
    })
  })
}
