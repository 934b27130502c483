import { randomBytes, randomInt } from 'node:crypto'

/** Bytes of a public id: 128 bits cannot be guessed and do not collide. */
const PUBLIC_ID_BYTES = 16

/** A random id that may be shown outside; integers stay inside. 22 characters of base64url. */
export function newPublicId(): string {
  return randomBytes(PUBLIC_ID_BYTES).toString('base64url')
}

/** 32 upper-case hexadecimal digits: a form that every messenger accepts as a message's own id. */
export function newClientMessageId(): string {
  return randomBytes(PUBLIC_ID_BYTES).toString('hex').toUpperCase()
}

/** A random number of exactly `digits` digits, as text. */
export function randomDigits(digits: number): string {
  return String(randomInt(10 ** (digits - 1), 10 ** digits))
}
