import { type DatedStage, upcomingStages } from '../../calendar/deadlines.js'
import { yearAt } from '../../calendar/eras.js'
import { shortDate } from '../../calendar/indonesian-dates.js'
import { choice, HUMAN, MENU } from '../choices.js'
import type { Reply } from '../model.js'
import { PHRASES } from '../phrases.js'
import { type AnswerContext, eraAskedFor } from './context.js'
import { sourceLine } from './source-line.js'

/** A small phone shows about this many stages without scrolling. */
const STAGES_SHOWN = 4

/** What is due in the era asked for: days left where a date is known, and what nobody published. */
export function deadlineAnswer(context: AnswerContext): Reply {
  const { knowledge, now, timeZone } = context
  const era = eraAskedFor(context)
  const calendar = knowledge.calendars.get(era)
  const year = context.year ?? yearAt(now, timeZone)
  const heading = `Tenggat Pengelolaan Kinerja ${year}`
  if (calendar === undefined) {
    return { heading, text: PHRASES.noOfficialAnswer, choices: [HUMAN, MENU] }
  }
  const past = year < yearAt(now, timeZone)
  const dated = upcomingStages(calendar, past ? 0 : now, timeZone).filter(
    (stage) => stage.to !== undefined,
  )
  const shown = dated.slice(0, STAGES_SHOWN)
  const source = shown[0]?.stage.source ?? calendar.stages[0]?.source
  const lines = [
    calendar.summary,
    ...shown.map((stage) => stageLine(stage, past)),
    ...(shown.length === 0 ? [PHRASES.noOfficialAnswer] : []),
    ...calendar.unknown.slice(0, 2).map((unknown) => `Belum ada keterangan resmi: ${unknown}.`),
    ...(source === undefined ? [] : [sourceLine(source, knowledge)]),
  ]
  return {
    heading,
    text: lines.join('\n'),
    choices: [
      ...(knowledge.topics.has('flow-perencanaan')
        ? [choice({ type: 'show', id: 'flow-perencanaan' }, 'Langkah perencanaan')]
        : []),
      HUMAN,
      MENU,
    ],
  }
}

function stageLine(dated: DatedStage, past: boolean): string {
  const { stage, from, to, daysLeft } = dated
  const range = from === undefined ? `sampai ${date(to)}` : `${date(from)} – ${date(to)}`
  const left = past || daysLeft === undefined ? '' : ` (${daysLeftText(daysLeft)})`
  const doubt = stage.official ? '' : ' – belum resmi'
  return `• ${stage.label}: ${range}${left}${doubt}`
}

function date(time: DatedStage['to']): string {
  return time === undefined ? 'belum diketahui' : shortDate(time)
}

function daysLeftText(days: number): string {
  if (days === 0) return 'hari ini'
  return days === 1 ? 'besok' : `${days} hari lagi`
}
