/** Opens the database: one writer behind the group commit, one read-only connection beside it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite, { type Database } from 'better-sqlite3'
import { CamelCasePlugin, Kysely } from 'kysely'
import { type Boundary, noBoundary } from './boundary.js'
import { NestedTransactionError, StoreOpenError } from './errors.js'
import { type Migration, migrate, requireNewest } from './migrate.js'
import { MIGRATIONS } from './migrations/index.js'
import type { Tables } from './schema.js'
import { type BeginMode, sqliteDialect } from './sqlite-dialect.js'
import { ReadTx, type Tx } from './transaction.js'
import { WriteQueue } from './write-queue.js'

export const DATABASE_FILE = 'tanya-kinerja.sqlite'
export const BACKUP_FOLDER = 'backups'

/** How long a connection waits for another process's lock before it gives up, milliseconds. */
const BUSY_TIMEOUT_MS = 5_000

type StoreMode = 'service' | 'tool' | 'reader'

export interface StoreOptions {
  /** Folder of all data; made when missing. */
  readonly dataDir: string
  /**
   * `service` (the default) creates and migrates. `tool` is for commands beside a running service:
   * it works only on a database that is there and of this program's version. `reader` is such a
   * command that changes nothing: every write is refused.
   */
  readonly mode?: StoreMode
  readonly boundary?: Boundary
  readonly migrations?: readonly Migration[]
  /** UTC milliseconds, for the stamps of migrations and backups. */
  readonly now?: () => number
}

export interface StoreHealth {
  /** Whether the last write was stored. */
  readonly writable: boolean
  /** Why not, for the operator. */
  readonly reason?: string
}

export interface Store {
  /**
   * Runs `work` in a transaction and resolves once it is on the disk. Writes that wait at the same
   * time share one commit. Rejects with the error of `work` (its own changes are undone, those of
   * others are not), or with {@link CommitFailedError} when nothing was stored.
   * @param label names the commit for crash tests: `LABEL.commit.before` and `.after`.
   */
  write<T>(label: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `work` on a snapshot of what is committed. */
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>
  health(): StoreHealth
  /** Waits for the writes that were begun and closes both connections. */
  close(): Promise<void>
}

/** @throws {StoreOpenError} with a text for the operator when the database cannot be used. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, mode = 'service', boundary = noBoundary } = options
  const migrations = options.migrations ?? MIGRATIONS
  const writer = openWriter(dataDir, mode)
  try {
    if (mode !== 'service') requireNewest(writer, migrations)
    else {
      const now = (options.now ?? Date.now)()
      migrate(writer, { migrations, backupDir: join(dataDir, BACKUP_FOLDER), boundary, now })
    }
    return new SqliteStore(writer, openReader(writer.name), boundary)
  } catch (error) {
    writer.close()
    throw damaged(error)
  }
}

class SqliteStore implements Store {
  readonly #reads: Kysely<Tables>
  readonly #queue: WriteQueue
  readonly #inside = new AsyncLocalStorage<true>()
  #health: StoreHealth = { writable: true }

  constructor(
    private readonly writer: Database,
    private readonly reader: Database,
    boundary: Boundary,
  ) {
    this.#reads = builder(reader, 'deferred')
    this.#queue = new WriteQueue(
      builder(writer, 'immediate'),
      () => writer.inTransaction,
      boundary,
      (fault) => {
        this.#health =
          fault === undefined ? { writable: true } : { writable: false, reason: String(fault) }
      },
    )
  }

  async write<T>(label: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#refuseNested()
    return this.#queue.add(label, (tx) => this.#inside.run(true, () => work(tx)))
  }

  async read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T> {
    this.#refuseNested()
    return this.#reads.transaction().execute(async (transaction) => {
      const tx = new ReadTx(transaction)
      try {
        return await this.#inside.run(true, () => work(tx))
      } finally {
        ReadTx.end(tx)
      }
    })
  }

  health(): StoreHealth {
    return this.#health
  }

  async close(): Promise<void> {
    await this.#queue.idle()
    this.reader.close()
    this.writer.close()
  }

  #refuseNested(): void {
    if (this.#inside.getStore() === true) throw new NestedTransactionError()
  }
}

function builder(database: Database, begin: BeginMode): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: sqliteDialect(database, begin),
    plugins: [new CamelCasePlugin()],
  })
}

function openWriter(dataDir: string, mode: StoreMode): Database {
  const file = join(dataDir, DATABASE_FILE)
  if (mode !== 'service' && !existsSync(file)) {
    throw new StoreOpenError(
      'missing',
      `Belum ada data di ${dataDir}. Jalankan layanan dulu (npm start).`,
      `There is no data in ${dataDir} yet. Start the service first (npm start).`,
    )
  }
  if (mode === 'reader') {
    // Not opened read-only: as the last to close, such a connection would leave its side files behind.
    const database = new BetterSqlite(file, { timeout: BUSY_TIMEOUT_MS })
    database.pragma('query_only = ON')
    return database
  }
  try {
    // Nobody but the service's own user may read what people wrote.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const database = new BetterSqlite(file, { timeout: BUSY_TIMEOUT_MS })
    chmodSync(file, 0o600)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    return database
  } catch (error) {
    const fault = damaged(error)
    if (fault instanceof StoreOpenError) throw fault
    throw new StoreOpenError(
      'unwritable',
      `Folder data ${dataDir} tidak bisa ditulis. Periksa izin folder dan ruang disk.`,
      `The data folder ${dataDir} cannot be written. Check its permissions and the free disk space.`,
      { cause: error },
    )
  }
}

function openReader(file: string): Database {
  return new BetterSqlite(file, { readonly: true, timeout: BUSY_TIMEOUT_MS })
}

/** Says in plain words that the file is no database; other errors pass as they are. */
function damaged(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (code !== 'SQLITE_NOTADB' && code !== 'SQLITE_CORRUPT') return error
  return new StoreOpenError(
    'damaged',
    `File basis data ${DATABASE_FILE} rusak. Pulihkan salinan terbaru dari folder ${BACKUP_FOLDER}.`,
    `The database file ${DATABASE_FILE} is damaged. Restore the newest copy from the ${BACKUP_FOLDER} folder.`,
    { cause: error },
  )
}
