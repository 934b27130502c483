import { setTimeout as wait } from 'node:timers/promises'

/** How often a condition is looked at, milliseconds. */
const LOOK_EVERY_MS = 5

/** Resolves once `condition` holds; rejects when it does not within the limit, naming `what`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 10_000,
): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`)
    await wait(LOOK_EVERY_MS)
  }
}
