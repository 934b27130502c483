import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Update } from 'telegraf/types'

/** Telegram repeats the secret that it was given with `setWebhook` in this header. */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

export interface WebhookOptions {
  /** Path of the public address, e.g. `/telegram`. */
  readonly path: string
  readonly secret: string
  /** Resolves once the update is stored. */
  readonly store: (update: Update) => Promise<void>
}

/** Answers 200 only after the commit; anything else makes Telegram deliver the update again. */
export function registerWebhook(app: FastifyInstance, options: WebhookOptions): void {
  app.post(options.path, async (request, reply) => {
    const given = request.headers[SECRET_HEADER]
    if (typeof given !== 'string' || !sameSecret(given, options.secret)) {
      return reply.code(401).send({ error: 'wrong secret' })
    }
    const update = request.body as Update | null
    if (typeof update !== 'object' || update === null || !('update_id' in update)) {
      return reply.code(400).send({ error: 'no update' })
    }
    try {
      await options.store(update)
    } catch {
      // Logged by the channel; Telegram tries again.
      return reply.code(503).send({ error: 'not stored' })
    }
    return reply.code(200).send({})
  })
}

/** In constant time; hashing first makes the lengths equal. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
