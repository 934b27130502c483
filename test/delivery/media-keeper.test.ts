import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Effect } from '../../src/engine/model.js'
import { closeCase } from '../../src/helpdesk/index.js'
import { cases, pictures } from '../../src/store/index.js'
import { envelope, pictureEnvelope, type Said, scriptedStep } from '../support/delivery-fixtures.js'
import { deliveryScene, receive, type SceneOptions, settled } from '../support/delivery-scene.js'
import { endedAs, readAs, ScriptedReader } from '../support/pictures.js'
import { picturesIn } from '../support/stored-pictures.js'
import { until } from '../support/until.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * A bot that opens a case on "petugas", and on "ya" or "tidak" about the newest picture of the chat
 * keeps or drops it; "ya" opens a case as well.
 */
function decidingStep() {
  let asked = ''
  return scriptedStep(({ event, facts }): Said | undefined => {
    if (event.type !== 'messages') return {}
    const [message] = event.messages
    if (message?.picture !== undefined) asked = message.id
    const openCase: Effect = {
      type: 'open-case',
      number: facts.newCaseNumber,
      reason: 'asked',
      summary: '',
    }
    const effects: Readonly<Record<string, readonly Effect[]>> = {
      petugas: [openCase],
      ya: [openCase, { type: 'keep-picture', messageId: asked }],
      tidak: [{ type: 'drop-picture', messageId: asked }],
    }
    return { replies: [{ text: 'ok' }], effects: effects[message?.text ?? ''] ?? [] }
  })
}

async function keptScene(options: SceneOptions = {}) {
  const reader = new ScriptedReader()
  const scene = await deliveryScene({ step: decidingStep(), reader, ...options })
  const media = join(scene.dataDir, 'media')
  const filesIn = (folder: string) => (existsSync(folder) ? filesOnly(folder) : [])
  const kept = () => filesIn(media)
  const pending = () => filesIn(join(media, 'pending'))
  const rows = () => picturesIn(scene.dataDir)
  const say = async (text: string) => {
    await receive(scene.delivery, envelope({ text }))
    await settled(scene.store)
  }
  /** Sends a picture that ends as `how`, and waits until all is settled. */
  const show = async (reference: string, how: 'read' | 'unreadable' = 'read') => {
    const before = rows().length
    reader.answer = () => (how === 'read' ? readAs(reference) : endedAs('unreadable'))
    await receive(scene.delivery, pictureEnvelope(reference))
    await until(
      () => rows().length > before && rows().every((row) => row.reference === null),
      'the picture is settled',
    )
    await settled(scene.store)
  }
  const closeOpenCase = async () => {
    const chatId = await scene.store.write('test', async (tx) => {
      const [open] = await cases.listOpenCases(tx)
      const number = open?.number ?? ''
      return (await closeCase(tx, { number, staff: 'ani', now: scene.clock.now() })).chatId
    })
    scene.delivery.wake([chatId])
    await settled(scene.store)
  }
  /** Moves the clock until `condition` holds; how long it took, milliseconds. */
  const timeUntil = async (condition: () => boolean, what: string, stepMs: number) => {
    const begun = scene.clock.now()
    await until(() => {
      if (condition()) return true
      scene.clock.advance(stepMs)
      return false
    }, what)
    return scene.clock.now() - begun
  }
  return { ...scene, media, kept, pending, rows, say, show, closeOpenCase, timeUntil }
}

