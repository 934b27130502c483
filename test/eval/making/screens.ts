/**
 * Screens as HTML: a performance page like the one where errors are met, on a desktop and on a phone,
 * and a help page. Invented layouts, no real logo, no real person.
 */
import type { Random } from '../../../src/evaluation/random.js'

export interface Scene {
  /** What the screen says; the log shows several. */
  readonly messages: readonly string[]
  readonly dark: boolean
  readonly random: Random
}

/** The element that holds the (first) message, for cropping. */
export const MESSAGE_ID = 'message'

const FONTS = ['Liberation Sans', 'DejaVu Sans', 'Liberation Sans', 'Liberation Sans Narrow']
const ACCENTS = ['#1769aa', '#0d7a5f', '#5b3fa0', '#b23b3b', '#2d3e50', '#d17b0f']
const TITLES = [
  'Gagal',
  'Gagal!',
  'Oops...',
  'Error',
  'Perhatian',
  'Sinkronisasi Gagal',
  'Terjadi Kesalahan',
]
const BUTTONS = ['OK', 'Tutup', 'Mengerti', 'Oke', 'OK']
const MENU = [
  'Beranda',
  'SKP',
  'Penilaian',
  'Rencana Aksi',
  'Matriks Peran Hasil',
  'Log Sinkronisasi',
  'Profil',
  'Panduan',
]
const PLACES = ['UNIT CONTOH', 'SD CONTOH 03', 'SMP CONTOH 1', 'SMA CONTOH']

interface Colours {
  readonly page: string
  readonly card: string
  readonly text: string
  readonly faint: string
  readonly line: string
  readonly accent: string
}

export function coloursOf({ dark, random }: Scene): Colours {
  const accent = random.pick(ACCENTS)
  return dark
    ? {
        page: '#14171c',
        card: '#20252d',
        text: '#e4e7eb',
        faint: '#98a1ad',
        line: '#39414d',
        accent,
      }
    : {
        page: '#f1f3f6',
        card: '#ffffff',
        text: '#22272e',
        faint: '#6b7480',
        line: '#dce0e6',
        accent,
      }
}

export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** A number of this many digits that belongs to nobody. */
export function inventedDigits(count: number, random: Random): string {
  return Array.from({ length: count }, () => random.whole(0, 9)).join('')
}

export function documentOf(body: string, css: string, { random }: Scene): string {
  const font = random.pick(FONTS)
  return `<!doctype html><meta charset="utf-8"><style>
*{box-sizing:border-box;margin:0}body{font-family:'${font}',sans-serif;overflow:hidden}
${css}</style><body>${body}`
}

function message(scene: Scene): string {
  return `<span id="${MESSAGE_ID}">${escapeHtml(scene.messages[0] ?? '')}</span>`
}

/** Who is logged in, as such pages print it: digits that must be blackened. */
function identity({ random }: Scene): string {
  const forms = [
    `PEGAWAI CONTOH<br>NIP ${inventedDigits(18, random)}`,
    `PEGAWAI CONTOH<br>${inventedDigits(8, random)} ${inventedDigits(6, random)} ${inventedDigits(1, random)} ${inventedDigits(3, random)}`,
    `contoh.${inventedDigits(3, random)}@guru.example.id`,
    'PEGAWAI CONTOH<br>Guru Ahli Pertama',
    'PEGAWAI CONTOH',
  ]
  return random.pick(forms)
}

const DIALOG_CSS = (c: Colours) => `
.veil{position:absolute;inset:0;background:rgba(0,0,0,.5);display:flex;align-items:center;justify-content:center}
.dialog{background:${c.card};color:${c.text};border-radius:8px;padding:26px 24px;text-align:center;max-width:86%}
.icon{width:64px;height:64px;border-radius:50%;border:4px solid #f27474;color:#f27474;margin:0 auto 14px;font-size:40px;line-height:54px}
.dialog h2{font-size:1.5em;margin-bottom:10px;font-weight:600}.dialog p{font-size:1.05em;line-height:1.4;margin-bottom:18px}
.button{display:inline-block;background:${c.accent};color:#fff;border-radius:5px;padding:9px 26px}`

function dialog(scene: Scene, width: number): string {
  const { random } = scene
  const icon = random.pick(['×', '!', '×'])
  return `<div class="veil"><div class="dialog" style="width:${width}px"><div class="icon">${icon}</div>
<h2>${random.pick(TITLES)}</h2><p>${message(scene)}</p><span class="button">${random.pick(BUTTONS)}</span></div></div>`
}

export const DESKTOP_WAYS = ['dialog', 'toast', 'banner', 'log'] as const
export type DesktopWay = (typeof DESKTOP_WAYS)[number]

