import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import type { ChannelStatus } from '../../src/channels/channel.js'
import { type HealthSources, registerHealth } from '../../src/http/health.js'

const SINCE = Date.UTC(2026, 10, 24, 1, 2, 3)

async function health(sources: Partial<HealthSources> = {}) {
  const app = Fastify()
  registerHealth(app, {
    oldestUnprocessedSeconds: async () => 0,
    storeTrouble: () => undefined,
    channels: () => ({ telegram: { state: 'ready', since: SINCE } }),
    ...sources,
  })
  const response = await app.inject({ url: '/health' })
  return { status: response.statusCode, body: response.json() as Record<string, unknown> }
}

const withTelegram = (status: ChannelStatus) => health({ channels: () => ({ telegram: status }) })

describe('/health', () => {
  it('is ok while everything works, in exactly the agreed shape', async () => {
    expect(await health()).toEqual({
      status: 200,
      body: {
        status: 'ok',
        oldestUnprocessedSeconds: 0,
        channels: { telegram: { state: 'ready', since: '2026-11-24T01:02:03.000Z' } },
      },
    })
  })

  it.each(['off', 'connecting'] as const)('is ok while a channel is %s', async (state) => {
    expect((await withTelegram({ state, since: SINCE })).body.status).toBe('ok')
  })

  it.each(['failing', 'logged-out'] as const)(
    'is degraded but 200 while a channel is %s, and says why',
    async (state) => {
      const { status, body } = await withTelegram({ state, since: SINCE, reason: 'sebab' })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        status: 'degraded',
        channels: { telegram: { state, reason: 'sebab' } },
      })
    },
  )

  it('is degraded but 200 while the inbox is not being worked', async () => {
    const { status, body } = await health({ oldestUnprocessedSeconds: async () => 61 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'degraded', oldestUnprocessedSeconds: 61 })
  })

  it('is 503 only when messages cannot be stored, and then still answers', async () => {
    const { status, body } = await health({
      storeTrouble: () => 'disk full',
      oldestUnprocessedSeconds: () => Promise.reject(new Error('disk full')),
    })
    expect(status).toBe(503)
    expect(body).toMatchObject({ status: 'degraded', reason: 'disk full' })
  })
})
