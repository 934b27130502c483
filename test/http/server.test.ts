import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttpServer, ListenError, listen } from '../../src/http/server.js'
import { recordingLogger } from '../support/silent-logger.js'
import { until } from '../support/until.js'

async function server() {
  const { logger, lines } = recordingLogger()
  const app = await createHttpServer(logger)
  onTestFinished(() => app.close())
  app.get('/page', async () => ({ fine: true }))
  app.get('/broken', async () => {
    throw new Error('SELECT of something internal failed')
  })
  return { app, lines }
}

describe('the HTTP server', () => {
  it.each([
    ['a page', '/page', 200],
    ['a page with a slash behind it', '/page/', 200],
    ['a page that is not there', '/nothing', 404],
    ['a page that breaks', '/broken', 500],
  ])('sends the headers that protect visitors with %s', async (_name, url, status) => {
    const { app } = await server()
    const response = await app.inject({ url })
    expect(response.statusCode).toBe(status)
    expect(response.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(response.headers['x-content-type-options']).toBe('nosniff')
    expect(response.headers['referrer-policy']).toBe('no-referrer')
  })

  it('tells visitors nothing of what broke, and the log everything', async () => {
    const { app, lines } = await server()
    const response = await app.inject({ url: '/broken' })
    expect(response.json()).toEqual({ error: 'Ada gangguan di server.' })
    expect(lines.join('')).toContain('something internal')
  })

  it('does not log who asks for what', async () => {
    const { app, lines } = await server()
    await app.inject({ url: '/page?nip=200002302024002001', headers: { cookie: 'tk_chat=x' } })
    await app.inject({ url: '/nothing' })
    expect(lines).toEqual([])
  })

  it('names the address and the way out when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await until(() => other.listening, 'the other one listens')
    const { port } = other.address() as { port: number }
    const { app } = await server()
    const error = await listen(app, '127.0.0.1', port).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ListenError)
    expect((error as ListenError).message).toContain(`127.0.0.1:${port}`)
    expect((error as ListenError).message).toContain('CONSOLE_PORT')
  })

  it('names host and port when the address is not one of this machine', async () => {
    const { app } = await server()
    // An address that is set aside for documentation.
    const error = await listen(app, '192.0.2.1', 8080).catch((reason: unknown) => reason)
    expect((error as ListenError).message).toContain('CONSOLE_HOST')
  })
})
