// The web chat's page. What the user typed is kept on the device until the server has stored it, and
// is sent again with the same id, so a weak signal neither loses nor doubles a message.

const PENDING = 'tanya-kinerja-pending'
/** Waiting times between tries, milliseconds; the last one repeats. */
const RETRY_MS = [500, 1000, 2000, 5000, 10000]

const log = document.getElementById('log')
const form = document.getElementById('form')
const text = document.getElementById('text')
const connection = document.getElementById('connection')

let cursor = 0
let sending = false
let tries = 0
let events
const shown = new Set()

// === Storage on the device ===

function pending() {
  try {
    return JSON.parse(localStorage.getItem(PENDING)) ?? []
  } catch {
    return []
  }
}

function keepPending(messages) {
  if (messages.length === 0) localStorage.removeItem(PENDING)
  else localStorage.setItem(PENDING, JSON.stringify(messages))
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

function showOwn(id, content, state) {
  if (content === OPENING) return
  const node = bubble(`m-${id}`, 'user')
  node.append(element('p', '', content))
  if (state) node.append(element('small', '', state))
}

function showReply(entry) {
  const node = bubble(`r-${entry.id}`, entry.from)
  if (entry.from === 'staff') node.append(element('small', '', 'Petugas'))
  const paragraph = element('p')
  if (entry.heading) paragraph.append(element('strong', '', entry.heading), '\n')
  paragraph.append(entry.text)
  node.append(paragraph)
  if (entry.links.length > 0) {
    const list = element('ul', 'links')
    for (const link of entry.links) {
      const anchor = element('a', '', link.label)
      anchor.href = link.url
      anchor.target = '_blank'
      anchor.rel = 'noopener noreferrer'
      const item = element('li')
      item.append(anchor)
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

function scrollDown() {
  log.scrollTop = log.scrollHeight
}

// === Sending ===

function enqueue(message) {
  const entry = { id: crypto.randomUUID ? crypto.randomUUID() : fallbackUuid(), ...message }
  keepPending([...pending(), entry])
  showOwn(entry.id, entry.text, 'mengirim…')
  scrollDown()
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

async function flush() {
  if (sending) return
  sending = true
  try {
    for (let next = pending()[0]; next; next = pending()[0]) {
      const response = await fetch('/chat/api/messages', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(next),
      })
      if (response.status >= 500 || response.status === 429) throw new Error('not stored')
      keepPending(pending().filter((message) => message.id !== next.id))
      showOwn(next.id, next.text, response.ok ? '' : 'tidak bisa dikirim')
      tries = 0
      connection.hidden = true
      listen()
      await catchUp()
    }
  } catch {
    connection.hidden = false
    setTimeout(flush, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)])
  } finally {
    sending = false
  }
}

// === Receiving ===

async function catchUp() {
  const response = await fetch(`/chat/api/messages?after=${cursor}`)
  if (!response.ok) return
  const { items, owner, next } = await response.json()
  document.getElementById('owner').textContent = owner
  cursor = Math.max(cursor, next)
  for (const entry of items) {
    if (entry.from === 'user') {
      if (!shown.has(entry.id)) showOwn(entry.id, entry.text)
    } else showReply(entry)
    shown.add(entry.id)
  }
  if (items.length > 0) scrollDown()
}

function listen() {
  if (events && events.readyState !== EventSource.CLOSED) return
  events = new EventSource('/chat/api/events')
  events.addEventListener('open', () => {
    connection.hidden = pending().length === 0
    catchUp()
    flush()
  })
  events.addEventListener('message', () => catchUp())
  events.addEventListener('error', () => {
    connection.hidden = false
  })
}

// === The page ===

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const content = text.value.trim()
  if (content === '') return
  text.value = ''
  text.style.height = ''
  enqueue({ text: content })
  text.focus()
})

text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form.requestSubmit()
})

text.addEventListener('input', () => {
  text.style.height = 'auto'
  text.style.height = `${text.scrollHeight}px`
})

document.getElementById('end').addEventListener('click', async () => {
  const sure = confirm(
    'Akhiri dan hapus percakapan ini dari perangkat? Setelah dihapus tidak bisa dibuka lagi di sini.',
  )
  if (!sure) return
  const response = await fetch('/chat/api/end', { method: 'POST' }).catch(() => undefined)
  if (!response?.ok) {
    connection.hidden = false
    return
  }
  events?.close()
  localStorage.removeItem(PENDING)
  location.reload()
})

for (const message of pending()) showOwn(message.id, message.text, 'mengirim…')
addEventListener('online', flush)

/** A new visitor is greeted by the bot; a returning one sees the chat as it was. */
async function open() {
  try {
    const response = await fetch('/chat/api/session', { method: 'POST' })
    if (!response.ok) throw new Error('no session')
    const { isNew } = await response.json()
    connection.hidden = true
    listen()
    if (isNew) enqueue({ text: OPENING })
    else await catchUp()
    flush()
  } catch {
    connection.hidden = false
    setTimeout(open, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)])
  }
}
open()
