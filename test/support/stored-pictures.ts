/** What the store says of pictures, read beside the running delivery or service. */
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { DATABASE_FILE } from '../../src/store/index.js'

export interface PictureRow {
  readonly publicId: string
  readonly reference: string | null
  readonly state: string
  readonly attempts: number
  readonly text: string
  readonly keptAs: string | null
  readonly keptFile: string | null
  readonly keepUntil: number | null
  readonly caseId: number | null
  readonly error: string | null
}

/** Every picture, oldest first. */
export function picturesIn(dataDir: string): readonly PictureRow[] {
  const database = new BetterSqlite(join(dataDir, DATABASE_FILE), { readonly: true })
  try {
    return database
      .prepare<[], PictureRow>(
        `SELECT public_id AS publicId, reference, state, attempts, text, kept_as AS keptAs,
           kept_file AS keptFile, keep_until AS keepUntil, case_id AS caseId, error
         FROM pictures ORDER BY id`,
      )
      .all()
  } finally {
    database.close()
  }
}
