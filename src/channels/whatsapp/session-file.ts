/**
 * `DATA_DIR/whatsapp.db`: everything that ties this installation to its WhatsApp account. One SQLite
 * file of its own, mode 0600, WAL with `synchronous=FULL`: what is committed survives a power cut, and
 * a rewound encryption state would make messages unreadable for good.
 *
 * A file that exists but cannot be read is never replaced: that would silently make a new device out
 * of a paired one. Only a file that does not exist is created, whole or not at all.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { BUSY_TIMEOUT_MS } from './limits.js'

const FILE_VERSION = 1
const PRIVATE_MODE = 0o600

const SCHEMA = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE creds (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL);
  CREATE TABLE signal_keys (
    type TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (type, id)
  ) WITHOUT ROWID;
  -- Received, not yet taken by the inbox. Masked; removed as soon as the inbox has it.
  CREATE TABLE inbound (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT NOT NULL UNIQUE,
    envelope TEXT NOT NULL,
    due_at INTEGER NOT NULL
  );
  -- Ids of what was received, so that a second copy is known; text only in groups, for the quote.
  CREATE TABLE seen (external_id TEXT PRIMARY KEY, at INTEGER NOT NULL, quote TEXT) WITHOUT ROWID;
  -- Own messages: the id tells an echo, the content answers a phone that asks again.
  CREATE TABLE sent (
    id TEXT PRIMARY KEY, chat TEXT NOT NULL, content BLOB, sent_at INTEGER NOT NULL, acked_at INTEGER
  ) WITHOUT ROWID;
  PRAGMA user_version = ${FILE_VERSION};
`

export class SessionFileError extends Error {
  override readonly name = 'SessionFileError'
}

export class SessionFile {
  readonly #db: Database.Database

  private constructor(
    readonly path: string,
    db: Database.Database,
  ) {
    this.#db = db
  }

  get db(): Database.Database {
    return this.#db
  }

  get isOpen(): boolean {
    return this.#db.open
  }

  /**
   * Opens the file, or creates it when there is none.
   * @param firstCreds Called only to create: the credentials of a new device, as JSON.
   * @throws {SessionFileError} when the file exists but cannot be used; it is left as it is.
   */
  static open(path: string, firstCreds: () => string): SessionFile {
    if (!existsSync(path)) create(path, firstCreds())
    // A disk that ran full leaves an empty file; SQLite would take it for a new database.
    if (statSync(path).size === 0) throw new SessionFileError(`${path} is empty`)
    try {
      chmodSync(path, PRIVATE_MODE)
      return new SessionFile(path, openChecked(path))
    } catch (error) {
      if (error instanceof SessionFileError) throw error
      const detail = error instanceof Error ? error.message : String(error)
      throw new SessionFileError(`${path} cannot be read as a database (${detail})`, {
        cause: error,
      })
    }
  }

  meta(name: string): string | undefined {
    const row = this.#db.prepare('SELECT value FROM meta WHERE name = ?').get(name) as
      | { value: string }
      | undefined
    return row?.value
  }

  setMeta(name: string, value: string): void {
    this.#db
      .prepare(
        'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, value)
  }

  /** Writes a copy beside the file, for the day somebody needs the session back. @returns its path. */
  copy(suffix: string): string {
    const target = join(dirname(this.path), `whatsapp-${suffix}.db`)
    // Made first, because SQLite would create it readable for everybody.
    writeFileSync(target, '', { mode: PRIVATE_MODE, flag: 'wx' })
    this.#db.prepare('VACUUM INTO ?').run(target)
    return target
  }

  close(): void {
    if (this.#db.open) this.#db.close()
  }
}

/** Writes the new file under another name, and gives it its own once it is whole and on the disk. */
function create(path: string, creds: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.new`
  // A log that outlived its deleted database would be replayed into the new one.
  for (const left of [draft, `${path}-wal`, `${path}-shm`]) rmSync(left, { force: true })
  writeFileSync(draft, '', { mode: PRIVATE_MODE })
  const db = new Database(draft)
  try {
    db.pragma('synchronous = FULL')
    db.exec(SCHEMA)
    db.prepare('INSERT INTO creds (id, value) VALUES (1, ?)').run(creds)
  } finally {
    db.close()
  }
  renameSync(draft, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function openChecked(path: string): Database.Database {
  const db = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    const check = db.pragma('quick_check', { simple: true })
    if (check !== 'ok') throw new SessionFileError(`${path} is damaged (${String(check)})`)
    const version = db.pragma('user_version', { simple: true })
    if (version !== FILE_VERSION) {
      throw new SessionFileError(
        `${path} has format ${String(version)}, this program knows ${FILE_VERSION}; it was probably written by another version`,
      )
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
