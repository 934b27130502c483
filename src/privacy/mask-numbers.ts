/**
 * NIP (18 digits: birth date, month of appointment, sex, serial) and NIK (16 digits: region, birth
 * date, serial), written together or with spaces, dots and dashes between. Dates and phone numbers
 * also make long rows of digits, so a row is weighed by its groups and not by its length alone.
 */
import type { MaskedKind } from '../engine/model.js'

const NIP_DIGITS = 18
const NIK_DIGITS = 16
/** After the word NIP or NIK a number is masked even when digits are missing or too many. */
const NAMED_MIN_DIGITS = 10
const NAMED_MAX_DIGITS = 24

/** A number in more pieces than this is a list of numbers ("1, 2, 3 …"), unless its form says more. */
const MAX_GROUPS = 8

const LABEL = { nip: '[NIP disamarkan]', nik: '[NIK disamarkan]' } as const

/** A row of digits with at most three separators between two of them, never a line end. */
const ROW = /\p{Nd}(?:[\p{Zs}\t.\p{Pd}_/,'’·]{0,3}\p{Nd})+/gu
const DIGITS = /\p{Nd}+/gu
/** The word right before a number that says what it is. */
const NAMED =
  /\b(nip|nik|nuptk)(?:nya|ku)?(?:\s+(?:saya|sy|sya|beliau|adalah|yaitu|ini|nya|baru|lama)){0,3}\s*[:=.]?\s*$/i
/** Characters before a number that are looked at for that word. */
const NAMED_REACH = 40

interface Group {
  readonly start: number
  readonly end: number
  readonly digits: string
}

interface Found {
  readonly start: number
  readonly end: number
  readonly kind: 'nip' | 'nik'
}

/** The text with each NIP and NIK replaced, and which of the two there were. */
export function maskNumbers(text: string): { text: string; kinds: readonly MaskedKind[] } {
  const kinds: MaskedKind[] = []
  const masked = text.replace(ROW, (row: string, offset: number) => {
    const found = findInRow(row, text.slice(Math.max(0, offset - NAMED_REACH), offset))
    let result = ''
    let from = 0
    for (const { start, end, kind } of found) {
      kinds.push(kind)
      result += row.slice(from, start) + LABEL[kind]
      from = end
    }
    return result + row.slice(from)
  })
  return { text: masked, kinds }
}

function findInRow(row: string, before: string): readonly Found[] {
  const groups = groupsOf(row)
  const total = groups.reduce((sum, group) => sum + group.digits.length, 0)
  const whole = { start: 0, end: row.length }
  const name = NAMED.exec(before)?.[1]?.toLowerCase()
  if (name !== undefined && total >= NAMED_MIN_DIGITS && total <= NAMED_MAX_DIGITS) {
    const inside = findGroups(groups)
    return inside.length > 0 ? inside : [{ ...whole, kind: name === 'nip' ? 'nip' : 'nik' }]
  }
  if (total < NIK_DIGITS) return []
  const inside = findGroups(groups)
  if (inside.length > 0) return inside
  // No known form; a row of exactly this length is masked all the same unless it is something else.
  if (groups.length > MAX_GROUPS || looksLikeDates(groups) || looksLikePhones(groups)) return []
  if (total === NIP_DIGITS) return [{ ...whole, kind: 'nip' }]
  if (total === NIK_DIGITS) return [{ ...whole, kind: 'nik' }]
  return []
}

/** Stretches of whole groups that have the form of an NIP or NIK, from left to right. */
function findGroups(groups: readonly Group[]): readonly Found[] {
  const found: Found[] = []
  for (let first = 0; first < groups.length; first++) {
    const hit = nipFrom(groups, first) ?? nikFrom(groups, first)
    if (hit === undefined) continue
    found.push(hit)
    while ((groups[first + 1]?.start ?? Number.POSITIVE_INFINITY) < hit.end) first++
  }
  return found
}

function nipFrom(groups: readonly Group[], first: number): Found | undefined {
  const stretch = stretchOf(groups, first, NIP_DIGITS)
  if (stretch === undefined) return undefined
  const isOne = stretch.length === 1 || hasNipForm(digitsOf(stretch))
  return isOne ? foundIn(stretch, 'nip') : undefined
}

function nikFrom(groups: readonly Group[], first: number): Found | undefined {
  const stretch = stretchOf(groups, first, NIK_DIGITS)
  if (stretch === undefined) return undefined
  if (stretch.length === 1) return foundIn(stretch, 'nik')
  const isOne = hasNikForm(digitsOf(stretch)) && !looksLikeDates(stretch)
  return isOne ? foundIn(stretch, 'nik') : undefined
}

/** The groups from `first` on that have exactly `length` digits together. */
function stretchOf(
  groups: readonly Group[],
  first: number,
  length: number,
): readonly Group[] | undefined {
  let total = 0
  for (let index = first; index < groups.length && total < length; index++) {
    total += groups[index]?.digits.length ?? 0
    if (total === length) return groups.slice(first, index + 1)
  }
  return undefined
}

function foundIn(stretch: readonly Group[], kind: 'nip' | 'nik'): Found {
  return { start: stretch[0]?.start ?? 0, end: stretch.at(-1)?.end ?? 0, kind }
}

/**
 * YYYYMMDD of birth, year of appointment and its month (a code such as 21 for PPPK), 1 or 2, three
 * digits.
 */
function hasNipForm(digits: string): boolean {
  return /^(19[3-9]\d|20[01]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(19[5-9]\d|20[0-4]\d)\d{2}[12]\d{3}$/.test(
    digits,
  )
}

/** Province 11–97, then regency and district, DDMMYY with 40 added to a woman's day, serial. */
function hasNikForm(digits: string): boolean {
  return /^[1-9][1-9]\d{4}(0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(0[1-9]|1[0-2])\d{6}$/.test(
    digits,
  )
}

/** Three groups in a row that read as a date (01-12-2025, 2025-12-01), or two dates of eight digits. */
function looksLikeDates(groups: readonly Group[]): boolean {
  if (groups.length > 1 && groups.every(({ digits }) => /^20\d{6}$/.test(digits))) return true
  return groups.some((group, index) => {
    const [a, b, c] = [group, groups[index + 1], groups[index + 2]].map((part) => part?.digits)
    if (a === undefined || b === undefined || c === undefined) return false
    const isDay = (part: string) => part.length <= 2 && Number(part) >= 1 && Number(part) <= 31
    const isMonth = (part: string) => part.length <= 2 && Number(part) >= 1 && Number(part) <= 12
    const isYear = (part: string) => /^(19|20)\d\d$/.test(part)
    return isMonth(b) && ((isDay(a) && isYear(c)) || (isYear(a) && isDay(c)))
  })
}

/** A group that begins as an Indonesian mobile or area number does. */
function looksLikePhones(groups: readonly Group[]): boolean {
  if (groups.length === 1) return false
  return groups.some(
    ({ digits }, index) =>
      /^0[1-9]\d/.test(digits) ||
      /^628/.test(digits) ||
      (digits === '62' && /^[1-9]/.test(groups[index + 1]?.digits ?? '')),
  )
}

function groupsOf(row: string): readonly Group[] {
  return [...row.matchAll(DIGITS)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    digits: asciiDigits(match[0]),
  }))
}

function digitsOf(groups: readonly Group[]): string {
  return groups.map((group) => group.digits).join('')
}

/** Full-width digits as 0–9; digits of other scripts count as digits, not by their value. */
function asciiDigits(digits: string): string {
  return digits.normalize('NFKC').replace(/[^0-9]/g, '0')
}
