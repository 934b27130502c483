/** The speed as a part of the report, with the ratios that must hold. */

import { decimal, textTable } from '../../src/evaluation/tables.js'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { meaningClasses } from '../../src/understanding/examples.js'
import type { PartReport } from './questions-part.js'
import { measureSpeed, type SpeedRow } from './speed.js'

const LARGE = 10_000

export async function reportSpeed(
  knowledge: Knowledge,
  questions: readonly string[],
): Promise<PartReport> {
  const shipped = meaningClasses(knowledge).reduce(
    (sum, { phrasings, messages }) => sum + phrasings.length + messages.length,
    0,
  )
  const growth = await measureSpeed(knowledge, questions, [LARGE / 4, LARGE / 2], false)
  const rows = await measureSpeed(knowledge, questions, [shipped, LARGE], true)
  const all = [...growth, ...rows].sort((one, other) => one.texts - other.texts)
  return {
    title: 'Kecepatan',
    sections: [
      [
        'Waktu satu pertanyaan',
        textTable(
          ['sistem', 'teks', 'siap ms', 'memori MB', 'median ms', 'p99 ms', 'kali lebih cepat'],
          all.map((row) => [
            row.system,
            String(row.texts),
            decimal(row.buildMs, 0),
            decimal(row.memoryMb, 1),
            decimal(row.medianMs, 3),
            decimal(row.p99Ms, 2),
            ratioTo(row, all),
          ]),
        ),
      ],
    ],
    floors: [],
    data: { speed: all },
  }
}

/** How many times the median of ours goes into a library's. */
function ratioTo(row: SpeedRow, all: readonly SpeedRow[]): string {
  const ours = all.find(({ system, texts }) => system === 'ours' && texts === row.texts)
  return ours === undefined || ours === row ? '' : decimal(row.medianMs / ours.medianMs, 1)
}
