import cookie from '@fastify/cookie'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'

/** Everything the pages need comes from this server itself; nothing may be framed or run inline. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
} as const

/** The port is taken, or may not be used: said to the operator in plain words. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

export async function createHttpServer(logger: Logger): Promise<FastifyInstance> {
  // Requests are not logged one by one: addresses and cookies are personal data.
  const loggerInstance: FastifyBaseLogger = logger.child({ part: 'http' })
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    // People type `/chat/` too.
    routerOptions: { ignoreTrailingSlash: true },
  })
  await app.register(cookie)
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) void reply.header(name, value)
  })
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error({ err: error }, 'request failed')
    return reply
      .code(status)
      .send({ error: status >= 500 ? 'Ada gangguan di server.' : 'Permintaan tidak terbaca.' })
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'Halaman tidak ada. Chat ada di /chat.' }),
  )
  return app
}

/** @throws {ListenError} naming host, port and the likely cause. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const cause =
      code === 'EADDRINUSE'
        ? 'sudah dipakai program lain; ganti CONSOLE_PORT atau hentikan program itu'
        : `tidak dapat dipakai (${code}); periksa CONSOLE_HOST dan CONSOLE_PORT`
    throw new ListenError(`Alamat ${host}:${port} ${cause}.`, { cause: error })
  }
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
