/** The evaluation as text for the people who tend the knowledge. Indonesian. */

import type { SetScore } from './confusable.js'
import type { Evaluation } from './evaluate.js'
import { type Floor, isMissed, KIND_NAMES } from './floors.js'
import { counted, decimal, interval, percent, textTable } from './tables.js'

/** Confusion pairs listed; the rest is in `--json`. */
const PAIRS_SHOWN = 15

export function kindsTable({ kinds }: Evaluation): string {
  return textTable(
    ['jenis', 'jumlah', 'benar', '%', 'selang 95 %', 'ditawarkan', 'ditanya', 'ditolak', 'salah'],
    kinds.map(({ kind, results, right }) => [
      KIND_NAMES[kind],
      String(right.of),
      String(results.right),
      percent(right),
      interval(right),
      String(results.offered),
      String(results.asked),
      String(results.declined),
      String(results.wrong),
    ]),
  )
}

export function confusionsTable({ confusions }: Evaluation): string {
  if (confusions.length === 0) return 'tidak ada'
  return textTable(
    ['seharusnya', 'dijawab', 'kali'],
    confusions
      .slice(0, PAIRS_SHOWN)
      .map(({ expected, given, count }) => [expected, given, String(count)]),
  )
}

export function calibrationTable({ calibration, calibrationError }: Evaluation): string {
  const table = textTable(
    ['keyakinan', 'jawaban', 'benar', '% benar', 'rata-rata keyakinan'],
    calibration.map(({ from, answers, right, meanConfidence }) => [
      `${decimal(from, 1)}–${decimal(from + 0.1, 1)}`,
      String(answers),
      String(right),
      `${decimal((100 * right) / answers, 1)} %`,
      decimal(meanConfidence, 2),
    ]),
  )
  return `${table}\ngalat kalibrasi (ECE): ${decimal(calibrationError, 3)}`
}

export function setsTable(sets: readonly SetScore[]): string {
  return textTable(
    ['kelompok yang mirip', 'benar', '%', 'ditawarkan', 'tertukar'],
    sets.map(({ ids, right, offered, mixedUp }) => [
      ids.map((id) => id.replace('sync-', '#')).join(' '),
      counted(right),
      percent(right),
      String(offered),
      String(mixedUp),
    ]),
  )
}

export function floorsTable(floors: readonly Floor[]): string {
  return textTable(
    ['syarat', 'batas', 'terukur', 'jumlah', 'hasil'],
    floors.map((floor) => {
      const { name, value, limit, direction, unit, counted: share } = floor
      return [
        name,
        `${direction === 'at-least' ? '≥' : '≤'} ${inUnit(limit, unit, 0)}`,
        share?.of === 0 ? '–' : inUnit(value, unit, unit === 'ms' ? 2 : 1),
        share === undefined ? '' : counted(share),
        isMissed(floor) ? 'KURANG' : 'cukup',
      ]
    }),
  )
}

function inUnit(value: number, unit: Floor['unit'], digits: number): string {
  switch (unit) {
    case 'share':
      return `${decimal(value * 100, digits)} %`
    case 'times':
      return `${decimal(value, digits)}×`
    case 'ms':
      return `${decimal(value, digits)} ms`
  }
}
