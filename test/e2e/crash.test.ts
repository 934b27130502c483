import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../support/compiled.js'
import type { CrashMessenger } from '../support/crash-messenger.js'
import { CrashWorld } from '../support/crash-world.js'
import { until } from '../support/until.js'

/** Kills at random points, over all worlds. */
const RANDOM_KILLS = 100
/** Services killed at the same time, each with data and a messenger of its own: one per core. */
const WORLDS = 2
const CHATS = 8
/** Messages that arrive in each chat before each random kill. */
const MESSAGES_PER_KILL = 2
/** Most boundaries passed before a random kill: as many as that load has. */
const MOST_BOUNDARIES = 120
/** A service that has passed fewer boundaries by then has nothing left to do, and is killed so. */
const LONGEST_RUN_MS = 3_000
/** On two free cores the longest takes about 40 s; the rest is for cores that others use. */
const TEST_LIMIT_MS = 300_000

let compiled: ReturnType<typeof compile>
beforeAll(() => {
  compiled = compile('crash-service.ts')
})
afterAll(() => compiled.remove())

function newWorld(): Promise<CrashWorld> {
  return new CrashWorld(compiled.file).open()
}

/** A message of every sort, so that every boundary is passed. */
function giveOneOfEach(world: CrashWorld, round: number): void {
  const { messenger } = world
  messenger.failOnce.add(`re: satu ${round}`)
  messenger.give('chat-0', `satu ${round}`)
  messenger.give('chat-1', `dua ${round}`)
  messenger.give('chat-0', `tiga ${round}`)
  messenger.give('racun', `racun ${round}`)
  messenger.give('bangun', `bangun ${round}`)
  messenger.give('blocked', `blokir ${round}`)
}

/** Every promise of the delivery, checked on what is stored and on what arrived. */
function expectNothingLostOrDoubled(world: CrashWorld): void {
  const { messenger } = world
  const rows = world.query((database) =>
    database
      .prepare<[], { external_id: string; text: string; outcome: string; turn: string }>(
        'SELECT external_id, text, outcome, turn FROM messages ORDER BY CAST(external_id AS INTEGER)',
      )
      .all(),
  )
  // Every message is stored once, with one outcome, from a turn of its own.
  expect(rows.map(({ text }) => text)).toEqual(messenger.given.map(({ text }) => text))
  expect(new Set(rows.map(({ turn }) => turn)).size).toBe(rows.length)
  for (const { text, outcome } of rows) {
    expect(`${text}: ${outcome}`).toBe(
      `${text}: ${text.startsWith('racun') ? 'left-to-staff' : 'answered'}`,
    )
  }
  const uncertain = world.query((database) =>
    database
      .prepare("SELECT count(*) FROM outbox WHERE state IN ('failed', 'uncertain')")
      .pluck()
      .get(),
  )
  expect(uncertain).toBe(0)

  for (const chat of new Set(messenger.given.map((message) => message.chat))) {
    const arrivals = messenger.arrivals.filter((arrival) => arrival.chat === chat)
    const expected = messenger.given.filter((message) => message.chat === chat)
    const once = firstArrivals(arrivals)
    if (chat.startsWith('chat-')) {
      // Nothing lost, nothing new, order kept.
      expect(once).toEqual(expected.map(({ text }) => `re: ${text}`))
    }
    if (chat === 'bangun') {
      const wanted = expected.flatMap(({ text }) => [`re: ${text}`, `timer ${text}`])
      expect([...once].sort()).toEqual(wanted.sort())
    }
    if (chat === 'racun') expect(once).toHaveLength(expected.length)
    if (chat === 'blocked') expect(once).toEqual([])
    expectDoublesOnlyFromCrashes(chat, arrivals)
  }
}

type Arrivals = CrashMessenger['arrivals']

/** Texts without repeats of the same send. */
function firstArrivals(arrivals: Arrivals): readonly string[] {
  const seen = new Set<string>()
  return arrivals.flatMap(({ clientMessageId, text }) => {
    if (seen.has(clientMessageId)) return []
    seen.add(clientMessageId)
    return [text]
  })
}

/** At most one message of a chat is repeated per crash: the one that run had begun to send last. */
function expectDoublesOnlyFromCrashes(chat: string, arrivals: Arrivals): void {
  const lastOfRun = new Map<number, string>()
  const seen = new Set<string>()
  for (const { run, clientMessageId, text } of arrivals) {
    if (seen.has(clientMessageId)) {
      const last = [...lastOfRun.entries()].filter(([earlier]) => earlier < run).at(-1)?.[1]
      expect(`${chat}: ${text} repeated: ${last === clientMessageId}`).toBe(
        `${chat}: ${text} repeated: true`,
      )
      expect(
        lastOfRun.get(run),
        `${chat}: ${text} was not the first send of its run`,
      ).toBeUndefined()
    }
    seen.add(clientMessageId)
    lastOfRun.set(run, clientMessageId)
  }
}

