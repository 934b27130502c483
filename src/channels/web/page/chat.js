// The web chat's page. What the user typed is kept on the device until the server has stored it, and
// is sent again with the same id, so a weak signal neither loses nor doubles a message.

import { takePicture, toBody, toText } from './picture.js'

const PENDING = 'tanya-kinerja-pending'
/** Waiting times between tries, milliseconds; the last one repeats. */
const RETRY_MS = [500, 1000, 2000, 5000, 10000]

/** An answer is there sooner as a rule, milliseconds. */
const LOOK_AGAIN_MS = 3000

const log = document.getElementById('log')
const form = document.getElementById('form')
const text = document.getElementById('text')
const connection = document.getElementById('connection')

let cursor = 0
let sending = false
let ended = false
let tries = 0
let retry
let lookTimer
let events
let reading = Promise.resolve()
/** Ids that came back from the server: what it stored (masked) is what is shown. */
const shown = new Set()

// === Storage on the device ===

/** Takes the place of localStorage where the browser refuses it (private window, full disk). */
let memory

function pending() {
  if (memory) return memory
  try {
    return JSON.parse(localStorage.getItem(PENDING)) ?? []
  } catch {
    return []
  }
}

function keepPending(messages) {
  try {
    if (memory) memory = messages
    else if (messages.length === 0) localStorage.removeItem(PENDING)
    else localStorage.setItem(PENDING, JSON.stringify(messages))
  } catch {
    memory = messages
  }
}

// === Showing ===

function element(tag, className, content) {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (content !== undefined) node.textContent = content
  return node
}

function bubble(key, className) {
  let node = document.getElementById(key)
  if (node) {
    node.replaceChildren()
    node.className = `message ${className}`
  } else {
    node = element('article', `message ${className}`)
    node.id = key
    log.append(node)
  }
  return node
}

/** What the page itself sends for a new visitor is no message of the user's. */
const OPENING = '/start'

function showOwn({ id, text: content, isPicture, picture }, state) {
  if (content === OPENING) return
  const node = bubble(`m-${id}`, 'user')
  if (isPicture || picture) node.append(element('p', '', '📷 Gambar'))
  if (content) node.append(element('p', '', content))
  if (state) node.append(element('small', '', state))
}

function anchor(label, url) {
  const node = element('a', '', label)
  node.href = url
  node.target = '_blank'
  node.rel = 'noopener noreferrer'
  return node
}

/** Addresses as the answers write them: in full, or the bare name of a government site. */
const ADDRESS =
  /(https?:\/\/[^\s"<>]*[^\s"<>.,;:!?)]|(?:[a-z\d-]+\.)+go\.id(?:\/[^\s"<>]*[^\s"<>.,;:!?)])?)/i

/** The text in pieces, with its addresses to press, as messengers show them. */
function withLinks(content) {
  // Splitting by a group puts the addresses at the odd places.
  return content.split(ADDRESS).map((piece, index) => {
    if (index % 2 === 0) return piece
    return anchor(piece, /^https?:/i.test(piece) ? piece : `https://${piece}`)
  })
}

function showReply(entry) {
  const node = bubble(`r-${entry.id}`, entry.from)
  if (entry.from === 'staff') node.append(element('small', '', 'Petugas'))
  const paragraph = element('p')
  if (entry.heading) paragraph.append(element('strong', '', entry.heading), '\n')
  paragraph.append(...withLinks(entry.text))
  node.append(paragraph)
  if (entry.links.length > 0) {
    const list = element('ul', 'links')
    for (const link of entry.links) {
      const item = element('li')
      item.append(anchor(link.label, link.url))
      list.append(item)
    }
    node.append(list)
  }
  if (entry.choices.length === 0) return
  const choices = element('div', 'choices')
  for (const choice of entry.choices) {
    const button = element('button', '', choice.label)
    button.type = 'button'
    button.addEventListener('click', () => enqueue({ text: choice.label, action: choice.action }))
    choices.append(button)
  }
  node.append(choices)
}

/** An answer is read from its first line, also where it is longer than the screen. */
function showFrom(node) {
  node?.scrollIntoView({ block: 'start' })
}

function tellConnection(isLost) {
  connection.hidden = !isLost
}

// === Sending ===

function enqueue(message) {
  const entry = { id: crypto.randomUUID ? crypto.randomUUID() : fallbackUuid(), ...message }
  keepPending([...pending(), entry])
  showOwn(entry, 'mengirim…')
  showFrom(log.lastElementChild)
  flush()
}

/** Pages on plain http outside localhost have no crypto.randomUUID. */
function fallbackUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}

/** Sends what waits, then fetches what is new; tries again until both have worked. */
async function flush() {
  if (sending || ended) return
  sending = true
  try {
    for (let next = pending()[0]; next && !ended; next = pending()[0]) {
      const refusal = await post(next)
      keepPending(pending().filter((message) => message.id !== next.id))
      if (!shown.has(next.id)) showOwn(next, refusal)
    }
    await catchUp()
    tries = 0
    tellConnection(false)
    listen()
    lookAgain()
  } catch {
    tryLater()
  } finally {
    sending = false
  }
}

