import { basename } from 'node:path'
import type { Writable } from 'node:stream'
import type { Brain } from '../brain.js'
import { readDialogues, replayDialogue, unreachedIds } from '../simulator/dialogue.js'

/**
 * `replay [FILE …]`: tells the dialogues to the engine; exit code 1 when one does not hold, or when
 * of all of them none reaches some entry.
 */
export function replayDialogues(
  directory: string,
  names: readonly string[],
  brain: Brain,
  out: Writable,
): number {
  const files = readDialogues(directory).filter(
    ({ file }) => names.length === 0 || names.some((name) => basename(name) === basename(file)),
  )
  const replays = files.map((file) => replayDialogue(file, brain))
  const failures = replays.flatMap((replay) => replay.failures)
  const reached = new Set(replays.flatMap((replay) => [...replay.reached]))
  const unreached = names.length === 0 ? unreachedIds(brain.knowledge, reached) : []

  for (const failure of failures) out.write(`${failure}\n`)
  for (const id of unreached) out.write(`tidak ada dialog yang sampai ke ${id}\n`)
  out.write(`${files.length} dialog, ${failures.length} tidak cocok.\n`)
  return failures.length === 0 && unreached.length === 0 && files.length > 0 ? 0 : 1
}
