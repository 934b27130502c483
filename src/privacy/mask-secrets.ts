/**
 * What follows "pass", "password", "kata sandi", "sandi", "pw", "OTP", "kode OTP" or "PIN" and looks
 * like a value. "Lupa kata sandi, bagaimana caranya" has no value and keeps all its words: a sentence
 * with holes could not be answered any more.
 */

const SECRET_LABEL = '[kata sandi disamarkan]'
const CODE_LABEL = '[kode disamarkan]'

/** A password's name, with what is glued to it ("passwordnya", "pwku"). */
const PASSWORD =
  '(?:pass?word|paswort|passwort|pasword|paswod|passwd|kata\\s?sandi|katasandi|sandi|pass|pwd|pw)(?:nya|ku|mu|ny)?'
/** A one-time code's name. */
const CODE = '(?:kode\\s?otp|otp|pin|kode\\s?verifikasi)(?:nya|ku|mu|ny)?'

/** Words that stand between the name and the value without being it. */
const FILLERS =
  'saya|sy|sya|aku|ku|nya|ini|itu|yang|yg|lama|baru|akun|akunnya|email|login|untuk|utk|di|ke|pmm|siasn|myasn|asn|asndigital|asn-digital|e-?kinerja|kinerja|bkn|sso|belajar\\.id|dapodik|rumah|guru|gtk|ruang'
/** At most this many of them; after more, the sentence speaks of something else. */
const MAX_FILLERS = 4

/** Digits of a code that a phone shows; longer rows are phone numbers. */
const CODE_MIN_DIGITS = 4
const CODE_MAX_DIGITS = 8
/** A code with letters counts only right after a sign. */
const ANNOUNCED_CODE = /^\s*[:=]\s*((?=[a-z-]*\d)[a-z\d-]{4,10})(?![\p{L}\p{N}])/iu
/** Characters between a code's name and its digits: within one short sentence. */
const CODE_REACH = 40

