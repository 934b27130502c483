import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect } from 'vitest'
import { describeInBrowser, itInBrowser, Visitor } from '../../support/browser.js'
import { readAs } from '../../support/pictures.js'
import { tempDir } from '../../support/store-fixtures.js'
import { until } from '../../support/until.js'
import { type WebWorld, webWorld } from '../../support/web-world.js'

const ANSWER = 're: NIP tidak ditemukan'

interface Scene {
  readonly visitor: Visitor
  readonly web: WebWorld
}

/** A visitor who has been greeted, and a bot that reads the same in every picture. */
async function scene(prepare: (visitor: Visitor) => Promise<void> = async () => {}) {
  const web = await webWorld()
  web.reader.answer = () => readAs('NIP tidak ditemukan')
  const visitor = await Visitor.welcomed(web.url)
  await prepare(visitor)
  return { visitor, web }
}

function plain(width: number, height: number, format: 'png' | 'jpeg' = 'png'): Promise<Buffer> {
  const create = { width, height, channels: 3, background: '#3355aa' } as const
  return sharp({ create }).toFormat(format).toBuffer()
}

/** The browser takes the type of a file from its name. */
async function pick({ visitor }: Scene, content: Buffer, name = 'layar.png'): Promise<void> {
  const path = join(tempDir(), name)
  writeFileSync(path, content)
  await visitor.page.setInputFiles('#file', path)
}

async function pickAndSend(on: Scene, content: Buffer, name?: string): Promise<string> {
  return on.visitor.answerTo(async () => {
    await pick(on, content, name)
    await on.visitor.page.click('[type=submit]')
  })
}

function sentTo({ web }: Scene): readonly Buffer[] {
  return web.reader.calls.map(({ bytes }) => Buffer.from(bytes))
}

const visible = ({ visitor }: Scene, selector: string) => visitor.page.isVisible(selector)

