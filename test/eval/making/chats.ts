/** Screens of a messenger: an error that somebody forwards, or a picture of it inside a chat. */
import {
  coloursOf,
  documentOf,
  escapeHtml,
  MESSAGE_ID,
  type Scene,
  STATUS_BAR_CSS,
  statusBar,
} from './screens.js'

const ASIDES = [
  'min ini kenapa ya 🙏',
  'selamat pagi, mohon bantuannya',
  'punya saya begini terus',
  'ada yang tahu solusinya?',
  'tolong dibantu bapak ibu',
]
const ANSWERS = [
  'waduh',
  'saya juga begitu',
  'coba tanya admin',
  'sudah lapor?',
  'nanti saya tanyakan',
]
const GROUPS = ['Grup Guru', 'KKG Gugus 2', 'Info Sekolah', 'Grup Kinerja']

export interface Bubble {
  readonly text?: string
  /** A picture inside the bubble, as a data address. */
  readonly picture?: string
  readonly own?: boolean
  readonly forwarded?: boolean
  /** Holds what the picture is about. */
  readonly marked?: boolean
}

export function chatPage(scene: Scene, bubbles: readonly Bubble[], title?: string): string {
  const { random, dark } = scene
  const c = coloursOf(scene)
  const hour = random.whole(7, 20)
  const rows = bubbles
    .map(({ text = '', picture, own = false, forwarded = false, marked = false }, at) => {
      const head = forwarded ? '<i>↪ Diteruskan</i>' : ''
      const image = picture === undefined ? '' : `<img src="${picture}">`
      const id = marked ? ` id="${MESSAGE_ID}"` : ''
      return `<div class="row ${own ? 'own' : ''}"><div class="bubble">${head}${image}<span${id}>${escapeHtml(text)}</span><time>${String(hour).padStart(2, '0')}.${10 + at}</time></div></div>`
    })
    .join('')
  return documentOf(
    `${statusBar(scene)}<div class="app"><i class="face"></i>${title ?? random.pick(GROUPS)}</div><div class="day">Hari ini</div>${rows}<div class="input">Ketik pesan</div>`,
    `body{background:${dark ? '#0c141a' : random.pick(['#efe7de', '#e5ddd5', '#dfe7ea'])};color:${c.text};height:100vh;position:relative;font-size:15px}
${STATUS_BAR_CSS}.app{background:${dark ? '#1f2c33' : c.accent};color:#fff;padding:12px 14px;font-size:17px;display:flex;align-items:center}
.face{width:32px;height:32px;border-radius:50%;background:#c9d2d9;margin-right:10px}
.day{width:90px;text-align:center;background:${c.card};color:${c.faint};border-radius:8px;margin:12px auto;padding:4px;font-size:12px}
.row{display:flex;padding:3px 12px}.own{justify-content:flex-end}.bubble{background:${c.card};border-radius:9px;padding:7px 10px;max-width:82%;line-height:1.35}
.own .bubble{background:${dark ? '#005c4b' : '#d9fdd3'}}.bubble i{display:block;font-size:12px;color:${c.faint}}
.bubble img{width:100%;display:block;border-radius:6px;margin-bottom:4px}time{float:right;font-size:11px;color:${c.faint};margin:6px 0 0 10px}
.input{position:absolute;bottom:8px;left:10px;right:60px;background:${c.card};color:${c.faint};border-radius:22px;padding:11px 18px}`,
    scene,
  )
}

/** Somebody forwards what the screen said. */
export function forwardedChat(scene: Scene): string {
  const { messages, random } = scene
  const about = messages.map(
    (text, at): Bubble => ({ text, forwarded: random.next() < 0.6, marked: at === 0 }),
  )
  return chatPage(scene, [
    { text: random.pick(ASIDES) },
    ...about,
    { text: random.pick(ANSWERS), own: true },
  ])
}

/** Somebody sends a picture of the screen. @param picture data address */
export function pictureChat(scene: Scene, picture: string): string {
  const { random } = scene
  return chatPage(scene, [
    { text: random.pick(ASIDES) },
    { picture },
    { text: random.pick(ANSWERS), own: true },
  ])
}
