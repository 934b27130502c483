/** Personal data stops at the door: masked before the first write, whatever the channel. */
import type { MaskedKind } from '../engine/model.js'
import { maskNumbers } from './mask-numbers.js'
import { maskSecrets } from './mask-secrets.js'

export interface MaskedText {
  readonly text: string
  /** What was masked, each kind once. */
  readonly kinds: readonly MaskedKind[]
}

/** Passes at most: a number beside a masked one may come to stand alone and be seen only then. */
const MAX_PASSES = 3

/**
 * Replaces NIP, NIK, passwords and one-time codes in clean text (see `cleanText`). Masking what is
 * masked changes nothing.
 */
export function maskText(text: string): MaskedText {
  const kinds = new Set<MaskedKind>()
  let masked = text
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const numbers = maskNumbers(masked)
    const secrets = maskSecrets(numbers.text)
    for (const kind of numbers.kinds) kinds.add(kind)
    if (secrets.found) kinds.add('secret')
    if (secrets.text === masked) break
    masked = secrets.text
  }
  return { text: masked, kinds: [...kinds] }
}
