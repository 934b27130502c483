/**
 * What a message says it is not about: "bukan SKP atasan yang belum dibuat, tapi atasannya beda". The
 * words of the denied half speak for the wrong entry, so they are left out before anything is weighed.
 */

const NOT = '(?:bukan|bukannya|bukn|bkn|dudu|sanes|not)'
/** What may stand before a denial that opens a sentence: greetings and fillers, no verb. */
const OPENING = String.raw`(?:^|[.!?;,:\n])\s*(?:(?:min|admin|pak|bu|kak|kaka|maaf|mohon maaf|ini|itu|jadi|maksud saya|maksudnya)\s+)*`
/** So long a denied half may be, in characters: longer ones hold a thought of their own. */
const LONGEST = 90

/** "Bukan A, tapi B": from the opening to the turn of the sentence. */
const BEFORE = new RegExp(
  `(?<opening>${OPENING})${NOT}\\s+[^.!?;,\\n]{2,${LONGEST}}?(?:\\s*[,;]\\s*(?:tapi|tp|tetapi|melainkan|but|namun)?\\s+|\\s+(?:tapi|tp|tetapi|melainkan|but|namun)\\s+)`,
  'gu',
)
/** "B, bukan A": from the comma to the end of the sentence. */
const AFTER = new RegExp(
  `[,;(]\\s*(?:dan\\s+|tapi\\s+)?${NOT}\\s+[^.!?;,\\n]{2,${LONGEST}}(?=[.!?;,\\n]|$)`,
  'gu',
)
/** What is left must still say something. */
const LEAST_LEFT = 2

/** @param normalised lower case, still with its punctuation */
export function withoutDenied(normalised: string): string {
  const left = normalised.replace(BEFORE, '$<opening>').replace(AFTER, ' ').trim()
  if (left === normalised.trim()) return normalised
  return (left.match(/[\p{L}\p{N}]{2,}/gu) ?? []).length < LEAST_LEFT ? normalised : left
}
