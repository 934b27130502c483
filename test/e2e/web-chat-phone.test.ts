import { expect } from 'vitest'
import { describeInBrowser, itInBrowser, SMALL_PHONE, Visitor } from '../support/browser.js'
import { pasted, sharedService } from '../support/running-service.js'

/** A thumb hits what is at least this high, CSS pixels. */
const TOUCH_HEIGHT_MIN = 40

describeInBrowser('the web chat on a small phone', () => {
  const service = sharedService()

  itInBrowser('never scrolls sideways, whatever is shown', async () => {
    const { url, knowledge } = service()
    const visitor = await Visitor.welcomed(url)
    const width = () =>
      visitor.page.evaluate<number>(
        'Math.max(document.documentElement.scrollWidth, document.getElementById("log").scrollWidth)',
      )
    expect(await width()).toBeLessThanOrEqual(SMALL_PHONE.width)
    await visitor.ask(pasted(knowledge, 'sync-06').message)
    await visitor.ask(`https://contoh.go.id/${'sangat-panjang'.repeat(20)} ${'A'.repeat(300)}`)
    expect(await width()).toBeLessThanOrEqual(SMALL_PHONE.width)
  })

  itInBrowser('has buttons that a thumb hits', async () => {
    const { url, knowledge } = service()
    const visitor = await Visitor.welcomed(url)
    await visitor.ask(pasted(knowledge, 'sync-06').message)
    for (const button of await visitor.page.getByRole('button').all()) {
      const box = await button.boundingBox()
      const label = (await button.textContent()) ?? ''
      expect(box?.height, label).toBeGreaterThanOrEqual(TOUCH_HEIGHT_MIN)
      expect(box?.width, label).toBeGreaterThanOrEqual(TOUCH_HEIGHT_MIN)
    }
  })

  itInBrowser('leaves most of the screen to the conversation', async () => {
    const visitor = await Visitor.welcomed(service().url)
    const log = await visitor.page.locator('#log').boundingBox()
    expect(log?.height).toBeGreaterThan(SMALL_PHONE.height * 0.7)
  })

  itInBrowser('can be used with the keyboard alone', async () => {
    const { url, knowledge } = service()
    const { message, entry } = pasted(knowledge, 'sync-06')
    const visitor = await Visitor.welcomed(url)
    const { keyboard } = visitor.page
    const focused = () =>
      visitor.page.evaluate<string>(
        'document.activeElement.id || document.activeElement.textContent',
      )
    const moveTo = async (wanted: string, key: string) => {
      for (let steps = 0; (await focused()) !== wanted; steps++) {
        if (steps > 20) throw new Error(`"${wanted}" is not reached with ${key}`)
        await keyboard.press(key)
      }
    }
    await moveTo('text', 'Tab')
    await keyboard.type('baris satu')
    await keyboard.press('Shift+Enter')
    await keyboard.type(message)
    expect(await visitor.answerTo(() => keyboard.press('Enter'))).toContain(entry.title)
    expect(await visitor.ownMessages()).toEqual([`baris satu\n${message}`])

    await moveTo('Langkah lengkap', 'Shift+Tab')
    const outline = await visitor.page.evaluate<string>(
      'getComputedStyle(document.activeElement).outlineStyle',
    )
    expect(outline).toBe('solid')
    const steps = await visitor.answerTo(() => keyboard.press('Enter'))
    expect(steps).toContain(entry.steps[0]?.text)
  })
})
