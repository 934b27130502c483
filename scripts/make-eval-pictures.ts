// Makes the labelled pictures of test/eval again: npx tsx scripts/make-eval-pictures.ts [folder]
// The same program, Chromium and fonts give the same pictures.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { pictureLabel } from '../test/eval/making/labels.js'
import { picturePlan } from '../test/eval/making/plan.js'
import { renderPicture } from '../test/eval/making/render.js'
import { CHROMIUM_ARGUMENTS, CHROMIUM_INSTALL, chromiumPath } from '../test/support/chromium.js'

const folder = process.argv[2] ?? join('test', 'eval')
const executablePath = chromiumPath()
if (executablePath === undefined) {
  console.error(`No Chromium found. Install one: ${CHROMIUM_INSTALL}`)
  process.exit(1)
}

const pictures = join(folder, 'pictures')
rmSync(pictures, { recursive: true, force: true })
mkdirSync(pictures, { recursive: true })
const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] })
const labels: string[] = []
let bytes = 0
for (const [at, plan] of picturePlan().entries()) {
  const label = pictureLabel(plan, at + 1)
  const picture = await renderPicture(browser, plan)
  writeFileSync(join(pictures, label.file), picture)
  labels.push(JSON.stringify(label))
  bytes += picture.length
}
await browser.close()
writeFileSync(join(folder, 'pictures.jsonl'), `${labels.join('\n')}\n`)
console.log(`${labels.length} pictures, ${(bytes / 1e6).toFixed(1)} MB`)
