import { DateTime } from 'luxon'
import type { CalendarFile } from '../knowledge/schema.js'

type Stage = CalendarFile['stages'][number]

export interface DatedStage {
  readonly stage: Stage
  readonly from: DateTime | undefined
  readonly to: DateTime | undefined
  /** Whole days left until the last day, in the office's time zone; 0 on the day itself. */
  readonly daysLeft: number | undefined
}

/**
 * Stages of `calendar` in order of their end: those that are still ahead at `now`, then (undated) the
 * ones whose dates nobody published. A yearly stage that is over counts for its next year.
 */
export function upcomingStages(
  calendar: CalendarFile,
  now: number,
  timeZone: string,
): readonly DatedStage[] {
  const today = DateTime.fromMillis(now, { zone: timeZone }).startOf('day')
  return calendar.stages
    .map((stage) => dateStage(stage, today, timeZone))
    .filter((dated) => dated.to === undefined || dated.to >= today)
    .sort((left, right) => endMillis(left) - endMillis(right))
}

function endMillis(dated: DatedStage): number {
  return dated.to?.toMillis() ?? Number.POSITIVE_INFINITY
}

function dateStage(stage: Stage, today: DateTime, timeZone: string): DatedStage {
  let from = parse(stage.from, timeZone)
  let to = parse(stage.to, timeZone)
  while (stage.yearly && to !== undefined && to < today) {
    from = from?.plus({ years: 1 })
    to = to.plus({ years: 1 })
  }
  const daysLeft = to === undefined ? undefined : Math.round(to.diff(today, 'days').days)
  return { stage, from, to, daysLeft }
}

function parse(date: string | undefined, timeZone: string): DateTime | undefined {
  return date === undefined ? undefined : DateTime.fromISO(date, { zone: timeZone }).startOf('day')
}
