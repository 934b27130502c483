/** Renders the pages of a plan and does to them what phones, messengers and people do. */
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { type Random, seeded, seedOf } from '../../../src/evaluation/random.js'
import { type Frame, photograph } from './camera.js'
import { forwardedChat, pictureChat } from './chats.js'
import { otherPage } from './others.js'
import {
  type PicturePlan,
  type PictureStyle,
  SCREEN_TEXTS,
  type UnreadableWay,
  WITHOUT_MESSAGE,
} from './plan.js'
import {
  DESKTOP_WAYS,
  desktopPage,
  helpPage,
  MESSAGE_ID,
  PHONE_WAYS,
  phonePage,
  type Scene,
} from './screens.js'

interface Screen {
  readonly width: number
  readonly height: number
  /** Device pixels a CSS pixel. */
  readonly scale: number
}

const DESKTOP: Screen = { width: 1180, height: 664, scale: 1 }
const PHONE: Screen = { width: 360, height: 720, scale: 2 }
const LARGE: Screen = { width: 1920, height: 1080, scale: 1 }
/** Old WhatsApp previews and forwarded thumbnails. */
const NARROW_WIDTH = 288

interface Shot {
  readonly png: Buffer
  /** Where the message stands, device pixels. */
  readonly message: Frame
}

/** @returns the picture's bytes, ready to be written; JPEG, as messengers send them. */
export async function renderPicture(browser: Browser, plan: PicturePlan): Promise<Buffer> {
  const random = seeded(seedOf(JSON.stringify(plan)))
  switch (plan.show) {
    case 'error':
      return renderError(browser, plan.id, plan.style, random)
    case 'two-errors': {
      const scene = sceneOf(plan.ids, random.next() < 0.25, random)
      const page = plan.way === 'log' ? desktopPage(scene, 'log', true) : forwardedChat(scene)
      const { png } = await shoot(browser, page, plan.way === 'log' ? DESKTOP : PHONE)
      return jpeg(png, 70)
    }
    case 'other': {
      const page = otherPage(sceneOf([], false, random), plan.subject)
      const { png } = await shoot(browser, page, { width: 420, height: 560, scale: 1.6 })
      return jpeg(png, 65)
    }
    case 'unreadable': {
      const page = desktopPage(sceneOf([plan.id], false, random), 'dialog', true)
      const { png } = await shoot(browser, page, DESKTOP)
      return spoil(png, plan.way, random)
    }
  }
}

function sceneOf(ids: readonly string[], dark: boolean, random: Random): Scene {
  return { messages: ids.map((id) => SCREEN_TEXTS[id] ?? ''), dark, random }
}

async function renderError(
  browser: Browser,
  id: string,
  style: PictureStyle,
  random: Random,
): Promise<Buffer> {
  const scene = sceneOf([id], style === 'dark', random)
  const onPhone = WITHOUT_MESSAGE.has(id)
    ? () => random.pick([() => helpPage(scene, true), () => forwardedChat(scene)])()
    : () => phonePage(scene, random.pick(PHONE_WAYS))
  const onDesktop = (tabs = true) =>
    WITHOUT_MESSAGE.has(id)
      ? helpPage(scene, false)
      : desktopPage(scene, random.pick(DESKTOP_WAYS), tabs)
  const phone = () => shoot(browser, onPhone(), PHONE)
  const desktop = (tabs?: boolean) => shoot(browser, onDesktop(tabs), DESKTOP)
  const either = () => (random.next() < 0.5 ? phone() : desktop())

  switch (style) {
    case 'browser':
      return jpeg((await desktop()).png, 75)
    case 'phone':
      return jpeg((await phone()).png, 70)
    case 'chat':
      return jpeg((await shoot(browser, forwardedChat(scene), PHONE)).png, 70)
    case 'chat-picture': {
      const inner = await phone()
      const part = await sharp(inner.png)
        .extract(around(inner, 180, 720, 620))
        .jpeg({ quality: 60 })
        .toBuffer()
      const address = `data:image/jpeg;base64,${part.toString('base64')}`
      return jpeg((await shoot(browser, pictureChat(scene, address), PHONE)).png, 70)
    }
    case 'dark':
      return jpeg((await either()).png, 70)
    case 'narrow':
      return jpeg(
        await sharp((await phone()).png)
          .resize(NARROW_WIDTH)
          .toBuffer(),
        70,
      )
    case 'cropped': {
      const shot = await either()
      const margin = random.whole(4, 16)
      return jpeg(await sharp(shot.png).extract(around(shot, margin)).toBuffer(), 75)
    }
    case 'cut':
      return jpeg(await cutWords(await either(), random), 70)
    case 'tilted': {
      const angle = random.between(1, 5) * random.pick([-1, 1])
      const turned = sharp((await either()).png).rotate(angle, { background: '#5a544c' })
      return jpeg(await turned.toBuffer(), 60)
    }
    case 'photo':
      return jpeg(await photo(await desktop(random.next() < 0.5), random), 58)
    case 'compressed':
      return recompress((await either()).png, random)
    case 'large':
      return jpeg((await shoot(browser, onDesktop(), LARGE)).png, 60)
    case 'turned': {
      const orientation = random.pick([3, 6, 8])
      const angle = { 3: 180, 6: 270, 8: 90 }[orientation] ?? 0
      const upright = await photo(await desktop(), random)
      return sharp(await sharp(upright).rotate(angle).toBuffer())
        .withMetadata({ orientation })
        .jpeg({ quality: 58 })
        .toBuffer()
    }
  }
}