describeInBrowser('sending a picture on the web page', () => {
  itInBrowser('shows it, sends it with its caption and is ready for the next', async () => {
    const on = await scene()
    const { visitor } = on
    await visitor.page.getByText('Kirim tangkapan layar').waitFor()
    await pick(on, await plain(1080, 2400))
    await visitor.page.locator('#chosen').waitFor()
    expect(await visible(on, '#pick')).toBe(false)
    const preview = await visitor.page.locator('#preview').boundingBox()
    expect(preview?.height).toBeCloseTo(96, 0)

    await visitor.page.fill('#text', 'ini kenapa')
    const answer = await visitor.answerTo(() => visitor.page.keyboard.press('Enter'))
    expect(answer).toBe(ANSWER)
    expect(await visitor.ownMessages()).toEqual(['📷 Gambar\n\nini kenapa'])
    expect(await visible(on, '#pick')).toBe(true)
    expect(await visible(on, '#chosen')).toBe(false)
    expect(await visitor.page.inputValue('#text')).toBe('')
    expect(await visitor.kept()).toBe('{}')
    expect(visitor.faults).toEqual([])

    // The same file once more is a message of its own.
    expect(await pickAndSend(on, await plain(1080, 2400))).toBe(ANSWER)
    expect(await visitor.ownMessages()).toEqual(['📷 Gambar\n\nini kenapa', '📷 Gambar'])
  })

  itInBrowser('shows what was sent again after a reload, without the picture', async () => {
    const on = await scene()
    await pickAndSend(on, await plain(100, 200))
    await on.visitor.page.reload()
    await on.visitor.sees('.message.bot', 2)
    expect(await on.visitor.ownMessages()).toEqual(['📷 Gambar'])
    expect(await on.visitor.page.locator('#log img, #log canvas').count()).toBe(0)
  })

  itInBrowser('makes photos small, and leaves a long screenshot its width', async () => {
    const on = await scene()
    const noise = randomBytes(800 * 600 * 3)
    const photo = await sharp(noise, { raw: { width: 800, height: 600, channels: 3 } })
      .resize(4000, 3000)
      .jpeg({ quality: 95 })
      .toBuffer()
    await pickAndSend(on, photo, 'foto.jpg')
    await pickAndSend(on, await plain(1080, 6000))
    await pickAndSend(on, await plain(3000, 1000, 'jpeg'), 'lebar.jpg')
    const sizes = await Promise.all(sentTo(on).map((bytes) => sharp(bytes).metadata()))
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [1600, 1200],
      [1080, 6000],
      [3000, 1000],
    ])
    expect(sentTo(on)[0]?.length).toBeLessThan(photo.length / 2)
  })

  itInBrowser('turns what a camera has tilted upright, and what is transparent white', async () => {
    const on = await scene()
    const tilted = await sharp(randomBytes(2000 * 1000 * 3), {
      raw: { width: 2000, height: 1000, channels: 3 },
    })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer()
    await pickAndSend(on, tilted, 'miring.jpg')
    // Clear above, noise below, so that the JPEG is the smaller one.
    const clear = await sharp(
      Buffer.concat([Buffer.alloc(300 * 150 * 4), randomBytes(300 * 150 * 4)]),
      { raw: { width: 300, height: 300, channels: 4 } },
    )
      .png()
      .toBuffer()
    await pickAndSend(on, clear)
    const [upright, white] = sentTo(on)
    expect(await sharp(upright).metadata()).toMatchObject({ width: 1000, height: 2000 })
    expect(await sharp(white).metadata()).toMatchObject({ format: 'jpeg' })
    const area = { left: 0, top: 0, width: 300, height: 100 }
    expect(Math.min(...(await sharp(white).extract(area).raw().toBuffer()))).toBeGreaterThan(250)
  })

  itInBrowser('keeps it while the line is away, over a reload, and sends it once', async () => {
    const on = await scene()
    const { visitor } = on
    await visitor.page.route('**/chat/api/pictures', (route) => route.abort())
    await pick(on, await plain(300, 600))
    await visitor.page.fill('#text', 'jangan hilang')
    await visitor.page.keyboard.press('Enter')
    await visitor.isTold('disconnected')
    await visitor.page.reload()
    await visitor.page.getByText('mengirim…').waitFor()
    expect(await visitor.ownMessages()).toEqual([expect.stringContaining('📷 Gambar')])

    // The server stores it, and its answer gets lost.
    let lost = 0
    await visitor.page.unroute('**/chat/api/pictures')
    await visitor.page.route('**/chat/api/pictures', async (route) => {
      if (lost++ > 0) return route.continue()
      await route.fetch()
      return route.abort()
    })
    await visitor.sees('.message.bot', 2)
    await visitor.isTold('connected')
    await until(() => lost >= 2, 'it was sent a second time')
    expect(await visitor.kept()).toBe('{}')
    expect(on.web.reader.calls).toHaveLength(1)
    expect((await visitor.stored()).map(({ text }) => text)).toEqual([
      '/start',
      're: /start',
      'jangan hilang',
      ANSWER,
    ])
  })

  itInBrowser('can be thought better of', async () => {
    const on = await scene()
    await pick(on, await plain(100, 100))
    await on.visitor.page.click('text=Batal kirim gambar')
    expect(await on.visitor.ask('tanpa gambar')).toBe('re: tanpa gambar')
    expect(await on.visitor.ownMessages()).toEqual(['tanpa gambar'])
    expect(on.web.reader.calls).toEqual([])
  })

  itInBrowser('takes a picture that is pasted or dragged in', async () => {
    const on = await scene()
    const { visitor } = on
    const picture = (await plain(100, 100)).toString('base64')
    /** @returns whether the browser may go on with what it would do by itself. */
    const bring = (kind: 'paste' | 'drop', words = '', hasPicture = true) =>
      visitor.page.evaluate<boolean>(`(() => {
        const bytes = Uint8Array.from(atob('${picture}'), (one) => one.charCodeAt(0))
        const data = new DataTransfer()
        if (${hasPicture}) data.items.add(new File([bytes], 'layar.png', { type: 'image/png' }))
        if ('${words}') data.setData('text/plain', '${words}')
        const options = { bubbles: true, cancelable: true }
        return document.getElementById('text').dispatchEvent('${kind}' === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data }))
      })()`)
    for (const kind of ['paste', 'drop'] as const) {
      await visitor.answerTo(async () => {
        expect(await bring(kind)).toBe(false)
        await visitor.page.locator('#chosen').waitFor()
        await visitor.page.click('[type=submit]')
      })
    }
    expect(await visitor.ownMessages()).toEqual(['📷 Gambar', '📷 Gambar'])
    expect(on.web.reader.calls).toHaveLength(2)

    // Words stay words, also where an office program adds a picture of them.
    expect(await bring('paste', 'kata dari Word')).toBe(true)
    expect(await bring('drop', 'kata saja', false)).toBe(true)
    expect(await visible(on, '#chosen')).toBe(false)
  })

  itInBrowser('says what it cannot send, before it is sent and after', async () => {
    const on = await scene()
    const { visitor } = on
    await pick(on, Buffer.from('%PDF-1.7'), 'surat.pdf')
    await visitor.page.getByText('Itu bukan gambar.').waitFor()
    await pick(on, Buffer.alloc(11_000_000), 'besar.jpg')
    await visitor.page.getByText('Gambar ini tidak bisa dikirim.').waitFor()
    expect(await visible(on, '#chosen')).toBe(false)
    // Looks like a picture to the browser, by its name alone; the server looks into it.
    await pick(on, Buffer.from('bukan gambar'), 'palsu.png')
    await visitor.page.click('[type=submit]')
    await visitor.page.getByText('Berkas ini bukan gambar yang bisa dibaca.').waitFor()
    expect(await visitor.kept()).toBe('{}')
    expect(on.web.reader.calls).toEqual([])
    expect(await visitor.ask('masih bisa menulis')).toBe('re: masih bisa menulis')
  })

  itInBrowser('sends it as it is from a browser that cannot draw it', async () => {
    const on = await scene(async ({ page }) => {
      await page.evaluate('delete window.createImageBitmap')
    })
    const picture = await plain(500, 500)
    expect(await pickAndSend(on, picture)).toBe(ANSWER)
    expect(sentTo(on)[0]?.equals(picture)).toBe(true)
  })
})
