import { afterEach, beforeAll, expect, test } from 'vitest'
import { asPgm, decodePicture, greyOf } from '../../src/pictures/prepare.js'
import {
  RECOGNISER_LIMITS,
  type RecogniserLimits,
  TextRecogniser,
} from '../../src/pictures/text-recogniser.js'
import { linesOf } from '../../src/pictures/words.js'
import { SMALL_PICTURE, samplePicture } from '../support/picture-samples.js'
import { until } from '../support/until.js'

let image: Buffer
beforeAll(async () => {
  image = asPgm(await greyOf(await decodePicture(samplePicture(SMALL_PICTURE)), 1))
})

let recogniser: TextRecogniser
afterEach(() => recogniser.stop())

function start(limits: Partial<RecogniserLimits> = {}): TextRecogniser {
  recogniser = new TextRecogniser({ ...RECOGNISER_LIMITS, ...limits })
  return recogniser
}

async function read(): Promise<string> {
  const page = await recogniser.recognise(image, 'page')
  return linesOf(page, 1)
    .flat()
    .map(({ text }) => text)
    .join(' ')
}

test('starts with the first picture and ends when idle', async () => {
  start({ idleMs: 50 })
  expect(recogniser.isRunning).toBe(false)
  expect(await read()).toMatch(/status code/)
  expect(recogniser.isRunning).toBe(true)
  await until(() => !recogniser.isRunning, 'the idle thread has ended')
  expect(await read()).toMatch(/status code/)
})

test('is replaced after a number of passes, because its memory only grows', async () => {
  start({ passesPerThread: 2 })
  await read()
  const first = await recogniser.thread()
  await read()
  expect(recogniser.isRunning).toBe(false)
  await read()
  expect(await recogniser.thread()).not.toBe(first)
})

test('a thread that is killed in the middle rejects its pass, and the next one has a new thread', async () => {
  start()
  await read()
  const pass = read()
  await (await recogniser.thread())?.terminate()
  await expect(pass).rejects.toThrow('ended')
  expect(await read()).toMatch(/status code/)
})

test('an error on the thread does not reach the process', async () => {
  start()
  await read()
  const pass = read()
  // An action that the thread does not know throws where nobody catches.
  const thread = await recogniser.thread()
  thread?.postMessage({ workerId: 'x', jobId: 'x', action: 'unknown', payload: {} })
  await pass.catch((error: unknown) => expect(String(error)).toMatch(/function|ended/))
  await read().catch(() => undefined)
  expect(await read()).toMatch(/status code/)
})

test('bytes that are no image reject, and the next one is read', async () => {
  start()
  await expect(recogniser.recognise(Buffer.from('P5\n9 9\n255\n'), 'page')).rejects.toBeDefined()
  expect(await read()).toMatch(/status code/)
})

test('a thread that does not start in time rejects', async () => {
  start({ startMs: 1 })
  await expect(read()).rejects.toThrow('not done after 1 ms')
})
