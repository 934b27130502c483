import { writeFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { DateTime } from 'luxon'
import type { Config } from '../config.js'
import { groupGaps } from '../gaps/group-gaps.js'
import { gapsCsv, gapsTable, presentGap } from '../gaps/present-gaps.js'
import { gaps, openStore } from '../store/index.js'
import { officeTimeZone } from './office-time-zone.js'

export const GAPS_USAGE = `Pemakaian: npm run --silent gaps [-- PILIHAN]
  --since TANGGAL|LAMA   hanya sejak 2026-01-31, atau 30d (30 hari terakhir)
  --min-count N          hanya kelompok dengan paling sedikit N pesan
  --all                  semua kelompok, bukan hanya yang terbesar
  --json                 semua kelompok sebagai JSON
  --csv BERKAS           semua kelompok ke berkas CSV
`

/** Groups in the table for people. */
const SHOWN = 30
/** Messages looked at, the newest: more are not read by anybody and would need minutes. */
const MOST_MESSAGES = 50_000
const DAY_MS = 24 * 60 * 60 * 1000
/** What people wrote, though masked, is for those who tend the knowledge alone. */
const PRIVATE_FILE = 0o600

/** Exit codes: 0 good, 2 wrong usage. */
const WRONG_USAGE = 2

interface Options {
  readonly since: number
  readonly minCount: number
  readonly all: boolean
  readonly json: boolean
  readonly csv?: string
}

export interface GapsTerminal {
  readonly out: Writable
  readonly err: Writable
}

/**
 * `gaps …`: what the bot could not answer, grouped. Changes nothing in the data folder, so it may run
 * beside the service.
 * @throws {StoreOpenError} when there is no data yet.
 */
export async function listGapGroups(
  args: readonly string[],
  config: Config,
  knowledgeDir: string,
  { out, err }: GapsTerminal,
): Promise<number> {
  const timeZone = config.timeZone ?? officeTimeZone(knowledgeDir)
  const options = readOptions(args, Date.now(), timeZone)
  if (options === undefined) {
    err.write(GAPS_USAGE)
    return WRONG_USAGE
  }
  const messages = await readGaps(config.dataDir, options.since)
  const groups = groupGaps(messages)
    .filter(({ count }) => count >= options.minCount)
    .map((group) => presentGap(group, timeZone))
  if (options.csv !== undefined) {
    writeFileSync(options.csv, gapsCsv(groups), { mode: PRIVATE_FILE })
    err.write(`${groups.length} kelompok ditulis ke ${options.csv}\n`)
  }
  if (options.json) {
    out.write(`${JSON.stringify(groups, undefined, 2)}\n`)
  } else if (options.csv === undefined) {
    const shown = options.all ? groups : groups.slice(0, SHOWN)
    out.write(`${gapsTable(shown, groups.length - shown.length)}\n`)
  }
  return 0
}

async function readGaps(dataDir: string, since: number) {
  const store = await openStore({ dataDir, mode: 'reader' })
  try {
    return await store.read((tx) => gaps.listGaps(tx, MOST_MESSAGES, since))
  } finally {
    await store.close()
  }
}

function readOptions(args: readonly string[], now: number, timeZone: string): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        since: { type: 'string' },
        'min-count': { type: 'string', default: '1' },
        all: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        csv: { type: 'string' },
      },
    })
    const since = values.since === undefined ? 0 : sinceOf(values.since, now, timeZone)
    const count = values['min-count']
    if (since === undefined || !/^[1-9]\d{0,8}$/.test(count) || values.csv === '') return undefined
    const { all, json, csv } = values
    return { since, minCount: Number(count), all, json, ...(csv === undefined ? {} : { csv }) }
  } catch {
    return undefined
  }
}

/** `2026-01-31` is midnight at the office, `30d` so many days ago. */
function sinceOf(text: string, now: number, timeZone: string): number | undefined {
  const days = /^(\d{1,4})d$/.exec(text)?.[1]
  if (days !== undefined) return now - Number(days) * DAY_MS
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = DateTime.fromISO(text, { zone: timeZone })
  return day.isValid ? day.toMillis() : undefined
}
