import type { Writable } from 'node:stream'
import type { Brain } from '../brain.js'
import { readDialogues, replayDialogue } from '../simulator/dialogue.js'

/** `replay [FILE …]`: tells the dialogues to the engine; exit code 1 when one does not hold. */
export function replayDialogues(
  directory: string,
  names: readonly string[],
  brain: Brain,
  out: Writable,
): number {
  const files = readDialogues(directory).filter(
    ({ file }) => names.length === 0 || names.some((name) => name.endsWith(file)),
  )
  const failures = files.flatMap((file) => replayDialogue(file, brain).failures)
  for (const failure of failures) out.write(`${failure}\n`)
  out.write(`${files.length} dialog, ${failures.length} tidak cocok.\n`)
  return failures.length === 0 && files.length > 0 ? 0 : 1
}
