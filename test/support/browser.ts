/**
 * A real Chromium for tests of pages. Where none is installed the tests are skipped, with their count
 * and the command that installs one; with `CI=true` they fail instead.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest'
import { CHROMIUM_ARGUMENTS, CHROMIUM_INSTALL, chromiumPath } from './chromium.js'

/** The screen of a small, cheap phone, CSS pixels. */
export const SMALL_PHONE = { width: 360, height: 640 } as const

let browser: Browser | undefined

/** A `describe` whose tests need a browser; one is started for all of them. */
export function describeInBrowser(name: string, body: () => void): void {
  const executablePath = chromiumPath()
  if (executablePath !== undefined) {
    describe(name, () => {
      beforeAll(async () => {
        browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
      })
      afterAll(async () => {
        await browser?.close()
      })
      body()
    })
    return
  }
  if (process.env.CI === 'true') {
    it(`${name}: needs a browser`, () => {
      throw new Error(`No Chromium found. Install one: ${CHROMIUM_INSTALL}`)
    })
    return
  }
  describe.skip(name, () => {
    const before = skipped
    body()
    console.warn(
      `${skipped - before} browser tests skipped ("${name}"). To run them: ${CHROMIUM_INSTALL}`,
    )
  })
}

let skipped = 0

/** A test inside {@link describeInBrowser}. */
export function itInBrowser(name: string, test: () => Promise<void>): void {
  skipped++
  it(name, test, TEST_LIMIT_MS)
}

/** A browser, its pages and a service share two cores with another test file. */
const TEST_LIMIT_MS = 60_000

/** A device of its own: no cookies or storage shared with any other. */
export async function newDevice(): Promise<BrowserContext> {
  if (browser === undefined) throw new Error('newDevice() works inside describeInBrowser only')
  const context = await browser.newContext({ viewport: SMALL_PHONE })
  // Nothing in these tests takes longer, even on a busy machine; a longer wait hides what is wrong.
  context.setDefaultTimeout(WAIT_MS)
  onTestFinished(() => context.close())
  return context
}

const WAIT_MS = 15_000

/** Somebody at the web chat. */
export class Visitor {
  /** Faults that the page ran into: exceptions, and what the content security policy refused. */
  readonly faults: string[] = []

  private constructor(
    readonly page: Page,
    readonly device: BrowserContext,
  ) {
    page.on('pageerror', (error) => this.faults.push(String(error)))
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.faults.push(message.text())
    })
    page.on('dialog', (dialog) => void dialog.accept())
  }

  /** @param url of the service. Opens the chat on a device of its own, or on the one given. */
  static async open(url: string, device?: BrowserContext): Promise<Visitor> {
    const context = device ?? (await newDevice())
    const visitor = new Visitor(await context.newPage(), context)
    await visitor.page.goto(`${url}/chat`)
    return visitor
  }

  /** Opens the chat and waits for the welcome. */
  static async welcomed(url: string): Promise<Visitor> {
    const visitor = await Visitor.open(url)
    await visitor.sees('.message.bot', 1)
    return visitor
  }

  async type(text: string): Promise<void> {
    await this.page.fill('#text', text)
    await this.page.keyboard.press('Enter')
  }

  /** Says something and returns the answer's text. */
  async ask(text: string): Promise<string> {
    return this.answerTo(() => this.type(text))
  }

  /** Presses the newest button with this label and returns the answer's text. */
  async press(label: string): Promise<string> {
    return this.answerTo(() => this.page.getByRole('button', { name: label }).last().click())
  }

  async answerTo(action: () => Promise<void>): Promise<string> {
    const before = await this.page.locator('.message.bot').count()
    await action()
    await this.sees('.message.bot', before + 1)
    return (await this.answers()).at(-1) ?? ''
  }

  /** Waits until at least `count` nodes match. */
  async sees(selector: string, count: number): Promise<void> {
    await this.page
      .locator(selector)
      .nth(count - 1)
      .waitFor({ state: 'attached' })
  }

  /** Waits until the page says, or no longer says, that the connection is lost. */
  async isTold(state: 'disconnected' | 'connected'): Promise<void> {
    const banner = this.page.locator('#connection')
    await banner.waitFor({ state: state === 'disconnected' ? 'visible' : 'hidden' })
  }

  async answers(): Promise<readonly string[]> {
    return this.page.locator('.message.bot').allInnerTexts()
  }

  async ownMessages(): Promise<readonly string[]> {
    return this.page.locator('.message.user').allInnerTexts()
  }

  /** What the server has of this chat, oldest first; `/start` is the page's own. */
  async stored(): Promise<readonly { from: string; text: string }[]> {
    return this.page.evaluate(async () => {
      const response = await fetch('/chat/api/messages?after=0')
      return ((await response.json()) as { items: { from: string; text: string }[] }).items
    })
  }

  /** What is kept on the device outside of cookies. */
  async kept(): Promise<string> {
    return this.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })')
  }
}