async function shoot(browser: Browser, html: string, screen: Screen): Promise<Shot> {
  const page = await browser.newPage({
    viewport: { width: screen.width, height: screen.height },
    deviceScaleFactor: screen.scale,
  })
  try {
    await page.setContent(html)
    const png = await page.screenshot()
    const box =
      (await page.locator(`#${MESSAGE_ID}`).count()) > 0
        ? await page.locator(`#${MESSAGE_ID}`).boundingBox()
        : null
    const { x = 0, y = 0, width = 0, height = 0 } = box ?? {}
    const scaled = (length: number) => Math.round(length * screen.scale)
    return {
      png,
      message: {
        left: scaled(x),
        top: scaled(y),
        width: scaled(width),
        height: scaled(height),
      },
    }
  } finally {
    await page.close()
  }
}

function jpeg(picture: Buffer, quality: number): Promise<Buffer> {
  return sharp(picture).flatten().jpeg({ quality }).toBuffer()
}

/** The message with a margin, inside the picture; at least as large as asked. */
function around({ png, message }: Shot, margin: number, width = 0, height = 0): Frame {
  const { width: full, height: tall } = sizeOf(png)
  const wide = Math.min(full, Math.max(width, message.width + 2 * margin))
  const high = Math.min(tall, Math.max(height, message.height + 2 * margin))
  const left = message.left + message.width / 2 - wide / 2
  const top = message.top + message.height / 2 - high / 2
  return {
    left: Math.round(Math.max(0, Math.min(full - wide, left))),
    top: Math.round(Math.max(0, Math.min(tall - high, top))),
    width: Math.round(wide),
    height: Math.round(high),
  }
}

/** Width and height stand at fixed places of a PNG. */
function sizeOf(png: Buffer): { width: number; height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}

/** A crop that goes through words: up to a seventh of the message is missing at one side. */
async function cutWords(shot: Shot, random: Random): Promise<Buffer> {
  const frame = around(shot, random.whole(14, 50))
  const missing = Math.round(shot.message.width * random.between(0.06, 0.14))
  const right = shot.message.left + shot.message.width - missing
  const cutRight = random.next() < 0.7
  const left = cutRight ? frame.left : shot.message.left + Math.round(missing / 2)
  const end = cutRight ? right : frame.left + frame.width
  return sharp(shot.png)
    .extract({ ...frame, left, width: end - left })
    .toBuffer()
}

async function photo(shot: Shot, random: Random): Promise<Buffer> {
  const { width, height } = sizeOf(shot.png)
  const part = random.between(0.6, 1)
  const frame = around(shot, 60, width * part, height * part)
  // The photograph is 4:3 and the screen 16:9: what is missing is taken above and below.
  const tall = (frame.width * 3) / 4
  const top = frame.top + frame.height / 2 - tall / 2
  return photograph(shot.png, { ...frame, top, height: tall }, random)
}

/** Sent on from phone to phone: scaled a little and compressed again, three times. */
async function recompress(png: Buffer, random: Random): Promise<Buffer> {
  const { width } = sizeOf(png)
  let picture = png
  let across = width
  for (let round = 0; round < 3; round++) {
    across = Math.round(across * random.between(0.88, 1))
    picture = await sharp(picture)
      .resize(across)
      .jpeg({ quality: random.whole(20, 50) })
      .toBuffer()
  }
  return picture
}

/** Nobody can read it any more. */
async function spoil(png: Buffer, way: UnreadableWay, random: Random): Promise<Buffer> {
  const half = sharp(png).resize(720)
  switch (way) {
    case 'blurred':
      return half.blur(9).jpeg({ quality: 60 }).toBuffer()
    case 'black':
      return half.linear(0.004, 1).jpeg({ quality: 60 }).toBuffer()
    case 'tiny':
      return sharp(png).resize(64).jpeg({ quality: 60 }).toBuffer()
    case 'shaken': {
      const small = await sharp(png).resize(14, 400, { fit: 'fill' }).toBuffer()
      return sharp(small).resize(720, 405, { fit: 'fill' }).jpeg({ quality: 60 }).toBuffer()
    }
    case 'overexposed':
      return half.blur(4).linear(0.04, 246).jpeg({ quality: 40 }).toBuffer()
    case 'far': {
      const small = await sharp(png).resize(170).blur(0.8).toBuffer()
      const [left, top] = [random.whole(150, 300), random.whole(120, 240)]
      return sharp({ create: { width: 720, height: 540, channels: 3, background: '#6d655a' } })
        .composite([{ input: small, left, top }])
        .jpeg({ quality: 60 })
        .toBuffer()
    }
  }
}
