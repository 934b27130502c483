import { describe, expect, test } from 'vitest'
import { openingState } from '../../src/calendar/office-hours.js'
import type { Office } from '../../src/knowledge/schema.js'
import { fixtureKnowledge, OFFICE_ZONE, staffedOffice } from '../support/knowledge.js'

const shipped = fixtureKnowledge().office
const office = staffedOffice(shipped)

function state(now: string, of: Office = office, zone = OFFICE_ZONE) {
  const { open, until } = openingState(of, Date.parse(now), zone)
  return { open, until: until?.toISO({ suppressMilliseconds: true, suppressSeconds: true }) }
}

describe('the office', () => {
  test.each([
    ['at its opening', '2026-11-24T08:00:00+09:00', true, '2026-11-24T15:00+09:00'],
    ['a moment before its closing', '2026-11-24T14:59:59+09:00', true, '2026-11-24T15:00+09:00'],
    ['at its closing', '2026-11-24T15:00:00+09:00', false, '2026-11-25T08:00+09:00'],
    ['before its opening', '2026-11-24T07:59:59+09:00', false, '2026-11-24T08:00+09:00'],
    ['on a short day', '2026-11-27T11:29:00+09:00', true, '2026-11-27T11:30+09:00'],
    ['after a short day', '2026-11-27T11:30:00+09:00', false, '2026-11-30T08:00+09:00'],
    ['on a Sunday', '2026-11-29T10:00:00+09:00', false, '2026-11-30T08:00+09:00'],
    ['on a holiday', '2026-12-25T09:00:00+09:00', false, '2026-12-28T08:00+09:00'],
  ])('%s', (_when, now, open, until) => {
    expect(state(now)).toEqual({ open, until })
  })

  test('opens again after a run of holidays', () => {
    const holidays = Array.from({ length: 31 }, (_, day) => ({
      date: `2026-12-${String(day + 1).padStart(2, '0')}`,
      name: 'Libur panjang',
    }))
    expect(state('2026-12-01T09:00:00+09:00', { ...office, holidays })).toEqual({
      open: false,
      until: '2027-01-01T08:00+09:00',
    })
  })

  test('goes by the time of its own zone', () => {
    const now = '2026-11-24T06:30:00Z'
    expect(state(now, office, 'Asia/Jayapura').open).toBe(false)
    expect(state(now, office, 'Asia/Jakarta').open).toBe(true)
  })

  test('closes over noon where its hours say so', () => {
    const days = ['selasa' as const]
    const hours = [
      { days, open: '13:00', close: '15:00' },
      { days, open: '08:00', close: '12:00' },
    ]
    expect(state('2026-11-24T12:30:00+09:00', { ...office, hours })).toEqual({
      open: false,
      until: '2026-11-24T13:00+09:00',
    })
  })

  test('without hours is never said to open', () => {
    expect(state('2026-11-24T10:00:00+09:00', { ...office, hours: [] })).toEqual({
      open: false,
      until: undefined,
    })
  })
})
