import { describe, expect, test } from 'vitest'
import { upcomingStages } from '../../src/calendar/deadlines.js'
import type { CalendarFile } from '../../src/knowledge/schema.js'
import { fixtureKnowledge, OFFICE_ZONE } from '../support/knowledge.js'

const { calendars } = fixtureKnowledge()
const of = (era: 2024 | 2026) => calendars.get(era) as CalendarFile

function upcoming(era: 2024 | 2026, now: string) {
  return upcomingStages(of(era), Date.parse(now), OFFICE_ZONE).map((dated) => ({
    id: dated.stage.id,
    to: dated.to?.toISODate(),
    daysLeft: dated.daysLeft,
  }))
}

describe('the stages that are ahead', () => {
  test('come in order of their end, those without a date last', () => {
    expect(upcoming(2026, '2026-01-05T10:00:00+09:00')).toEqual([
      { id: 'data', to: '2026-01-07', daysLeft: 2 },
      { id: 'rencana', to: '2026-01-31', daysLeft: 26 },
      { id: 'nilai', to: undefined, daysLeft: undefined },
    ])
  })

  test('include the last day until it ends on the office’s clock', () => {
    expect(upcoming(2024, '2024-06-30T23:59:59+09:00')).toEqual([
      { id: 'nilai-1', to: '2024-06-30', daysLeft: 0 },
    ])
    expect(upcoming(2024, '2024-07-01T00:00:00+09:00')).toEqual([])
  })

  test('come again next year only where they are yearly', () => {
    expect(upcoming(2026, '2026-02-01T00:00:00+09:00')).toEqual([
      { id: 'rencana', to: '2027-01-31', daysLeft: 364 },
      { id: 'nilai', to: undefined, daysLeft: undefined },
    ])
    expect(upcoming(2026, '2029-06-01T00:00:00+09:00')[0]).toMatchObject({ to: '2030-01-31' })
  })
})
