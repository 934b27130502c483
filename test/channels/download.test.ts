import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { download, RefusedError } from '../../src/channels/download.js'

type Answer = Parameters<typeof createServer>[1]

async function serving(answer: Answer): Promise<URL> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`)
}

const options = () => ({ maxBytes: 1_000, signal: new AbortController().signal })

describe('a download', () => {
  it('that takes too long is given up, to be tried again', async () => {
    const url = await serving((_request, response) => response.write('half'))
    await expect(download(url, { ...options(), limitMs: 50 })).rejects.toMatchObject({
      fault: 'retry',
      message: 'the download took too long',
    })
  })

  it('that was given up before it began asks nobody', async () => {
    let asked = 0
    const url = await serving((_request, response) => {
      asked++
      response.end()
    })
    const signal = AbortSignal.abort()
    await expect(download(url, { ...options(), signal })).rejects.toMatchObject({ fault: 'retry' })
    expect(asked).toBe(0)
  })

  it('follows no redirect', async () => {
    const elsewhere = await serving((_request, response) => response.end('inner secret'))
    const url = await serving((_request, response) =>
      response.writeHead(302, { location: elsewhere.href }).end(),
    )
    const error = await download(url, options()).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RefusedError)
    expect(error).toMatchObject({ fault: 'gone', status: 302 })
  })

  it('that is refused or broken off does not name the address', async () => {
    const url = await serving((request) => request.socket.destroy())
    const error = (await download(url, options()).catch((reason: unknown) => reason)) as Error
    expect(error).toMatchObject({ fault: 'retry', message: expect.stringContaining('ECONNRESET') })
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('secret-path')
  })

  it('of exactly the limit is taken whole', async () => {
    const url = await serving((_request, response) => response.end(Buffer.alloc(1_000, 7)))
    expect(await download(url, options())).toHaveLength(1_000)
  })
})
