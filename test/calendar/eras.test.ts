import { expect, test } from 'vitest'
import { eraAt, eraOfYear, yearAt } from '../../src/calendar/eras.js'

test.each([
  [1990, 2024],
  [2023, 2024],
  [2024, 2024],
  [2025, 2025],
  [2026, 2026],
  [2027, 2026],
  [2050, 2026],
])('the rules of %i are those of %i', (year, era) => {
  expect(eraOfYear(year)).toBe(era)
})

test('a year begins on the office’s wall clock, not in UTC', () => {
  const newYearInJayapura = Date.parse('2026-01-01T00:00:00+09:00')
  expect(yearAt(newYearInJayapura - 1, 'Asia/Jayapura')).toBe(2025)
  expect(yearAt(newYearInJayapura, 'Asia/Jayapura')).toBe(2026)
  expect(yearAt(newYearInJayapura, 'Asia/Jakarta')).toBe(2025)
  expect(eraAt(newYearInJayapura, 'Asia/Jayapura')).toBe(2026)
  expect(eraAt(newYearInJayapura, 'Asia/Makassar')).toBe(2025)
})