function filesOnly(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

describe('a copy without a case', () => {
  test('goes after 24 hours, not before', async () => {
    const { start, show, kept, clock, timeUntil, rows } = await keptScene()
    start()
    await show('Gagal')
    clock.advance(DAY - HOUR)
    expect(kept()).toHaveLength(1)
    const late = await timeUntil(() => kept().length === 0, 'the copy is deleted', MINUTE)
    expect(late).toBeGreaterThanOrEqual(HOUR - MINUTE)
    expect(rows()[0]).toMatchObject({ state: 'read', text: 'Gagal', keptFile: null })
  })

  test('goes after the time that the operator set', async () => {
    const { start, show, kept, timeUntil } = await keptScene({
      retention: { retentionMs: 2 * HOUR },
    })
    start()
    await show('Gagal')
    const took = await timeUntil(() => kept().length === 0, 'the copy is deleted', MINUTE)
    expect(took).toBeGreaterThanOrEqual(2 * HOUR - MINUTE)
  })

  test('whose time ended while the service was down goes right after the start', async () => {
    const before = await keptScene()
    before.start()
    await before.show('Gagal')
    await before.delivery.stop()
    const { clock, store, dataDir } = before
    clock.advance(2 * DAY)
    expect(before.kept()).toHaveLength(1)
    const after = await keptScene({ clock, on: store, dataDir })
    after.start()
    await until(() => after.kept().length === 0, 'the copy is deleted, without the clock moving')
  })
})

describe('a copy of a case', () => {
  test('that was open when the picture came stays, and goes 7 days after it was closed', async () => {
    const { start, say, show, kept, clock, closeOpenCase, timeUntil, rows } = await keptScene()
    start()
    await say('petugas')
    await show('Gagal')
    expect(rows()[0]?.caseId).not.toBeNull()
    clock.advance(30 * DAY)
    await closeOpenCase()
    clock.advance(6 * DAY)
    expect(kept()).toHaveLength(1)
    const late = await timeUntil(() => kept().length === 0, 'the copy is deleted', 10 * MINUTE)
    expect(late).toBeGreaterThanOrEqual(DAY - 20 * MINUTE)
  })

  test('that is opened while the copy is kept: it joins', async () => {
    const { start, say, show, kept, clock, rows, delivery } = await keptScene()
    start()
    await show('Gagal')
    await receive(delivery, envelope({ text: 'lain', address: 'user-2' }))
    clock.advance(20 * HOUR)
    await say('petugas')
    expect(rows()[0]).toMatchObject({ keepUntil: null, caseId: expect.any(Number) })
    clock.advance(30 * DAY)
    expect(kept()).toHaveLength(1)
  })

  test('that is opened again within its 7 days stays', async () => {
    const { start, say, show, kept, clock, closeOpenCase, store } = await keptScene()
    start()
    await say('petugas')
    await show('Gagal')
    await closeOpenCase()
    clock.advance(20 * HOUR)
    await say('petugas')
    expect(await store.read((tx) => cases.listOpenCases(tx))).toHaveLength(1)
    clock.advance(30 * DAY)
    expect(kept()).toHaveLength(1)
  })
})

describe('the original of an unreadable picture', () => {
  test('waits apart for the user’s word, and goes after 15 minutes of silence', async () => {
    const { start, show, kept, pending, clock, media, timeUntil, rows } = await keptScene()
    start()
    await show('buram', 'unreadable')
    expect(kept()).toEqual([])
    const [name = ''] = pending()
    expect(readFileSync(join(media, 'pending', name), 'utf8')).toBe('buram')
    clock.advance(13 * MINUTE)
    expect(pending()).toHaveLength(1)
    await timeUntil(() => pending().length === 0, 'the original is deleted', MINUTE)
    expect(rows()[0]).toMatchObject({ state: 'unreadable', keptAs: null })
    expect(kept()).toEqual([])
  })

  test('that may be shown is kept with the case that is opened for it', async () => {
    const { start, show, say, kept, pending, clock, media, rows } = await keptScene()
    start()
    await show('buram', 'unreadable')
    await say('ya')
    await until(() => pending().length === 0, 'it is moved, without the clock moving')
    const [name = ''] = kept()
    expect(readFileSync(join(media, name), 'utf8')).toBe('buram')
    expect(rows()[0]).toMatchObject({
      keptAs: 'consent',
      caseId: expect.any(Number),
      keepUntil: null,
    })
    clock.advance(30 * DAY)
    expect(kept()).toHaveLength(1)
  })

  test('that may not be shown is deleted at once', async () => {
    const { start, show, say, kept, pending, rows } = await keptScene()
    start()
    await show('buram', 'unreadable')
    await say('tidak')
    await until(() => pending().length === 0, 'it is deleted, without the clock moving')
    expect(kept()).toEqual([])
    expect(rows()[0]).toMatchObject({ keptAs: null })
  })

  test('is not kept where nobody is asked: a person has the chat, or the answer is out already', async () => {
    const { start, show, pending, kept, delivery, rows } = await keptScene({
      answersAtOnce: (_, { text }) => text === 'petugas',
    })
    start()
    await receive(delivery, envelope({ from: 'staff', text: 'Saya bantu.' }))
    await show('buram', 'unreadable')
    expect([...pending(), ...kept()]).toEqual([])
    expect(rows()[0]).toMatchObject({ state: 'unreadable', keptAs: null })
  })

  test('a decision about a copy that is blackened changes nothing', async () => {
    const { start, show, say, kept, rows } = await keptScene()
    start()
    await show('Gagal')
    await say('tidak')
    expect(rows()[0]).toMatchObject({ keptAs: 'blackened' })
    expect(kept()).toHaveLength(1)
  })

  test('a crash between the word and the file is made good at the next start', async () => {
    const before = await keptScene()
    before.start()
    await before.show('setuju', 'unreadable')
    await before.delivery.stop()
    const [name = ''] = before.pending()
    const after = await keptScene({
      clock: before.clock,
      on: before.store,
      dataDir: before.dataDir,
    })
    // As if the process had ended after the commit.
    await before.store.write('test', async (tx) => {
      await pictures.keepPicture(tx, 1, { as: 'consent', until: before.clock.now() + DAY })
    })
    after.start()
    await until(() => after.pending().length === 0, 'it is moved')
    expect(after.kept()).toEqual([name])
  })
})

test('files that no picture claims are deleted at the start; other folders are left alone', async () => {
  const { media, dataDir, start, kept, pending } = await keptScene()
  mkdirSync(join(media, 'pending'), { recursive: true })
  mkdirSync(join(media, 'incoming'))
  for (const name of ['a.webp', 'b.webp.partial', 'pending/c', 'pending/d.partial', 'incoming/e']) {
    writeFileSync(join(media, name), 'x')
  }
  start()
  await until(() => kept().length + pending().length === 0, 'the orphans are deleted')
  expect(existsSync(join(dataDir, 'media', 'incoming', 'e'))).toBe(true)
})
