// A picture for the next message: picked, pasted or dragged in, and made small for a weak signal.

/** Sides of what is sent, pixels: a photo gets the first, a long screenshot keeps its width. */
const LONG_SIDE = 1600
const SHORT_SIDE = 1080
/** Writing stays sharp. */
const JPEG_QUALITY = 0.8
/** What the server takes. Other kinds are sent as the JPEG that the browser makes of them. */
const BYTES_MAX = 10_000_000
const READABLE = /^image\/(jpeg|png|webp|gif)$/
/** Two pixels for each one on a phone's screen. */
const PREVIEW_SIDE = 192

const byId = (id) => document.getElementById(id)
const file = byId('file')
const text = byId('text')
const placeholder = text.placeholder

/** A promise of what will be sent, if anything. */
let chosen

/** Takes the picture for the message that is sent now. */
export function takePicture() {
  const picture = chosen
  discard()
  return picture
}

function discard() {
  chosen = undefined
  file.value = ''
  show()
}

function show() {
  byId('chosen').hidden = !chosen
  byId('pick').hidden = Boolean(chosen)
  text.placeholder = chosen ? 'Keterangan (boleh kosong)' : placeholder
}

function tell(notice) {
  byId('notice').textContent = notice
  byId('notice').hidden = !notice
}

async function choose(picked) {
  if (!picked) return
  tell('')
  if (!picked.type.startsWith('image/')) {
    discard()
    tell('Itu bukan gambar. Pilih tangkapan layar atau foto.')
    return
  }
  const picture = prepare(picked)
  chosen = picture
  show()
  try {
    await picture
  } catch (error) {
    if (chosen === picture) discard()
    tell(error.message)
  }
}

async function prepare(picked) {
  const picture = await small(picked)
  const isReadable = READABLE.test(picture.type) && picture.size < BYTES_MAX
  if (!isReadable) throw new Error('Gambar ini tidak bisa dikirim. Kirim tangkapan layarnya saja.')
  return picture
}

/** The picture as it is where the browser cannot draw it, or not make it smaller. */
async function small(picked) {
  let image
  try {
    image = await createImageBitmap(picked, { imageOrientation: 'from-image' })
  } catch {
    draw(byId('preview'), undefined, 0)
    return picked
  }
  const long = Math.max(image.width, image.height)
  const short = Math.min(image.width, image.height)
  draw(byId('preview'), image, PREVIEW_SIDE / long)
  const canvas = document.createElement('canvas')
  draw(canvas, image, Math.max(LONG_SIDE / long, SHORT_SIDE / short))
  image.close()
  const drawn = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY))
  const isBetter = drawn && (drawn.size < picked.size || !READABLE.test(picked.type))
  return isBetter ? drawn : picked
}

function draw(canvas, image, factor) {
  const scale = Math.min(1, factor)
  canvas.width = image ? Math.round(image.width * scale) : 0
  canvas.height = image ? Math.round(image.height * scale) : 0
  if (!image) return
  const context = canvas.getContext('2d')
  // What is transparent would turn black in a JPEG, and dark writing on it with it.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
}

/** As text it waits on the device beside the messages. */
export function toText(picture) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result)
    reader.onerror = reject
    reader.readAsDataURL(picture)
  })
}

/** One line of JSON, then the bytes. */
export function toBody({ id, text, picture }) {
  const characters = atob(picture.slice(picture.indexOf(',') + 1))
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0))
  return new Blob([`${JSON.stringify({ id, text })}\n`, bytes])
}

file.addEventListener('change', () => choose(file.files[0]))
byId('discard').addEventListener('click', discard)

addEventListener('paste', (event) => {
  const { clipboardData } = event
  const [pasted] = clipboardData?.files ?? []
  // Office programs put a picture of the words beside the words.
  if (!pasted || clipboardData.getData('text')) return
  event.preventDefault()
  choose(pasted)
})

// Without both, the browser would leave the chat and open the file.
for (const kind of ['dragover', 'drop']) {
  addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    choose(event.dataTransfer.files[0])
  })
}
