import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { clockTime, longDate, shortDate } from '../../src/calendar/indonesian-dates.js'

const time = (zone: string) => DateTime.fromISO('2026-11-25T08:05:00', { zone })

test('dates are written in Indonesian', () => {
  expect(longDate(time('Asia/Jayapura'))).toBe('Rabu, 25 November 2026')
  expect(shortDate(DateTime.fromISO('2026-08-01', { zone: 'Asia/Jakarta' }))).toBe('1 Agustus 2026')
})

test.each([
  ['Asia/Jakarta', '08.05 WIB'],
  ['Asia/Pontianak', '08.05 WIB'],
  ['Asia/Makassar', '08.05 WITA'],
  ['Asia/Jayapura', '08.05 WIT'],
])('a clock time in %s is %s', (zone, expected) => {
  expect(clockTime(time(zone))).toBe(expected)
})

test('a zone outside Indonesia is named by its offset', () => {
  expect(clockTime(time('Asia/Tokyo'))).toMatch(/^08\.05 (GMT\+9|UTC\+9|JST)$/)
})
