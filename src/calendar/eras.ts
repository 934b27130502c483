import { DateTime } from 'luxon'
import type { Era } from '../knowledge/schema.js'

/**
 * The era whose rules hold in a year: two cycles until 2024, one yearly cycle in 2025 (Kepdirjen GTK
 * 4242), Kepmendikdasmen 271/O/2025 from 2026 on, until a newer rule is added to the knowledge.
 */
export function eraOfYear(year: number): Era {
  if (year <= 2024) return 2024
  return year === 2025 ? 2025 : 2026
}

/** The calendar year at `now` (UTC milliseconds) on the office's wall calendar. */
export function yearAt(now: number, timeZone: string): number {
  return DateTime.fromMillis(now, { zone: timeZone }).year
}

export function eraAt(now: number, timeZone: string): Era {
  return eraOfYear(yearAt(now, timeZone))
}
