import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PictureError } from '../../src/channels/channel.js'
import { BURST_WINDOWS } from '../../src/delivery/burst.js'
import {
  MAX_PICTURE_BYTES,
  MAX_PICTURES_AT_ONCE,
  PICTURE_FETCH_TIMEOUT_MS,
  PICTURE_HOLD_MS,
  PRESS_HOLD_MS,
} from '../../src/delivery/limits.js'
import type { IncomingMessage } from '../../src/engine/model.js'
import { cases, pictures } from '../../src/store/index.js'
import { envelope, joiningStep, pictureEnvelope } from '../support/delivery-fixtures.js'
import {
  deliveryScene,
  outcomes,
  receive,
  type SceneOptions,
  settled,
} from '../support/delivery-scene.js'
import { endedAs, readAs, ScriptedReader } from '../support/pictures.js'
import { picturesIn } from '../support/stored-pictures.js'
import { until } from '../support/until.js'

async function pictureScene(options: SceneOptions = {}) {
  const turns: (readonly IncomingMessage[])[] = []
  const scene = await deliveryScene({ step: joiningStep(turns), ...options })
  const rows = () => picturesIn(scene.dataDir)
  /** Every picture is settled, and the channel has let go of it. */
  const untilRead = () =>
    until(
      () => rows().every(({ state, reference }) => state !== 'waiting' && reference === null),
      'all pictures are settled',
    )
  return { ...scene, turns, rows, untilRead }
}

/** Something that the test ends. */
function pending<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

