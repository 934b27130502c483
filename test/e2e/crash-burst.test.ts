import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../support/compiled.js'
import { CrashWorld } from '../support/crash-world.js'
import { picturesIn } from '../support/stored-pictures.js'

/** Short, so that many kills fit into a test; long enough for a kill to fall into the middle. */
const BURST = { quietMs: 300, longestMs: 900 }
const CHATS = 4
/** Kills at moments spread over the time that one round takes. */
const SPREAD_KILLS = 16
const TEST_LIMIT_MS = 240_000

let compiled: ReturnType<typeof compile>
beforeAll(() => {
  compiled = compile('crash-service.ts')
})
afterAll(() => compiled.remove())

/** In every chat two texts and a picture, as people send them. */
function giveBursts({ messenger }: CrashWorld, round: string): void {
  for (const part of ['a', 'b', 'gambar']) {
    for (let n = 0; n < CHATS; n++) {
      if (part === 'gambar') messenger.givePicture(`chat-${n}`, `${part} ${round}`)
      else messenger.give(`chat-${n}`, `${part} ${round}`)
    }
  }
}

function expectEachAnsweredOnce(world: CrashWorld): void {
  const { messenger, dataDir } = world
  const outcomes = world.query((database) =>
    database
      .prepare<[], { outcome: string; count: number }>(
        'SELECT outcome, count(*) AS count FROM messages GROUP BY outcome ORDER BY outcome',
      )
      .all(),
  )
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['answered', 'joined'])
  expect(outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(messenger.given.length)
  for (let n = 0; n < CHATS; n++) {
    const chat = `chat-${n}`
    const given = messenger.given.filter((message) => message.chat === chat)
    const replies = new Map(
      messenger.arrivals
        .filter((arrival) => arrival.chat === chat)
        .map(({ clientMessageId, text }) => [clientMessageId, text]),
    )
    const answered = [...replies.values()].flatMap((text) => text.replace('re: ', '').split(' + '))
    // Everything is in one answer, in the order in which it was said, whatever was read of pictures.
    expect(answered).toEqual(given.map(({ text }) => text))
  }
  const pictures = picturesIn(dataDir)
  expect(pictures.map(({ state, reference }) => `${state} ${reference}`)).toEqual(
    pictures.map(() => 'read null'),
  )
  const media = join(dataDir, 'media')
  const files = existsSync(media) ? readdirSync(media).filter((name) => name.includes('.')) : []
  expect(files.sort()).toEqual(pictures.map(({ keptFile }) => keptFile).sort())
}

describe('killed while a burst waits or a picture is read', () => {
  test(
    'at every boundary of the pictures: each message is answered once, each picture read, nothing left over',
    async () => {
      const world = await new CrashWorld(compiled.file).open()
      const boundaries = [
        'inbox.commit.after',
        'fetch.before',
        'fetch.after',
        'release',
        ...['picture-begin', 'picture', 'picture-release', 'turn'].flatMap((label) => [
          `${label}.commit.before`,
          `${label}.commit.after`,
        ]),
      ]
      for (const [round, boundary] of boundaries.entries()) {
        giveBursts(world, `${round}`)
        const service = world.start({ burst: BURST, kill: { boundary, count: 2 } })
        expect(await service.ended(), `${boundary}\n${service.stderr}`).toBe('SIGKILL')
      }
      await world.drain({ burst: BURST })
      expectEachAnsweredOnce(world)
    },
    TEST_LIMIT_MS,
  )

  test(
    `at ${SPREAD_KILLS} moments of the wait: each message is answered once`,
    async () => {
      const world = await new CrashWorld(compiled.file).open()
      for (let kill = 0; kill < SPREAD_KILLS; kill++) {
        giveBursts(world, `${kill}`)
        const service = world.start({ burst: BURST })
        await service.ready()
        await sleep((kill / SPREAD_KILLS) * 2 * BURST.quietMs)
        await service.kill()
      }
      await world.drain({ burst: BURST })
      expectEachAnsweredOnce(world)
      const joined = world.query((database) =>
        database.prepare("SELECT count(*) FROM messages WHERE outcome = 'joined'").pluck().get(),
      )
      expect(joined).toBeGreaterThan(0)
    },
    TEST_LIMIT_MS,
  )
})