/** The page on a desktop; `tabs` draws the browser around it. */
export function desktopPage(scene: Scene, way: DesktopWay, tabs: boolean): string {
  const { random } = scene
  const c = coloursOf(scene)
  const year = random.whole(2024, 2026)
  const rows = Array.from({ length: random.whole(2, 4) }, (_, at) => {
    const from = `${year - at}-01-01`
    return `<tr><td>${at + 1}</td><td>${from} s.d. ${year - at}-12-31</td><td>${random.pick(PLACES)}</td><td>${random.pick(['Persetujuan', 'Draft', 'Disetujui'])}</td><td><span class="small">Detail</span></td></tr>`
  }).join('')
  const table = `<h1>Daftar SKP</h1>${way === 'banner' ? `<div class="banner">${random.pick(['Gagal: ', 'Error! ', ''])}${message(scene)}</div>` : ''}
<p class="tools"><span class="button">+ Tambah SKP</span> <span class="button">Sinkron PMM</span></p>
<table><tr><th>No</th><th>Periode</th><th>Unit Kerja</th><th>Status</th><th>Aksi</th></tr>${rows}</table>`
  const content = way === 'log' ? log(scene, year) : table
  const menu = MENU.map((item, at) => `<li class="${at === 1 ? 'on' : ''}">${item}</li>`).join('')
  const body = `${tabs ? browserBar(random) : ''}<div class="top"><b>Kinerja Pegawai</b><span>${identity(scene)}</span></div>
<div class="main"><ul>${menu}</ul><section>${content}</section></div>
${way === 'toast' ? `<div class="toast"><b>${random.pick(TITLES)}</b><br>${message(scene)}</div>` : ''}
${way === 'dialog' ? dialog(scene, random.whole(400, 520)) : ''}`
  return documentOf(
    body,
    `body{background:${c.page};color:${c.text};height:100vh;position:relative;font-size:15px}
.tabs{background:#cdd3dc;color:#333;padding:8px 8px 0;font-size:13px;display:flex}
.tabs span{background:#b9c1cc;border-radius:8px 8px 0 0;padding:7px 16px;margin-right:3px}.tabs .on{background:#f6f7f9}
.url{background:#f6f7f9;color:#444;padding:6px 14px;font-size:13px}.url span{background:#e6e9ee;border-radius:12px;padding:4px 14px;display:block;margin-left:70px}
.top{background:${c.accent};color:#fff;display:flex;justify-content:space-between;padding:12px 20px;font-size:14px}.top b{font-size:20px}
.main{display:flex}.main ul{width:190px;list-style:none;padding:12px 0;background:${c.card};height:100vh}
.main li{padding:10px 18px;color:${c.faint}}.main li.on{color:${c.accent};font-weight:bold}
section{flex:1;margin:18px;background:${c.card};padding:18px;align-self:flex-start}h1{font-size:20px;margin-bottom:12px}
.tools{margin-bottom:14px}.button{font-size:14px}.small{color:${c.accent}}
table{border-collapse:collapse;width:100%;font-size:14px}td,th{border:1px solid ${c.line};padding:8px;text-align:left;vertical-align:top}
.bad{background:#d9534f;color:#fff;border-radius:3px;padding:2px 7px;font-size:12px}.good{background:#4a9e5c;color:#fff;border-radius:3px;padding:2px 7px;font-size:12px}
.banner{background:#f8d7da;color:#842029;border:1px solid #f1aeb5;border-radius:5px;padding:12px;margin-bottom:14px}
.toast{position:absolute;top:${tabs ? 130 : 70}px;right:22px;width:330px;background:#bd362f;color:#fff;border-radius:4px;padding:14px 16px;line-height:1.4}
${DIALOG_CSS(c)}`,
    scene,
  )
}

function browserBar(random: Random): string {
  const others = ['Beranda', 'Surat Masuk', 'Verval PTK', 'Tab Baru', 'Rapor Pendidikan']
  return `<div class="tabs"><span>${random.pick(others)} ×</span><span class="on">E-Kinerja ×</span><span>${random.pick(others)} ×</span><span>+</span></div>
<div class="url"><span>kinerja.contoh.go.id/skp/sinkron?tahun=${random.whole(2024, 2026)}</span></div>`
}

function log({ messages, random }: Scene, year: number): string {
  const rows = messages.map((text, at) => {
    const time = `${String(random.whole(1, 28)).padStart(2, '0')}-0${random.whole(1, 9)}-${year} 1${random.whole(0, 9)}:${random.whole(10, 59)}`
    const id = at === 0 ? ` id="${MESSAGE_ID}"` : ''
    return `<tr><td>${at + 1}</td><td>${time}</td><td><span class="bad">Gagal</span></td><td><span${id}>${escapeHtml(text)}</span></td></tr>`
  })
  const done = `<tr><td>${messages.length + 1}</td><td>02-01-${year} 09:15</td><td><span class="good">Berhasil</span></td><td>-</td></tr>`
  return `<h1>Log Sinkronisasi</h1><p class="tools"><span class="button">Sinkron Ulang</span></p>
<table><tr><th>No</th><th>Waktu</th><th>Status</th><th>Keterangan</th></tr>${rows.join('')}${done}</table>`
}

