/** The sample dialogues that people write, told to the bot as it is shipped. */
import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { DIALOGUES_DIR, KNOWLEDGE_DIR } from '../../src/paths.js'
import { readDialogues, replayDialogue, unreachedIds } from '../../src/simulator/dialogue.js'

const brain = loadBrain(KNOWLEDGE_DIR)
const files = readDialogues(DIALOGUES_DIR)

describe('the sample dialogues', () => {
  test.each(files.map((file) => [file.file, file] as const))('%s holds', (_name, file) => {
    expect(replayDialogue(file, brain).failures).toEqual([])
  })

  test('hold as well when the service restarts before every step', () => {
    const failures = files.flatMap(
      (file) => replayDialogue(file, brain, { restarts: true }).failures,
    )
    expect(failures).toEqual([])
  })

  test('reach every error and every topic that the bot knows', () => {
    const reached = new Set(files.flatMap((file) => [...replayDialogue(file, brain).reached]))
    expect(unreachedIds(brain.knowledge, reached)).toEqual([])
  })
})