/** Should the news of an answer get lost on the way (a proxy that holds events back), it is fetched. */
function lookAgain() {
  clearTimeout(lookTimer)
  lookTimer = setTimeout(() => catchUp().catch(tryLater), LOOK_AGAIN_MS)
}

function tryLater() {
  tellConnection(true)
  clearTimeout(retry)
  retry = setTimeout(flush, waitingTime())
}

/** Returns why the server refused the message for good, if it did; rejects when to be sent again. */
async function post(message) {
  const { picture } = message
  const response = await fetch(`/chat/api/${picture ? 'pictures' : 'messages'}`, {
    method: 'POST',
    headers: { 'content-type': picture ? 'application/octet-stream' : 'application/json' },
    body: picture ? toBody(message) : JSON.stringify(message),
  })
  if (response.status === 202) return ''
  // Any other answer is not this server's: a proxy, or the login page of a school's network.
  if (![400, 413, 415].includes(response.status)) throw new Error('not stored')
  const { error } = await response.json().catch(() => ({}))
  return picture && error ? error : 'tidak bisa dikirim'
}

function waitingTime() {
  return RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]
}

// === Receiving ===

/** One look after the other, so that nothing is drawn twice or out of order. */
function catchUp() {
  reading = reading.then(readNew, readNew)
  return reading
}

async function readNew() {
  const response = await fetch(`/chat/api/messages?after=${cursor}`)
  if (!response.ok) throw new Error('not read')
  const { items, owner, next } = await response.json()
  document.getElementById('owner').textContent = owner
  const isFirstLook = cursor === 0
  cursor = Math.max(cursor, next)
  for (const entry of items) {
    if (entry.from === 'user') showOwn(entry)
    else showReply(entry)
    shown.add(entry.id)
  }
  const replies = items.filter((entry) => entry.from !== 'user')
  const newest = isFirstLook ? replies.at(-1) : replies[0]
  if (newest) showFrom(document.getElementById(`r-${newest.id}`))
}

function listen() {
  if (ended || (events && events.readyState !== EventSource.CLOSED)) return
  events = new EventSource('/chat/api/events')
  events.addEventListener('open', () => {
    tellConnection(pending().length > 0)
    flush()
  })
  events.addEventListener('message', () => catchUp().catch(tryLater))
  events.addEventListener('error', () => {
    if (ended) return
    tellConnection(true)
    // Browsers come back by themselves, except after an answer that is no event stream (a proxy's 502).
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, waitingTime())
  })
}

// === The page ===

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const content = text.value.trim()
  const picture = takePicture()
  if (content === '' && !picture) return
  text.value = ''
  text.style.height = ''
  if (picture) enqueuePicture(picture, content)
  else enqueue({ text: content })
  text.focus()
})

/** A picture that turns out not to be sendable has told so; the words are sent without it. */
async function enqueuePicture(preparing, content) {
  const picture = await preparing.then(toText).catch(() => undefined)
  if (picture || content) enqueue({ text: content, ...(picture ? { picture } : {}) })
}

text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form.requestSubmit()
})

text.addEventListener('input', () => {
  text.style.height = 'auto'
  text.style.height = `${text.scrollHeight}px`
})

/** Other pages of this browser show the same chat: they must not outlive it on a shared computer. */
const pages = 'BroadcastChannel' in window ? new BroadcastChannel('tanya-kinerja') : undefined
pages?.addEventListener('message', () => location.reload())

document.getElementById('end').addEventListener('click', async () => {
  const sure = confirm(
    'Akhiri dan hapus percakapan ini dari perangkat? Setelah dihapus tidak bisa dibuka lagi di sini.',
  )
  if (!sure) return
  ended = true
  const response = await fetch('/chat/api/end', { method: 'POST' }).catch(() => undefined)
  if (!response?.ok) {
    ended = false
    flush()
    alert('Belum terhapus karena tidak ada sambungan. Coba lagi sebentar lagi.')
    return
  }
  events?.close()
  keepPending([])
  pages?.postMessage('ended')
  location.reload()
})

addEventListener('online', () => {
  listen()
  flush()
})
addEventListener('offline', () => tellConnection(true))

/** Two pages opened at once must not each get a chat of their own: one asks after the other. */
function oneByOne(work) {
  return navigator.locks ? navigator.locks.request('tanya-kinerja-session', work) : work()
}

/** Who has no chat yet is greeted by the bot; a returning visitor sees the chat as it was. */
async function open() {
  try {
    const response = await oneByOne(() => fetch('/chat/api/session', { method: 'POST' }))
    if (!response.ok) throw new Error('no session')
    await catchUp()
    tries = 0
    tellConnection(false)
    listen()
    if (cursor === 0 && pending().length === 0) enqueue({ text: OPENING })
    else flush()
  } catch {
    tellConnection(true)
    setTimeout(open, waitingTime())
  }
}

for (const message of pending()) showOwn(message, 'mengirim…')
open()
