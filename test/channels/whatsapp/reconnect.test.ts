import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RECONNECT_TIMING, type ReconnectTiming } from '../../../src/channels/whatsapp/limits.js'
import { ReconnectPolicy } from '../../../src/channels/whatsapp/reconnect.js'
import { ready, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

const SECOND = 1_000

function delayOf(decision: ReturnType<ReconnectPolicy['closed']>): number {
  if (decision.action !== 'connect') throw new Error(`stopped: ${decision.why}`)
  return decision.afterMs
}

describe('after a connection has ended', () => {
  it('comes back at once when the server asks for a restart (515)', () => {
    expect(new ReconnectPolicy(() => 0).closed(515, 0)).toEqual({ action: 'connect', afterMs: 0 })
  })

  it.each([408, 428, 500, 503, undefined])(
    'waits longer each time, up to a cap, after %s',
    (code) => {
      const policy = new ReconnectPolicy(() => 1)
      // A minute apart, so the burst rule stays out of it.
      const delays = Array.from({ length: 10 }, (_, index) =>
        delayOf(policy.closed(code, index * 60 * SECOND)),
      )
      expect(delays.slice(0, 4)).toEqual([1, 2, 4, 8].map((seconds) => seconds * SECOND))
      expect(delays.at(-1)).toBe(RECONNECT_TIMING.capMs)
    },
  )

  it('takes up to half of the wait at random', () => {
    expect(delayOf(new ReconnectPolicy(() => 0).closed(428, 0))).toBe(500)
    expect(delayOf(new ReconnectPolicy(() => 0.5).closed(428, 0))).toBe(750)
  })

  it('starts counting anew only after a connection that lasted', () => {
    const policy = new ReconnectPolicy(() => 1)
    policy.closed(428, 0)
    policy.opened(10 * SECOND)
    expect(delayOf(policy.closed(428, 12 * SECOND))).toBe(2 * SECOND)
    policy.opened(60 * SECOND)
    expect(delayOf(policy.closed(428, 121 * SECOND))).toBe(1 * SECOND)
  })

  it('pauses for 30 s at the fifth close within 30 s', () => {
    const policy = new ReconnectPolicy(() => 0)
    const decisions = [0, 3, 6, 9, 12].map((second) => policy.closed(503, second * SECOND))
    expect(decisions.slice(0, 4).every((one) => delayOf(one) < 30 * SECOND)).toBe(true)
    expect(decisions[4]).toEqual({ action: 'connect', afterMs: 30 * SECOND, alarm: 'loop' })
  })

  it('pauses too when restarts (515) come in a loop', () => {
    const policy = new ReconnectPolicy(() => 0)
    const decisions = [0, 1, 2, 3, 4].map((second) => policy.closed(515, second * SECOND))
    expect(decisions[4]).toMatchObject({ afterMs: 30 * SECOND, alarm: 'loop' })
  })

  it.each([
    { code: 401, why: 'logged-out' },
    { code: 403, why: 'banned' },
    { code: 411, why: 'mismatch' },
    { code: 419, why: 'logged-out' },
  ])('stops for good after $code', ({ code, why }) => {
    expect(new ReconnectPolicy(() => 0).closed(code, 0)).toEqual({ action: 'stop', why })
  })

  it('after 440 never comes back within 30 s, waits longer each time, and stops at the fifth', () => {
    const policy = new ReconnectPolicy(() => 0)
    const decisions = [0, 40, 110, 240, 490].map((second) => policy.closed(440, second * SECOND))
    expect(decisions.slice(0, 4).map(delayOf)).toEqual([30, 60, 120, 240].map((s) => s * SECOND))
    expect(decisions[4]).toEqual({ action: 'stop', why: 'replaced' })
  })
})

describe('the channel', () => {
  let world: WhatsAppWorld
  let log: string[]

  beforeEach(async () => {
    world = await WhatsAppWorld.create()
    log = []
  })

  afterEach(async () => {
    await world.close()
  })

  const alarms = (): string[] =>
    log
      .map((line) => (JSON.parse(line) as { alarm?: string }).alarm)
      .filter((alarm) => alarm !== undefined)

  it('comes back by itself after the line breaks and after trouble of the server (503)', async () => {
    const bot = await world.startPairedBot()
    const [device] = world.office.devices.values()
    const logins = world.server.logins.length

    world.server.dropAll()
    await until(() => world.server.logins.length === logins + 1, 'it logs in again')
    await ready(bot)
    if (device !== undefined) world.server.endWith(device, '503', 'internal')
    await until(() => world.server.logins.length === logins + 2, 'it logs in once more')
    await ready(bot)
  })

  it('has one connection, however often it is started', async () => {
    const bot = await world.startPairedBot()
    const connections = world.server.connections
    await Promise.all([bot.start(), bot.start()])
    expect(world.server.connections).toBe(connections)
  })

  it('does not fight with a program that has taken its session (440)', async () => {
    const timing: ReconnectTiming = { ...RECONNECT_TIMING, burstPauseMs: 40, replacedLimit: 4 }
    const bot = await world.startPairedBot({ logLines: log, reconnectTiming: timing })
    const logins = world.server.logins.length
    world.server.loginTrouble = () => ({ streamError: '440' })
    const [device] = world.office.devices.values()
    if (device !== undefined) world.server.endWith(device, '440', 'conflict')

    await until(() => alarms().length === 4, 'it has given up')
    expect(alarms()).toEqual(Array.from({ length: 4 }, () => 'whatsapp-replaced'))
    expect(bot.status().state).toBe('failing')
    expect(bot.status().reason).toMatch(/program lain/)
    expect(world.server.logins.length - logins).toBe(3)
  })

  it.each([
    { failure: '401', alarm: 'whatsapp-logged-out', text: /mengeluarkan perangkat/ },
    { failure: '403', alarm: 'whatsapp-banned', text: /menolak nomor/ },
  ])(
    'stays away after $failure, keeps a copy of the session, and does so after a restart too',
    async (trouble) => {
      const bot = await world.startPairedBot({ logLines: log })
      world.server.loginTrouble = () => ({ failure: trouble.failure })
      world.server.dropAll()
      await until(() => bot.status().state === 'logged-out', 'it is logged out')

      expect(bot.status().reason).toMatch(trouble.text)
      expect(alarms()).toEqual([trouble.alarm])
      const copies = readdirSync(world.dataDir).filter((name) =>
        /^whatsapp-logged-out-.*\.db$/.test(name),
      )
      expect(copies).toHaveLength(1)

      await bot.stop()
      const connections = world.server.connections
      const again = await world.startBot({ logLines: log })
      expect(again.status()).toMatchObject({ state: 'logged-out' })
      expect(alarms()).toEqual([trouble.alarm, trouble.alarm])
      expect(world.server.connections).toBe(connections)
    },
  )

  it('logs out when the device is removed on the phone while it is connected', async () => {
    const bot = await world.startPairedBot({ logLines: log })
    const [device] = world.office.devices.values()
    if (device !== undefined) world.server.endWith(device, '401', 'conflict')
    await until(() => bot.status().state === 'logged-out', 'it is logged out')
    expect(alarms()).toEqual(['whatsapp-logged-out'])
  })
})
