import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../../support/until.js'
import { webWorld } from '../../support/web-world.js'

/** What the page, its style and its script may weigh together, bytes. */
const PAGE_WEIGHT_MAX = 20_000

/** Open pages per chat that the channel allows. */
const PAGES_MAX = 8

/** A device with its cookie. */
class Device {
  cookie = ''

  constructor(private readonly url: string) {}

  async request(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.url}/chat/api/${path}`, {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const set = response.headers.get('set-cookie')
    if (set !== null) this.cookie = set.split(';')[0] ?? ''
    return response
  }

  async say(text: string): Promise<number> {
    return (await this.request('POST', 'messages', { id: randomUUID(), text })).status
  }

  async read(after = 0): Promise<{ next: number; owner: string; items: { text: string }[] }> {
    const response = await this.request('GET', `messages?after=${after}`)
    return (await response.json()) as Awaited<ReturnType<Device['read']>>
  }

  async untilTexts(count: number): Promise<string[]> {
    await until(async () => (await this.read()).items.length >= count, `${count} entries`)
    return (await this.read()).items.map(({ text }) => text)
  }

  /** Listens as a page does. */
  async listen(): Promise<Stream> {
    return new Stream(await this.request('GET', 'events'))
  }
}

class Stream {
  received = ''
  ended = false

  constructor(response: Response) {
    void this.#read(response)
    onTestFinished(() => response.body?.cancel().catch(() => {}))
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder()
    const reader = response.body?.getReader()
    for (;;) {
      const part = await reader?.read()
      if (part === undefined || part.done) break
      this.received += decoder.decode(part.value)
    }
    this.ended = true
  }

  get events(): number {
    return this.received.match(/^data: /gm)?.length ?? 0
  }
}

describe('the page', () => {
  it('is under 20 kB with its style and script, and needs nothing from elsewhere', async () => {
    const { url } = await webWorld()
    const parts = await Promise.all(
      ['/chat', '/chat/chat.css', '/chat/chat.js', '/chat/picture.js'].map((path) =>
        fetch(`${url}${path}`),
      ),
    )
    expect(parts.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const texts = await Promise.all(parts.map((part) => part.text()))
    expect(Buffer.byteLength(texts.join(''))).toBeLessThan(PAGE_WEIGHT_MAX)
    expect(texts.join('')).not.toMatch(/(?:src|href|url\()=?["']?https?:/)
  })
})

describe('the key to a chat', () => {
  it('is a cookie that scripts and other sites cannot use, given once', async () => {
    const device = new Device((await webWorld()).url)
    const first = await device.request('POST', 'session')
    const cookie = first.headers.get('set-cookie')
    expect(await first.json()).toEqual({ isNew: true })
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(cookie).toMatch(/Path=\/chat/)
    expect(cookie).toMatch(/Max-Age=\d{8}/)
    const second = await device.request('POST', 'session')
    expect(second.headers.get('set-cookie')).toBeNull()
    expect(await second.json()).toEqual({ isNew: false })
  })

  it('opens one chat and no other', async () => {
    const { url } = await webWorld()
    const [one, other] = [new Device(url), new Device(url)]
    await one.say('rahasia satu')
    await other.say('pesan dua')
    expect(await one.untilTexts(2)).toEqual(['rahasia satu', 're: rahasia satu'])
    expect(await other.untilTexts(2)).toEqual(['pesan dua', 're: pesan dua'])
  })

  it.each([
    ['none', ''],
    ['a short one', 'tk_chat=abc'],
    ['one that names another chat', `tk_chat=${'../'.repeat(14)}x`],
  ])('is needed to read and to listen: %s is refused', async (_name, cookie) => {
    const device = new Device((await webWorld()).url)
    device.cookie = cookie
    expect((await device.request('GET', 'messages')).status).toBe(401)
    expect((await device.request('GET', 'events')).status).toBe(401)
  })

  it('is gone after "akhiri", and what was open hears nothing more', async () => {
    const device = new Device((await webWorld()).url)
    await device.say('halo')
    const stream = await device.listen()
    const response = await device.request('POST', 'end')
    expect(response.headers.get('set-cookie')).toMatch(/tk_chat=;.*Path=\/chat/)
    await until(() => stream.ended, 'the stream has ended')
    device.cookie = ''
    await device.request('POST', 'session')
    expect((await device.read()).items).toEqual([])
  })

  it('and everything read with it stays out of the cache of the browser', async () => {
    const device = new Device((await webWorld()).url)
    await device.say('halo')
    for (const path of ['messages?after=0', 'messages']) {
      const response = await device.request('GET', path)
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })
})

describe('messages', () => {
  it('are taken once for each id', async () => {
    const device = new Device((await webWorld()).url)
    const message = { id: randomUUID(), text: 'sekali saja' }
    expect((await device.request('POST', 'messages', message)).status).toBe(202)
    const again = { ...message, id: message.id.toUpperCase() }
    expect((await device.request('POST', 'messages', again)).status).toBe(202)
    await device.say('berikutnya')
    expect(await device.untilTexts(4)).toHaveLength(4)
  })

  it.each([
    ['an id of its own making', { id: '1', text: 'x' }],
    ['no text', { id: randomUUID() }],
    ['a field too many', { id: randomUUID(), text: 'x', from: 'staff' }],
    ['an action that no button has', { id: randomUUID(), text: 'x', action: 'x'.repeat(65) }],
  ])('with %s are refused', async (_name, body) => {
    const device = new Device((await webWorld()).url)
    expect((await device.request('POST', 'messages', body)).status).toBe(400)
    await device.request('POST', 'session')
    expect((await device.read()).items).toEqual([])
  })

  it('of any length that a page can send are kept', async () => {
    const device = new Device((await webWorld()).url)
    expect(await device.say('"\u0001'.repeat(10_000))).toBe(202)
    expect(await device.say('x'.repeat(1_000_000))).toBe(413)
  })

  it('are given from the place that the page has seen', async () => {
    const device = new Device((await webWorld()).url)
    await device.say('satu')
    await device.untilTexts(2)
    const { next, owner } = await device.read()
    expect(owner).toContain('Kantor Contoh')
    expect((await device.read(next)).items).toEqual([])
    await device.say('dua')
    await device.untilTexts(4)
    expect((await device.read(next)).items.map(({ text }) => text)).toEqual(['dua', 're: dua'])
  })
})

describe('open pages', () => {
  it('are told of every answer', async () => {
    const device = new Device((await webWorld()).url)
    await device.request('POST', 'session')
    const pages = [await device.listen(), await device.listen()]
    await device.say('halo')
    await until(() => pages.every(({ events }) => events === 1), 'both are told')
  })

  it('above the limit close the oldest, and the others are told as before', async () => {
    const device = new Device((await webWorld()).url)
    await device.request('POST', 'session')
    const pages: Stream[] = []
    for (let count = 0; count <= PAGES_MAX; count++) pages.push(await device.listen())
    await device.say('halo')
    const [oldest, ...others] = pages
    await until(() => others.every(({ events }) => events === 1), 'the others are told')
    expect(oldest).toMatchObject({ ended: true, events: 0 })
  })

  it('do not hold the server back when it stops', async () => {
    const { app, channel, url } = await webWorld()
    const device = new Device(url)
    await device.request('POST', 'session')
    const page = await device.listen()
    await channel.stop()
    await until(() => page.ended, 'the page is let go')
    expect((await device.request('GET', 'events')).status).toBe(503)
    await app.close()
  })
})
