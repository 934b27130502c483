/** Where a real Chromium is found and how it is started; shared by tests of pages and by the picture maker. */
import { existsSync } from 'node:fs'

export const CHROMIUM_INSTALL =
  'apt-get install --no-install-recommends chromium (or set CHROMIUM_PATH)'

/** Debian's own first; the others are where further systems put theirs. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Nothing but the page under test goes over the network. */
export const CHROMIUM_ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function chromiumPath(): string | undefined {
  const { CHROMIUM_PATH } = process.env
  return [...(CHROMIUM_PATH === undefined ? [] : [CHROMIUM_PATH]), ...PLACES].find(existsSync)
}
