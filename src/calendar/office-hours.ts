import { DateTime } from 'luxon'
import { type Office, WEEKDAYS } from '../knowledge/schema.js'

/** How far ahead an opening is looked for: longer than any run of holidays. */
const SEARCH_DAYS = 60

export interface OpeningState {
  readonly open: boolean
  /** Open: today's closing. Closed: the next opening. Absent when no hours are filled in. */
  readonly until?: DateTime
}

/** Whether the office is open at `now` (UTC milliseconds), and until when that stays so. */
export function openingState(office: Office, now: number, timeZone: string): OpeningState {
  const local = DateTime.fromMillis(now, { zone: timeZone })
  for (const { open, close } of openings(office, local)) {
    if (local >= close) continue
    if (local >= open) return { open: true, until: close }
    return { open: false, until: open }
  }
  return { open: false }
}

/** Opening times from the day of `from` on, in order. */
function* openings(office: Office, from: DateTime): Generator<{ open: DateTime; close: DateTime }> {
  const holidays = new Set(office.holidays.map((holiday) => holiday.date))
  for (let ahead = 0; ahead < SEARCH_DAYS; ahead++) {
    const day = from.startOf('day').plus({ days: ahead })
    if (holidays.has(day.toISODate() ?? '')) continue
    const weekday = WEEKDAYS[day.weekday - 1]
    const today = office.hours
      .filter((hours) => hours.days.some((name) => name === weekday))
      .map((hours) => ({ open: at(day, hours.open), close: at(day, hours.close) }))
      .sort((left, right) => left.open.toMillis() - right.open.toMillis())
    yield* today
  }
}

function at(day: DateTime, clock: string): DateTime {
  const [hour, minute] = clock.split(':').map(Number)
  return day.set({ hour: hour ?? 0, minute: minute ?? 0 })
}