export const PHONE_WAYS = ['dialog', 'sheet', 'card'] as const
export type PhoneWay = (typeof PHONE_WAYS)[number]

/** The same on a phone: status bar, address bar or app bar, and the message. */
export function phonePage(scene: Scene, way: PhoneWay): string {
  const { random } = scene
  const c = coloursOf(scene)
  const cards = Array.from(
    { length: 3 },
    (_, at) =>
      `<div class="card"><b>SKP ${random.whole(2024, 2026) - at}</b><br>${random.pick(PLACES)}<br><small>Status: ${random.pick(['Draft', 'Disetujui', 'Persetujuan'])}</small></div>`,
  ).join('')
  const shown =
    way === 'dialog'
      ? dialog(scene, 300)
      : way === 'sheet'
        ? `<div class="veil low"><div class="sheet"><h2>${random.pick(TITLES)}</h2><p>${message(scene)}</p><span class="button wide">${random.pick(BUTTONS)}</span></div></div>`
        : ''
  const inline =
    way === 'card'
      ? `<div class="card alert"><b>${random.pick(TITLES)}</b><br>${message(scene)}</div>`
      : ''
  const bar = random.pick([
    '<div class="app">← &nbsp; Pengelolaan Kinerja</div>',
    '<div class="address">kinerja.contoh.go.id/skp</div><div class="app">≡ &nbsp; e-Kinerja</div>',
  ])
  return documentOf(
    `${statusBar(scene)}${bar}<div class="who">${identity(scene)}</div>${inline}${cards}<div class="card"><span class="button">Sinkron PMM</span></div>${shown}`,
    `body{background:${c.page};color:${c.text};height:100vh;position:relative;font-size:15px}
${STATUS_BAR_CSS}.app{background:${c.accent};color:#fff;padding:15px 16px;font-size:18px}
.address{background:${c.card};color:${c.faint};padding:9px 18px;font-size:13px;border-bottom:1px solid ${c.line}}
.who{padding:14px 16px;font-size:13px;color:${c.faint}}.card{background:${c.card};margin:0 12px 12px;padding:14px;border-radius:10px;line-height:1.5}
.alert{border-left:5px solid #d9534f}.low{align-items:flex-end}
.sheet{background:${c.card};width:100%;border-radius:18px 18px 0 0;padding:24px 20px;line-height:1.45}.sheet h2{font-size:19px;margin-bottom:10px}.sheet p{margin-bottom:20px}
${DIALOG_CSS(c)}.wide{display:block;text-align:center}.icon{width:52px;height:52px;line-height:42px;font-size:32px}`,
    scene,
  )
}

export const STATUS_BAR_CSS = `.status{background:#111;color:#eee;display:flex;justify-content:space-between;padding:5px 14px;font-size:12px}`

export function statusBar({ random }: Scene): string {
  const time = `${String(random.whole(6, 22)).padStart(2, '0')}.${random.whole(10, 59)}`
  return `<div class="status"><span>${time}</span><span>${random.pick(['4G', 'LTE', 'H+', '5G'])} ▲ ${random.whole(9, 99)}%</span></div>`
}

/** A help page with the state as its heading, as people photograph it when no message is shown. */
export function helpPage(scene: Scene, phone: boolean): string {
  const { random } = scene
  const c = coloursOf(scene)
  const heading = `<h2>${random.pick(['', '1. ', 'Kendala: '])}${message(scene)}</h2>`
  return documentOf(
    `${phone ? statusBar(scene) : browserBar(random)}<div class="app">Pusat Bantuan</div><article><small>Beranda › Kendala umum</small>${heading}
<p>${random.pick(['Diperbarui beberapa hari lalu', 'Dibaca 1.204 kali', 'Artikel bantuan'])}</p><p class="bar"></p><p class="bar s"></p><p class="bar"></p>
<p>${random.pick(['Apakah artikel ini membantu?', 'Masih butuh bantuan?'])}</p></article>`,
    `body{background:${c.card};color:${c.text};height:100vh;font-size:15px}${STATUS_BAR_CSS}
.tabs{background:#cdd3dc;color:#333;padding:8px 8px 0;font-size:13px;display:flex}.tabs span{padding:7px 16px}
.url{background:#f6f7f9;color:#444;padding:8px 24px;font-size:13px}
.app{background:${c.accent};color:#fff;padding:14px 20px;font-size:18px}article{padding:24px 20px;max-width:760px;line-height:1.5}
small,p{color:${c.faint}}h2{font-size:${phone ? 20 : 24}px;margin:14px 0}.bar{height:10px;background:${c.line};margin:12px 0;border-radius:5px}.s{width:70%}`,
    scene,
  )
}
