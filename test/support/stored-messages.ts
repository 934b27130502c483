/** What the store says of the messages, read beside the running service. */
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { DATABASE_FILE } from '../../src/store/index.js'

export interface StoredOutcome {
  readonly text: string
  readonly kind: string
  /** Null while it has none. */
  readonly outcome: string | null
  readonly detail: string | null
  /** How often its turn failed. */
  readonly attempts: number
}

/** Every message of the chat with this address, oldest first. */
export function outcomesOf(dataDir: string, address: number | string): readonly StoredOutcome[] {
  return query<StoredOutcome>(
    dataDir,
    `SELECT text, kind, outcome, outcome_detail AS detail, attempts FROM messages
     WHERE chat_id IN (SELECT id FROM chats WHERE address = ?) ORDER BY seq`,
    String(address),
  )
}

/** Messages of all chats that have no outcome, or whose turn failed. */
export function unsettled(dataDir: string): number {
  const [row] = query<{ count: number }>(
    dataDir,
    'SELECT count(*) AS count FROM messages WHERE outcome IS NULL OR attempts > 0',
  )
  return row?.count ?? 0
}

function query<T>(dataDir: string, sql: string, ...values: readonly string[]): readonly T[] {
  const database = new BetterSqlite(join(dataDir, DATABASE_FILE), { readonly: true })
  try {
    return database.prepare<string[], T>(sql).all(...values)
  } finally {
    database.close()
  }
}
