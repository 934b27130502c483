import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 10
/** Generous: tests share the machine with others. */
const DEADLINE_MS = 50_000

/** Polls until the condition holds. @throws when it does not within the deadline. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  label: string,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const end = Date.now() + deadlineMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain: ${label}`)
    await sleep(POLL_MS)
  }
}
