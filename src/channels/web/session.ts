import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The visitor's key to one chat; only this device has it, the store keeps its hash as the address. */
export const SESSION_COOKIE = 'tk_chat'

/** Long enough that a case answered after the holidays is still found on the same phone. */
const SESSION_SECONDS = 180 * 24 * 3600

/** 256 bits: nobody guesses another visitor's chat. */
const TOKEN_BYTES = 32

export function chatAddressOf(request: FastifyRequest): string | undefined {
  const token = request.cookies[SESSION_COOKIE]
  if (token === undefined || !TOKEN_SHAPE.test(token)) return undefined
  return createHash('sha256').update(token).digest('hex').slice(0, ADDRESS_LENGTH)
}

const TOKEN_SHAPE = /^[A-Za-z0-9_-]{43}$/
/** 128 bits of the hash: as good as unique. */
const ADDRESS_LENGTH = 32

/** The visitor's chat; gives a visitor without one a new key. */
export function ensureSession(
  request: FastifyRequest,
  reply: FastifyReply,
): { address: string; isNew: boolean } {
  const existing = chatAddressOf(request)
  if (existing !== undefined) return { address: existing, isNew: false }
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  void reply.setCookie(SESSION_COOKIE, token, { ...COOKIE, maxAge: SESSION_SECONDS })
  request.cookies[SESSION_COOKIE] = token
  return { address: chatAddressOf(request) ?? '', isNew: true }
}

export function endSession(reply: FastifyReply): void {
  void reply.clearCookie(SESSION_COOKIE, COOKIE)
}

const COOKIE = { path: '/chat', httpOnly: true, sameSite: 'strict', secure: 'auto' } as const
