/** The speed as a part of the report, with the ratios that must hold. */

import { type Floor, latencyFloor, timesFasterFloor } from '../../src/evaluation/floors.js'
import { decimal, textTable } from '../../src/evaluation/tables.js'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { meaningClasses } from '../../src/understanding/examples.js'
import type { PartReport } from './questions-part.js'
import { FUSE, MINISEARCH, measureSpeed, OURS, type SpeedRow } from './speed.js'

/** Beside the shipped size: a small office's knowledge, and how time and memory grow from there. */
const LARGE = 10_000
const GROWTH = [1_000, 2_500, 5_000, LARGE]

export async function reportSpeed(
  knowledge: Knowledge,
  questions: readonly string[],
): Promise<PartReport> {
  const shipped = meaningClasses(knowledge).reduce(
    (sum, { phrasings, messages }) => sum + phrasings.length + messages.length,
    0,
  )
  const sizes = [...GROWTH, shipped].sort((one, other) => one - other)
  const all = await measureSpeed(knowledge, questions, sizes)
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
    floors: [
      ...floorsAt(shipped, all, 'terkirim', 20, 2),
      ...floorsAt(LARGE, all, '10.000 teks', 100, 10),
    ],
    data: { speed: all },
  }
}

/** @param faster than fuse.js, times  @param p99 of ours, milliseconds */
function floorsAt(
  size: number,
  all: readonly SpeedRow[],
  name: string,
  faster: number,
  p99: number,
): Floor[] {
  const ours = all.find(({ wanted, system }) => wanted === size && system === OURS)
  if (ours === undefined) return []
  const times = (library: string) =>
    (all.find(({ wanted, system }) => wanted === size && system === library)?.medianMs ?? 0) /
    ours.medianMs
  return [
    timesFasterFloor(`${name}: lebih cepat dari fuse.js`, times(FUSE), faster),
    timesFasterFloor(`${name}: dibanding MiniSearch berakar kata`, times(MINISEARCH), 1),
    latencyFloor(`${name}: p99 satu pertanyaan`, ours.p99Ms, p99),
  ]
}

/** How many times the median of ours goes into a library's. */
function ratioTo(row: SpeedRow, all: readonly SpeedRow[]): string {
  const ours = all.find(({ system, texts }) => system === OURS && texts === row.texts)
  return ours === undefined || ours === row ? '' : decimal(row.medianMs / ours.medianMs, 1)
}