describe('a picture', () => {
  test('is fetched, read and told to the engine, and only the blackened copy stays', async () => {
    const { delivery, channel, start, turns, rows, untilRead, dataDir } = await pictureScene()
    start()
    await receive(delivery, pictureEnvelope('Gagal sinkron'))
    await until(() => channel.sent.length === 1, 'the answer')
    await untilRead()
    expect(channel.texts()).toEqual(['re: Gagal sinkron'])
    expect(turns[0]?.[0]?.picture).toEqual({
      state: 'read',
      text: 'Gagal sinkron',
      confidence: 0.9,
    })
    expect(channel.fetched.map(({ options }) => options.maxBytes)).toEqual([MAX_PICTURE_BYTES])
    expect(channel.released).toEqual(['Gagal sinkron'])
    const [row] = rows()
    expect(row).toMatchObject({ state: 'read', keptAs: 'blackened', reference: null })
    const folder = join(dataDir, 'media')
    expect(readdirSync(folder)).toEqual([`${row?.publicId}.webp`])
    const file = join(folder, row?.keptFile ?? '')
    expect(readFileSync(file, 'utf8')).toBe('copy of Gagal sinkron')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  test('holds its message back until it is read, and what follows joins', async () => {
    const reader = new ScriptedReader()
    const reading = pending<void>()
    reader.answer = async () => {
      await reading.promise
      return readAs('Unor tidak sesuai')
    }
    const { delivery, channel, start, clock, turns } = await pictureScene({
      reader,
      burst: BURST_WINDOWS,
    })
    start()
    await receive(delivery, pictureEnvelope('p'))
    await until(() => reader.calls.length === 1, 'it is being read')
    clock.advance(4_000)
    await receive(delivery, envelope({ text: 'ini kenapa' }))
    clock.advance(4_000)
    reading.resolve()
    await until(() => channel.sent.length === 1, 'one answer')
    expect(channel.texts()).toEqual(['re: Unor tidak sesuai + ini kenapa'])
    expect(turns).toHaveLength(1)
  })

  test('does not hold back what is answered at once; its copy is kept all the same', async () => {
    const reader = new ScriptedReader()
    const reading = pending<void>()
    reader.answer = async () => {
      await reading.promise
      return readAs('Gagal')
    }
    const { delivery, channel, start, turns, rows, untilRead, store } = await pictureScene({
      reader,
      burst: BURST_WINDOWS,
      answersAtOnce: (_, { text }) => text === 'petugas',
    })
    start()
    await receive(delivery, pictureEnvelope('p'), envelope({ text: 'petugas' }))
    await until(() => channel.sent.length === 1, 'the answer, while the picture is being read')
    expect(turns[0]?.map(({ picture }) => picture)).toEqual([undefined, undefined])
    reading.resolve()
    await untilRead()
    expect(rows()[0]).toMatchObject({ state: 'read', keptAs: 'blackened' })
    await settled(store)
    expect(channel.sent).toHaveLength(1)
  })

  test('is waited for so long and no longer', async () => {
    const reader = new ScriptedReader()
    const stuck = pending<void>()
    reader.answer = async () => {
      await stuck.promise
      return endedAs('unavailable')
    }
    const { delivery, channel, start, clock, turns } = await pictureScene({ reader })
    start()
    const due = clock.now() + PICTURE_HOLD_MS
    await receive(delivery, pictureEnvelope('p'))
    await until(() => clock.dueTimes.includes(due), 'the message waits for it')
    clock.advance(PICTURE_HOLD_MS)
    await until(() => channel.sent.length === 1, 'an answer without it')
    expect(turns[0]?.[0]).not.toHaveProperty('picture')
    stuck.resolve()
  })

  test('holds a press behind it back for a moment only', async () => {
    const reader = new ScriptedReader()
    const reading = pending<void>()
    reader.answer = async () => {
      await reading.promise
      return readAs('Gagal')
    }
    const { delivery, channel, start, clock } = await pictureScene({ reader, burst: BURST_WINDOWS })
    start()
    await receive(
      delivery,
      pictureEnvelope('p'),
      envelope({ kind: 'press', text: '', action: 'menu' }),
    )
    const due = clock.now() + PRESS_HOLD_MS
    await until(() => clock.dueTimes.includes(due), 'the press waits a moment')
    expect(channel.sent).toEqual([])
    clock.advance(PRESS_HOLD_MS)
    await until(() => channel.texts().includes('re: menu'), 'the press is answered')
    reading.resolve()
  })

  test('tells what was masked in it, beside what was masked in its caption', async () => {
    const reader = new ScriptedReader()
    reader.answer = () => readAs('NIP [NIP disamarkan]', { masked: ['nip'] })
    const { delivery, start, turns } = await pictureScene({ reader })
    start()
    await receive(delivery, pictureEnvelope('p', { text: 'sandi saya: rahasia123' }))
    await until(() => turns.length === 1, 'its turn')
    expect([...(turns[0]?.[0]?.masked ?? [])].sort()).toEqual(['nip', 'secret'])
  })

  test('in a group, and one that the office sends, is not fetched', async () => {
    const { delivery, start, store, channel, rows, reader } = await pictureScene()
    start()
    const group = { address: 'g', kind: 'group' } as const
    await receive(delivery, pictureEnvelope('p', { chat: group, text: 'kenapa?' }))
    await receive(delivery, pictureEnvelope('q', { from: 'staff' }))
    await settled(store)
    expect(rows()).toEqual([])
    expect(channel.fetched).toEqual([])
    expect(reader.calls).toEqual([])
  })

  test('in a chat that a person has is left to them at once, and its copy is in their case', async () => {
    const { delivery, start, store, rows, untilRead } = await pictureScene()
    start()
    await receive(delivery, envelope({ from: 'staff', text: 'Saya bantu.' }))
    await receive(delivery, pictureEnvelope('Layar'))
    await settled(store)
    await untilRead()
    expect(await outcomes(store)).toEqual(['ignored', 'left-to-staff'])
    const [open] = await store.read((tx) => cases.listOpenCases(tx))
    expect(rows()[0]).toMatchObject({ keptAs: 'blackened', caseId: open?.id, keepUntil: null })
  })
})

describe('a picture that cannot be fetched', () => {
  const fails = (fault: 'retry' | 'gone' | 'too-large', times = Number.POSITIVE_INFINITY) => {
    let left = times
    return () => {
      if (left-- > 0) throw new PictureError(fault, `fault ${fault}`)
      return Buffer.from('Gagal')
    }
  }

  test('is tried again with growing waits, and read in the end', async () => {
    const { delivery, channel, start, clock, rows } = await pictureScene()
    channel.pictures.set('p', fails('retry', 3))
    start()
    await receive(delivery, pictureEnvelope('p'))
    await until(() => {
      clock.advance(250)
      return channel.sent.length === 1
    }, 'the answer')
    expect(channel.fetched).toHaveLength(4)
    expect(channel.texts()).toEqual(['re: Gagal'])
    expect(rows()[0]).toMatchObject({ state: 'read', attempts: 4, error: null })
  })

  test('for half a minute is given up, and the user is told', async () => {
    const { delivery, channel, start, clock, rows, turns, untilRead } = await pictureScene()
    channel.pictures.set('p', fails('retry'))
    start()
    const begun = clock.now()
    await receive(delivery, pictureEnvelope('p'))
    await until(() => {
      clock.advance(250)
      return turns.length === 1
    }, 'its turn')
    expect(turns[0]?.[0]?.picture).toEqual({ state: 'unavailable', text: '', confidence: 0 })
    expect(clock.now() - begun).toBeLessThanOrEqual(PICTURE_HOLD_MS)
    expect(channel.fetched.length).toBeGreaterThan(3)
    await untilRead()
    expect(rows()[0]).toMatchObject({ error: 'fault retry', keptAs: null })
    expect(channel.released).toEqual(['p'])
  })

  test.each([
    ['gone', 'unavailable'],
    ['too-large', 'too-large'],
  ] as const)('because it is %s is not tried again', async (fault, state) => {
    const { delivery, channel, start, rows, turns, untilRead } = await pictureScene()
    channel.pictures.set('p', fails(fault))
    start()
    await receive(delivery, pictureEnvelope('p'))
    await until(() => turns.length === 1, 'its turn')
    await untilRead()
    expect(turns[0]?.[0]?.picture?.state).toBe(state)
    expect(channel.fetched).toHaveLength(1)
    expect(rows()[0]).toMatchObject({ state, keptAs: null })
  })

  test('because it is told to be too large is not even fetched', async () => {
    const { delivery, channel, start, turns } = await pictureScene()
    start()
    const picture = { reference: 'p', bytes: MAX_PICTURE_BYTES + 1 }
    await receive(delivery, envelope({ kind: 'picture', text: '', picture }))
    await until(() => turns.length === 1, 'its turn')
    expect(turns[0]?.[0]?.picture?.state).toBe('too-large')
    expect(channel.fetched).toEqual([])
  })

  test('because the channel does not answer is aborted and tried again', async () => {
    const { delivery, channel, start, clock, turns } = await pictureScene()
    let calls = 0
    channel.pictures.set('p', () => (++calls === 1 ? new Promise(() => {}) : Buffer.from('Gagal')))
    start()
    await receive(delivery, pictureEnvelope('p'))
    await until(() => channel.fetched.length === 1, 'the first try')
    clock.advance(PICTURE_FETCH_TIMEOUT_MS)
    await until(() => {
      clock.advance(250)
      return turns.length === 1
    }, 'its turn')
    expect(channel.fetched.map(({ options }) => options.signal.aborted)).toEqual([true, false])
    expect(turns[0]?.[0]?.picture?.text).toBe('Gagal')
  })

  test('because its channel is off is unavailable', async () => {
    const { delivery, start, turns } = await pictureScene()
    start()
    await receive(delivery, pictureEnvelope('p', { channel: 'off' }))
    await until(() => turns.length === 1, 'its turn')
    expect(turns[0]?.[0]?.picture?.state).toBe('unavailable')
  })
})

describe('many pictures', () => {
  test('of one chat hold up neither the pictures nor the texts of others', async () => {
    const reader = new ScriptedReader()
    const gates: (() => void)[] = []
    reader.answer = async ({ bytes }) => {
      const gate = pending<void>()
      gates.push(gate.resolve)
      await gate.promise
      return readAs(Buffer.from(bytes).toString())
    }
    const { delivery, channel, start, untilRead } = await pictureScene({ reader })
    start()
    const flood = Array.from({ length: 50 }, (_, n) => pictureEnvelope(`flood ${n}`))
    await receive(delivery, ...flood)
    await until(() => gates.length === MAX_PICTURES_AT_ONCE, 'as many as are allowed are at work')
    await receive(
      delivery,
      pictureEnvelope('tamu 1', { address: 'user-2' }),
      pictureEnvelope('tamu 2', { address: 'user-3' }),
      envelope({ address: 'user-4', text: 'teks' }),
    )
    await until(() => channel.texts('user-4').length === 1, 'the text is answered')
    let opened = 0
    const openOne = () => gates[opened++]?.()
    openOne()
    openOne()
    await until(() => gates.length === MAX_PICTURES_AT_ONCE + 2, 'two places are taken again')
    const readSoFar = reader.calls.map(({ bytes }) => Buffer.from(bytes).toString())
    expect(readSoFar.slice(-2).sort()).toEqual(['tamu 1', 'tamu 2'])
    await until(() => {
      while (opened < gates.length) openOne()
      return reader.calls.length === 52
    }, 'all are read')
    await untilRead()
    expect(reader.mostAtWork).toBe(MAX_PICTURES_AT_ONCE)
  })

  test('are each read once, and each message is answered in its order', async () => {
    const { delivery, channel, start, untilRead, reader } = await pictureScene()
    start()
    await receive(delivery, ...['1', '2', '3', '4', '5', '6'].map((n) => pictureEnvelope(n)))
    await until(() => channel.sent.length === 6, 'six answers')
    expect(channel.texts()).toEqual(['1', '2', '3', '4', '5', '6'].map((n) => `re: ${n}`))
    await untilRead()
    expect(reader.calls).toHaveLength(6)
  })
})

describe('pictures and faults', () => {
  test('what is being read when the service stops is read by the next start, and answered once', async () => {
    const reader = new ScriptedReader()
    reader.answer = ({ signal }) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve(endedAs('unavailable')))
      })
    const before = await pictureScene({ reader })
    before.start()
    await receive(before.delivery, pictureEnvelope('Gagal'))
    await until(() => reader.calls.length === 1, 'it is being read')
    expect(await before.delivery.stop()).toBe(true)
    expect(reader.stopped).toBe(true)
    expect(before.rows()[0]).toMatchObject({ state: 'waiting', reference: 'Gagal' })
    expect(before.channel.released).toEqual([])

    const { store, dataDir, clock } = before
    const after = await pictureScene({ on: store, dataDir, clock })
    after.start()
    await until(() => after.channel.sent.length === 1, 'the answer')
    await after.untilRead()
    expect(after.channel.texts()).toEqual(['re: Gagal'])
    expect(after.rows()).toHaveLength(1)
    expect(after.rows()[0]).toMatchObject({ state: 'read', attempts: 2 })
  })

  test('one whose reading ended the process again and again is given up', async () => {
    const scene = await pictureScene()
    await receive(scene.delivery, pictureEnvelope('p'))
    await scene.store.write('test', async (tx) => {
      const [due] = await pictures.duePictures(tx, { now: scene.clock.now(), except: [] })
      for (let n = 0; n < 10; n++) await pictures.beginTry(tx, due?.id ?? 0, scene.clock.now())
    })
    scene.start()
    await until(() => scene.turns.length === 1, 'its turn')
    expect(scene.turns[0]?.[0]?.picture?.state).toBe('unavailable')
    expect(scene.channel.fetched).toEqual([])
  })

  test('what a crash left with the channel is released at the next start', async () => {
    let isCut = true
    const before = await pictureScene({
      store: {
        boundary: (name) => {
          if (isCut && name === 'picture-release.commit.before') throw new Error('cut')
        },
      },
    })
    before.start()
    await receive(before.delivery, pictureEnvelope('p'))
    await until(() => before.channel.released.length === 1, 'released, and not recorded')
    await before.delivery.stop()
    isCut = false
    const after = await pictureScene({
      on: before.store,
      dataDir: before.dataDir,
      clock: before.clock,
    })
    after.start()
    await after.untilRead()
    expect(after.channel.released).toEqual(['p'])
  })

  test('the store fails three times at every step: read, answered once, one copy', async () => {
    const failures = new Map(
      ['picture-begin', 'picture', 'picture-release', 'turn'].flatMap((label) => [
        [`${label}.commit.before`, 3],
        [`${label}.commit.after`, 3],
      ]),
    )
    const { delivery, channel, start, clock, rows, dataDir } = await pictureScene({
      store: {
        boundary: (name) => {
          const left = failures.get(name) ?? 0
          if (left === 0) return
          failures.set(name, left - 1)
          throw new Error(`disk full at ${name}`)
        },
      },
    })
    start()
    const isSpent = () => [...failures.values()].every((left) => left === 0)
    const sent: string[] = []
    while (!isSpent() && sent.length < 10) {
      sent.push(`${sent.length}`)
      await receive(delivery, pictureEnvelope(`${sent.length - 1}`))
      await until(() => {
        clock.advance(250)
        return channel.sent.length >= sent.length && rows().every((row) => row.reference === null)
      }, 'answered and released')
    }
    expect(isSpent()).toBe(true)
    expect(channel.texts()).toEqual(sent.map((words) => `re: ${words}`))
    expect(rows().map(({ state }) => state)).toEqual(sent.map(() => 'read'))
    const files = rows().map(({ keptFile }) => keptFile ?? '')
    expect(readdirSync(join(dataDir, 'media')).sort()).toEqual(files.sort())
  })

  test('a copy that the disk does not take costs nobody the answer', async () => {
    const { delivery, channel, start, rows, untilRead, dataDir, lines } = await pictureScene()
    writeFileSync(join(dataDir, 'media'), 'a file where the folder should be')
    start()
    await receive(delivery, pictureEnvelope('Gagal'))
    await until(() => channel.sent.length === 1, 'the answer')
    await untilRead()
    expect(channel.texts()).toEqual(['re: Gagal'])
    expect(rows()[0]).toMatchObject({ state: 'read', keptAs: null })
    expect(lines.filter((line) => line.includes('could not be kept'))).toHaveLength(1)
  })
})
