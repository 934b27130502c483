import type { DateTime } from 'luxon'

/** What each of Indonesia's time zones is called by its users. */
const ZONE_NAMES: Record<string, string> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
}

/** `Rabu, 25 November 2026` */
export function longDate(time: DateTime): string {
  return time.setLocale('id').toFormat('cccc, d LLLL yyyy')
}

/** `31 Januari 2026` */
export function shortDate(time: DateTime): string {
  return time.setLocale('id').toFormat('d LLLL yyyy')
}

/** `08.00 WIT`: hours with a dot, as Indonesian writes them, and the zone's own name. */
export function clockTime(time: DateTime): string {
  const zone = ZONE_NAMES[time.zoneName ?? ''] ?? time.toFormat('ZZZZ')
  return `${time.toFormat('HH.mm')} ${zone}`
}
