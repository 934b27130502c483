import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BURST_WINDOWS } from '../../src/delivery/burst.js'
import { PICTURE_HOLD_MS } from '../../src/delivery/limits.js'
import type { IncomingMessage, MessageKind } from '../../src/engine/model.js'
import { messages } from '../../src/store/index.js'
import { envelope, joiningStep, pictureEnvelope } from '../support/delivery-fixtures.js'
import { deliveryScene, receive } from '../support/delivery-scene.js'
import { FakeClock } from '../support/fake-clock.js'
import { tempDir } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

/** Stories tried; each has a database of its own. */
const STORIES = 12
/** Longest wait that the rules allow for anything, milliseconds. */
const LONGEST_MS = Math.max(BURST_WINDOWS.longestMs, PICTURE_HOLD_MS)

const happening = fc.oneof(
  { weight: 6, arbitrary: fc.constant('text' as const) },
  { weight: 2, arbitrary: fc.constantFrom('picture', 'press', 'petugas') },
  { weight: 1, arbitrary: fc.constantFrom('sticker', 'edit', 'restart', 'broken picture') },
)
const story = fc.array(
  fc.record({
    happening,
    chat: fc.integer({ min: 0, max: 1 }),
    thenMs: fc.integer({ max: 3_000, min: 0 }),
  }),
  { minLength: 1, maxLength: 14 },
)

test('whatever is sent when, over restarts: everything is in one turn, in its order, within the time allowed', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const dataDir = tempDir()
      const clock = new FakeClock()
      const turns: (readonly IncomingMessage[])[] = []
      const sentAt = new Map<string, number>()
      const waits: number[] = []
      const join = joiningStep()
      const scene = (on?: Awaited<ReturnType<typeof deliveryScene>>['store']) =>
        deliveryScene({
          dataDir,
          clock,
          burst: BURST_WINDOWS,
          answersAtOnce: (_, { text }) => text.startsWith('petugas'),
          step: (input) => {
            if (input.event.type === 'messages') {
              turns.push(input.event.messages)
              for (const { text } of input.event.messages) {
                waits.push(input.now - (sentAt.get(text) ?? 0))
              }
            }
            return join(input)
          },
          ...(on === undefined ? {} : { on }),
        })
      let current = await scene()
      current.start()
      const said: string[][] = [[], []]
      for (const [n, { happening: what, chat, thenMs }] of steps.entries()) {
        if (what === 'restart') {
          await current.delivery.stop()
          current = await scene(current.store)
          current.start()
        } else {
          // Known by its text, whatever kind it has.
          const text = `${what} ${n}`
          said[chat]?.push(text)
          sentAt.set(text, clock.now())
          const address = `user-${chat}`
          if (what === 'broken picture') {
            current.channel.pictures.set(text, () => Promise.reject(new Error('no')))
          }
          const isPicture = what === 'picture' || what === 'broken picture'
          const kind: MessageKind = what === 'petugas' || isPicture ? 'text' : what
          await receive(
            current.delivery,
            isPicture
              ? pictureEnvelope(text, { address, text })
              : envelope({ address, kind, text }),
          )
        }
        clock.advance(thenMs)
      }
      await until(async () => {
        clock.advance(200)
        return current.store.read(async (tx) => (await messages.chatsWithWork(tx)).length === 0)
      }, 'everything has its outcome')
      await current.delivery.stop()

      const words = turns.map((turn) => turn.map(({ text }) => text))
      for (const [chat, texts] of said.entries()) {
        const ofChat = words.flat().filter((text) => texts.includes(text))
        expect(ofChat, `chat ${chat}`).toEqual(texts)
      }
      for (const turn of words) {
        const whole = said.filter((texts) => turn.every((text) => texts.includes(text)))
        expect(whole, 'a turn is of one chat alone').toHaveLength(1)
      }
      for (const turn of turns) {
        const standsAlone = turn.some(({ kind }) => kind === 'press' || kind === 'sticker')
        if (standsAlone) expect(turn).toHaveLength(1)
      }
      // The clock moves in steps while the delivery works, so a step or two may be added.
      expect(Math.max(0, ...waits)).toBeLessThan(LONGEST_MS + 15_000)
    }),
    { numRuns: STORIES, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: false },
  )
})