const PASSWORD_PATTERN = new RegExp(`(?<![\\p{L}\\p{N}[])${PASSWORD}(?![\\p{L}\\p{N}])`, 'giu')
const CODE_PATTERN = new RegExp(`(?<![\\p{L}\\p{N}[])(${CODE})(?![\\p{L}\\p{N}])`, 'giu')
/** "sandi: x", "pass=x", "password adalah x": the sign says that a value follows. */
const SIGN = /[:=→]|->|[-–—](?=\s)/y
const SIGN_WORD = /^(?:adalah|adlh|yaitu|yakni|ialah|is)$/i
const OPENING = /["'“‘«`*_(]+/y
const FILLER = new RegExp(`^(?:${FILLERS})$`, 'iu')

/** Words that are said of passwords after a colon or "adalah" and are not one. */
const ORDINARY = new Set(
  `lupa salah tidak tdk gak ga nggak ngga enggak bukan belum blm sudah sdh udah hilang lali keliru
  bagaimana gimana gmn apa apakah kenapa knp mengapa dimana siapa kapan error eror gagal ditolak
  invalid wrong expired kadaluarsa kedaluwarsa terkunci terblokir diblokir diganti ganti ubah direset
  reset sama beda berbeda benar bener betul valid aman kosong wajib harus minimal bisa dapat
  mohon tolong bantu cara saya sy yang yg akun email untuk dan atau juga masih lagi terus tetap
  selalu dikirim masuk keluar muncul diminta dibutuhkan tersebut disamarkan aktif nonaktif
  tra trada`.split(/\s+/),
)
/** Names of systems in mixed case, which otherwise is a sign of a password. */
const PRODUCTS = /^(?:my\s?asn|mysapk|e-?kinerja|siasn|iPhone|WhatsApp|YouTube|SIMPKB|ASNDigital)$/i
/** "12", "#6", "2x", "ke-2", "3kali": numbers that sentences about passwords contain. */
const SMALL_NUMBER = /^(?:#?\d{1,3}|\d{1,3}x|ke-?\d+|\d+kali|no\.?\d+)$/i
const ADDRESS =
  /^(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(?:id|com|net|org)|(?:https?:|www\.)\S*|[a-z-]+\.(?:id|com|net|org)\S*)$/i
const CLOSING = /[.,;:)\]"'”’»`]+$/
/** "user / password" given in one go. */
const SECOND_VALUE = /\s*[/|]\s*(\S+)/y

/** The text with each value replaced, and whether there was one. */
export function maskSecrets(text: string): { text: string; found: boolean } {
  const passwords = maskPasswords(text)
  const codes = maskCodes(passwords.text)
  return { text: codes.text, found: passwords.found || codes.found }
}

function maskPasswords(text: string): { text: string; found: boolean } {
  let result = ''
  let from = 0
  for (const match of text.matchAll(PASSWORD_PATTERN)) {
    // A name inside what was just taken for a value is part of that value.
    if (match.index < from) continue
    const value = valueAfter(text, match.index + match[0].length)
    if (value === undefined) continue
    result += text.slice(from, value.start) + SECRET_LABEL
    from = value.end
  }
  return { text: result + text.slice(from), found: from > 0 }
}

interface Span {
  readonly start: number
  readonly end: number
}

/** The value after a password's name; undefined when ordinary words follow. */
function valueAfter(text: string, start: number): Span | undefined {
  let at = start
  let isAnnounced = false
  for (let fillers = 0; fillers <= MAX_FILLERS; ) {
    at = skipBlanks(text, at, isAnnounced)
    const sign = matchAt(SIGN, text, at)
    if (sign !== undefined) {
      at += sign.length
      isAnnounced = true
      continue
    }
    const opening = matchAt(OPENING, text, at) ?? ''
    const token = matchAt(/\S+/y, text, at + opening.length)
    if (token === undefined || token.startsWith('[')) return undefined
    const word = token.replace(CLOSING, '')
    if (looksLikeValue(word, isAnnounced || /["“«`]/.test(opening))) {
      return withSecond(text, { start: at, end: at + opening.length + word.length })
    }
    isAnnounced = SIGN_WORD.test(word)
    if (!isAnnounced && !FILLER.test(word)) return undefined
    // After a filler the sentence may end ("password saya, saya lupa"), a colon may follow.
    if (!/^[:=]?$/.test(token.slice(word.length))) return undefined
    at += opening.length + word.length
    fillers++
  }
  return undefined
}

function withSecond(text: string, value: Span): Span {
  SECOND_VALUE.lastIndex = value.end
  const second = SECOND_VALUE.exec(text)
  const word = second?.[1]?.replace(CLOSING, '')
  if (word === undefined || !looksLikeValue(word, false)) return value
  return {
    start: value.start,
    end: SECOND_VALUE.lastIndex - (second?.[1]?.length ?? 0) + word.length,
  }
}

/** `isAnnounced`: a colon, "adalah" or a quotation mark stands before. */
function looksLikeValue(token: string, isAnnounced: boolean): boolean {
  if (token.length < 3 || SMALL_NUMBER.test(token)) return false
  const word = token.replace(/[?!]+$/, '')
  if (ORDINARY.has(word.toLowerCase()) || FILLER.test(word) || PRODUCTS.test(word)) return false
  if (SIGN_WORD.test(word)) return false
  if (isAnnounced) return true
  if (token.length < 4 || ADDRESS.test(word)) return false
  const hasDigit = /\p{Nd}/u.test(word)
  const hasSymbol = /[@#$%^&*_+=~<>|\\]/.test(word)
  const changesCase = /\p{Ll}\p{Lu}/u.test(word)
  return hasDigit || hasSymbol || changesCase
}

function maskCodes(text: string): { text: string; found: boolean } {
  let result = ''
  let from = 0
  for (const match of text.matchAll(CODE_PATTERN)) {
    const start = match.index + match[0].length
    if (match.index < from) continue
    const value = codeAfter(text, start)
    if (value === undefined) continue
    result += text.slice(from, value.start) + CODE_LABEL
    from = value.end
  }
  return { text: result + text.slice(from), found: from > 0 }
}

/** The first row of digits in the same sentence that is as long as a code. */
function codeAfter(text: string, start: number): Span | undefined {
  const reach = text.slice(start, start + CODE_REACH + CODE_MAX_DIGITS * 2)
  const announced = ANNOUNCED_CODE.exec(reach)
  if (announced?.[1] !== undefined) {
    const end = start + announced[0].length
    return { start: end - announced[1].length, end }
  }
  const row = /(?<![\p{L}\p{N}#])\p{Nd}(?:[ .-]?\p{Nd})*(?![\p{L}\p{N}])/u.exec(reach)
  if (row === null || row.index > CODE_REACH) return undefined
  const between = reach.slice(0, row.index)
  if (/[\n?![]|[.;]\s/.test(between)) return undefined
  const digits = row[0].replace(/\P{Nd}/gu, '')
  if (digits.length < CODE_MIN_DIGITS || digits.length > CODE_MAX_DIGITS) return undefined
  // "OTP tidak masuk sejak 2024": a year further on in the sentence is a year.
  const isAdjacent = !/\p{L}/u.test(between)
  if (!isAdjacent && /^(?:19|20)\d\d$/.test(digits)) return undefined
  return { start: start + row.index, end: start + row.index + row[0].length }
}

/** A value may stand on the line below its announcement, never below a bare name. */
function skipBlanks(text: string, at: number, overLines: boolean): number {
  return at + (matchAt(overLines ? /\s+/y : /[^\S\n]+/y, text, at)?.length ?? 0)
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
