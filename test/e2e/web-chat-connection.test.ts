import { expect } from 'vitest'
import { describeInBrowser, itInBrowser, Visitor } from '../support/browser.js'
import { pasted, runService, sharedService } from '../support/running-service.js'
import { tempDir } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

describeInBrowser('the web chat on a bad connection', () => {
  let failuresLeft = 0
  const service = sharedService(() => ({
    boundary: (point) => {
      if (point !== 'inbox.commit.before' || failuresLeft === 0) return
      failuresLeft--
      throw new Error('disk full')
    },
  }))

  itInBrowser(
    'keeps a message while the device is offline, and sends it once afterwards',
    async () => {
      const { url, knowledge } = service()
      const { message, entry } = pasted(knowledge, 'sync-06')
      const visitor = await Visitor.welcomed(url)
      await visitor.device.setOffline(true)
      await visitor.type(message)
      await visitor.isTold('disconnected')
      expect(await visitor.ownMessages()).toEqual([expect.stringContaining(message)])
      expect(await visitor.kept()).toContain(message)

      const answer = await visitor.answerTo(() => visitor.device.setOffline(false))
      expect(answer).toContain(entry.title)
      await visitor.isTold('connected')
      expect(await visitor.ownMessages()).toEqual([message])
      expect(await visitor.kept()).toBe('{}')
      expect((await visitor.stored()).filter(({ text }) => text === message)).toHaveLength(1)
    },
  )

  itInBrowser('keeps a message over a reload, too', async () => {
    const { url, knowledge } = service()
    const { message, entry } = pasted(knowledge, 'sync-06')
    const visitor = await Visitor.welcomed(url)
    // The page itself still loads: only the message is held back.
    await visitor.page.route('**/chat/api/messages', (route) => route.abort())
    await visitor.type(message)
    await visitor.isTold('disconnected')
    await visitor.page.reload()
    await visitor.page.getByText(message).waitFor()
    const answer = await visitor.answerTo(() => visitor.page.unroute('**/chat/api/messages'))
    expect(answer).toContain(entry.title)
    expect(await visitor.ownMessages()).toEqual([message])
  })

  itInBrowser(
    'sends a message that could not be stored again with its id: one answer',
    async () => {
      const { url, knowledge } = service()
      const { message, entry } = pasted(knowledge, 'sync-06')
      const visitor = await Visitor.welcomed(url)
      const posts: { id: string; status: number }[] = []
      visitor.page.on('response', (response) => {
        const body = response.request().postDataJSON() as { id?: string } | null
        if (body?.id !== undefined) posts.push({ id: body.id, status: response.status() })
      })
      failuresLeft = 2
      const answer = await visitor.ask(message)
      expect(answer).toContain(entry.title)
      await until(() => posts.length === 3, 'three tries were seen')
      expect(posts.map(({ status }) => status)).toEqual([503, 503, 202])
      expect(new Set(posts.map(({ id }) => id)).size).toBe(1)
      await visitor.isTold('connected')
      expect(await visitor.ownMessages()).toEqual([message])
      expect(await visitor.answers()).toHaveLength(2)
    },
  )

  itInBrowser('takes no login page of a network for "stored"', async () => {
    const { url, knowledge } = service()
    const { message, entry } = pasted(knowledge, 'sync-06')
    const visitor = await Visitor.welcomed(url)
    await visitor.page.route('**/chat/api/messages', (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Login Wi-Fi</h1>' }),
    )
    await visitor.type(message)
    await visitor.isTold('disconnected')
    expect(await visitor.kept()).toContain(message)
    const answer = await visitor.answerTo(() => visitor.page.unroute('**/chat/api/messages'))
    expect(answer).toContain(entry.title)
  })

  itInBrowser(
    'shows a message once whose confirmation got lost, and only as it was stored',
    async () => {
      const { url } = service()
      const visitor = await Visitor.welcomed(url)
      let lost = 0
      await visitor.page.route('**/chat/api/messages', async (route) => {
        if (lost > 0) return route.continue()
        lost++
        await route.fetch()
        return route.abort()
      })
      await visitor.ask('NIP saya 200002302024002001 salah, apa yang harus saya lakukan')
      await visitor.isTold('connected')
      expect(lost).toBe(1)
      const own = await visitor.ownMessages()
      expect(own).toHaveLength(1)
      expect(own[0]).not.toContain('200002302024002001')
      expect(await visitor.answers()).toHaveLength(2)
    },
  )

  itInBrowser('goes on by itself after the service was stopped and started again', async () => {
    const dataDir = tempDir()
    const first = await runService({ dataDir })
    const { message, entry } = pasted(first.knowledge, 'sync-06')
    const visitor = await Visitor.welcomed(first.url)
    await first.stop()
    await visitor.isTold('disconnected')
    await visitor.type(message)
    await visitor.page.getByText('mengirim…').waitFor()

    const second = await runService({ dataDir, port: first.port })
    await visitor.sees('.message.bot', 2)
    await visitor.isTold('connected')
    expect((await visitor.answers()).at(-1)).toContain(entry.title)
    expect(await visitor.ownMessages()).toEqual([message])
    expect(await visitor.stored()).toHaveLength(4)
    // The page listens again: what the bot says next arrives without a reload.
    expect(second.port).toBe(first.port)
    expect(await visitor.ask('menu')).toContain('Menu')
  })
})
