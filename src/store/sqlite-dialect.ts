/**
 * A small Kysely driver over better-sqlite3. Kysely's own begins deferred, so that a transaction that
 * reads first and writes later can fail with "database is locked" in the middle; the writer here
 * begins IMMEDIATE. It also keeps prepared statements, because the same few run all day.
 */
import type { Database, Statement } from 'better-sqlite3'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** Prepared statements kept per connection; far above the number of different queries here. */
const MAX_STATEMENTS = 500

/** How a transaction begins: writers take the write lock at once, readers take a snapshot. */
export type BeginMode = 'immediate' | 'deferred'

export function sqliteDialect(database: Database, begin: BeginMode): Dialect {
  return {
    createDriver: () => new BetterSqliteDriver(new BetterSqliteConnection(database), begin),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

class BetterSqliteDriver implements Driver {
  readonly #mutex = new Mutex()

  constructor(
    private readonly connection: BetterSqliteConnection,
    private readonly begin: BeginMode,
  ) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#mutex.acquire()
    return this.connection
  }

  async releaseConnection(): Promise<void> {
    this.#mutex.release()
  }

  async beginTransaction(): Promise<void> {
    this.connection.run(`begin ${this.begin}`)
  }

  async commitTransaction(): Promise<void> {
    this.connection.run('commit')
  }

  async rollbackTransaction(): Promise<void> {
    this.connection.rollback()
  }

  async savepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    this.connection.run(`savepoint ${name}`)
  }

  async rollbackToSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    this.connection.run(`rollback to ${name}`)
  }

  async releaseSavepoint(_connection: DatabaseConnection, name: string): Promise<void> {
    this.connection.run(`release ${name}`)
  }

  /** The connection is closed by whoever opened it. */
  async destroy(): Promise<void> {}
}

class BetterSqliteConnection implements DatabaseConnection {
  readonly #statements = new Map<string, Statement>()

  constructor(private readonly database: Database) {}

  run(sql: string): void {
    this.#prepare(sql).run()
  }

  /** SQLite itself rolls back on some faults (disk full), and a second rollback would throw. */
  rollback(): void {
    if (this.database.inTransaction) this.run('rollback')
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#prepare(sql)
    if (statement.reader) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return {
      rows: [],
      numAffectedRows: BigInt(changes),
      insertId: BigInt(lastInsertRowid),
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of this.#prepare(query.sql).iterate(...query.parameters)) {
      yield { rows: [row as R] }
    }
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.database.prepare(sql)
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear()
    this.#statements.set(sql, statement)
    return statement
  }
}

/** First come, first served. */
class Mutex {
  #held = false
  readonly #waiting: (() => void)[] = []

  async acquire(): Promise<void> {
    if (!this.#held) {
      this.#held = true
      return
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }
}