describe('killed at a boundary between two durable effects', () => {
  test(
    'each of them, before and after every commit and every network call: nothing is lost, nothing doubled beyond the design',
    async () => {
      const world = await newWorld()
      // A clean run passes every boundary once and writes their names down.
      giveOneOfEach(world, 0)
      const trace = join(world.dataDir, 'boundaries.txt')
      const first = world.start({ trace })
      await first.ready()
      const names = () => [...new Set(readFileSync(trace, 'utf8').trim().split('\n'))]
      await until(() => names().includes('poison.commit.after'), 'the poison was parked')
      await until(() => names().includes('wake.commit.after'), 'the wake rang')
      await until(() => messengerHas(world, 'timer bangun 0'), 'the timer was answered')
      await first.kill()
      const boundaries = names()
      expect(boundaries).toEqual(
        expect.arrayContaining(
          [
            'migration',
            'lease',
            'inbox',
            'turn',
            'poison',
            'wake',
            'send-begin',
            'send-end',
          ].flatMap((label) => [`${label}.commit.before`, `${label}.commit.after`]),
        ),
      )
      expect(boundaries).toEqual(
        expect.arrayContaining(['receive.before', 'receive.after', 'send.before', 'send.after']),
      )

      const isAtStart = (name: string) => name.startsWith('migration.')
      for (const [round, boundary] of boundaries.filter((name) => !isAtStart(name)).entries()) {
        giveOneOfEach(world, round + 1)
        const service = world.start({ kill: { boundary, count: 1 } })
        expect(await service.ended(), `${boundary}\n${service.stderr}`).toBe('SIGKILL')
      }
      await world.drain()
      expectNothingLostOrDoubled(world)
      process.stdout.write(`killed at ${boundaries.length - 2} boundaries\n`)
    },
    TEST_LIMIT_MS,
  )

  test.each(['migration.commit.before', 'migration.commit.after'])(
    '%s: the next start finds a whole database',
    async (boundary) => {
      const world = await newWorld()
      giveOneOfEach(world, 0)
      const service = world.start({ kill: { boundary, count: 1 } })
      expect(await service.ended()).toBe('SIGKILL')
      await world.drain()
      expectNothingLostOrDoubled(world)
    },
  )

  test.each(['staff.commit.before', 'staff.commit.after'])(
    'an answer of the staff killed at %s and given again arrives once (B5)',
    async (boundary) => {
      const world = await newWorld()
      world.messenger.give('chat-0', 'petugas')
      await world.drain()
      const answer = { answerWith: 'key-1' }
      expect(await world.start({ ...answer, kill: { boundary, count: 1 } }).ended()).toBe('SIGKILL')
      expect(await world.start(answer).ended()).toBe(0)
      await world.drain()
      expect(firstArrivals(world.messenger.arrivals)).toEqual(['re: petugas', 'Dari petugas.'])
      expect(world.messenger.arrivals).toHaveLength(2)
    },
  )
})

function messengerHas({ messenger }: CrashWorld, text: string): boolean {
  return messenger.arrivals.some((arrival) => arrival.text === text)
}

test(
  `killed at ${RANDOM_KILLS} random points under load: no message without its outcome, order kept, nothing lost`,
  async () => {
    const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31))
    process.stdout.write(`CRASH_SEED=${seed}\n`)
    const worlds = await Promise.all(
      Array.from({ length: WORLDS }, async (_, n) => {
        const world = await newWorld()
        await killAtRandom(world, mulberry32(seed + n), RANDOM_KILLS / WORLDS)
        await world.drain()
        return world
      }),
    )
    for (const world of worlds) expectNothingLostOrDoubled(world)
    const arrivals = worlds.flatMap(({ messenger }) => messenger.arrivals)
    const doubled =
      arrivals.length - new Set(arrivals.map((arrival) => arrival.clientMessageId)).size
    // Otherwise no kill fell between a send and its record, and the promise was not tried.
    expect(doubled).toBeGreaterThan(0)
    const given = worlds.reduce((sum, { messenger }) => sum + messenger.given.length, 0)
    process.stdout.write(`${RANDOM_KILLS} kills, ${given} messages, ${doubled} sends repeated\n`)
  },
  TEST_LIMIT_MS,
)

async function killAtRandom(world: CrashWorld, random: () => number, kills: number): Promise<void> {
  giveLoad(world, 'first')
  // How long this load takes here and now is how late a random moment may be.
  const mostMs = await world.drain()
  for (let kill = 0; kill < kills; kill++) {
    giveLoad(world, `${kill}`)
    const count = 1 + Math.floor(random() * MOST_BOUNDARIES)
    const delay = random() * mostMs
    // By turns at a random boundary, and at a random moment in the middle of whatever runs then.
    const atBoundary = kill % 2 === 0
    const service = world.start(atBoundary ? { kill: { boundary: '*', count } } : {})
    if (!atBoundary) await service.ready()
    await Promise.race([service.ended(), sleep(atBoundary ? LONGEST_RUN_MS : delay)])
    await service.kill()
    expect(await service.ended(), service.stderr).toBe('SIGKILL')
  }
}

function giveLoad({ messenger }: CrashWorld, name: string): void {
  for (let n = 0; n < CHATS * MESSAGES_PER_KILL; n++) {
    messenger.give(`chat-${n % CHATS}`, `${name}.${n}`)
  }
}

/** A small random generator with a seed, so that a failure can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
