/**
 * Numbered migrations. Each is one transaction together with its row in `migrations`, so a power cut
 * leaves the database before it or after it. What is neither (a file put together by hand, a tool that
 * was stopped) is found by comparing the schema with what its version must look like, and refused.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import BetterSqlite, { type Database } from 'better-sqlite3'
import type { Boundary } from './boundary.js'
import { StoreOpenError } from './errors.js'
import { requireNoLiveHolder } from './lease.js'

export interface Migration {
  /** 1, 2, 3 … without a gap. */
  readonly version: number
  readonly name: string
  readonly sql: string
}

export interface MigrateOptions {
  readonly migrations: readonly Migration[]
  /** Where a copy goes before each migration, e.g. `DATA_DIR/backups`. */
  readonly backupDir: string
  readonly boundary: Boundary
  /** UTC milliseconds. */
  readonly now: number
}

const VERSION_TABLE = `CREATE TABLE IF NOT EXISTS migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT`

/**
 * Brings the database to the newest version and returns the versions applied.
 * @throws {StoreOpenError} when the database is newer than this program or half-migrated.
 * @throws {LeaseHeldError} when a live service works on the version that would be changed.
 */
export function migrate(database: Database, options: MigrateOptions): readonly number[] {
  const { migrations, boundary } = options
  checkVersion(database, migrations)
  const applied: number[] = []
  const isNew = versionOf(database) === 0
  for (const migration of migrations.slice(versionOf(database))) {
    if (migration.version > 1) {
      requireNoLiveHolder(database, options.now)
      // A database that is being made has nothing to lose yet.
      if (!isNew) backUp(database, migration.version - 1, options)
    }
    boundary('migration.commit.before')
    database.transaction(() => apply(database, migration, options.now)).immediate()
    boundary('migration.commit.after')
    applied.push(migration.version)
  }
  return applied
}

/** @throws {StoreOpenError} unless the database is whole and of the newest version. */
export function requireNewest(database: Database, migrations: readonly Migration[]): void {
  checkVersion(database, migrations)
  const version = versionOf(database)
  if (version === migrations.length) return
  throw new StoreOpenError(
    'outdated',
    `Basis data masih versi ${version}, program ini butuh versi ${migrations.length}. Jalankan layanan sekali (npm start), lalu ulangi.`,
    `The database is version ${version}, this program needs ${migrations.length}. Start the service once (npm start), then try again.`,
  )
}

function apply(database: Database, migration: Migration, now: number): void {
  // Another process may have been faster while this one waited for the lock.
  if (versionOf(database) >= migration.version) return
  database.exec(VERSION_TABLE)
  database.exec(migration.sql)
  database
    .prepare('INSERT INTO migrations (version, name, applied_at) VALUES (?, ?, ?)')
    .run(migration.version, migration.name, now)
}

function versionOf(database: Database): number {
  return appliedVersions(database).at(-1) ?? 0
}

function appliedVersions(database: Database): readonly number[] {
  const exists = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").get()
  if (exists === undefined) return []
  return database
    .prepare<[], number>('SELECT version FROM migrations ORDER BY version')
    .pluck()
    .all()
}

function checkVersion(database: Database, migrations: readonly Migration[]): void {
  const versions = appliedVersions(database)
  const newest = versions.at(-1) ?? 0
  if (newest > migrations.length) {
    throw new StoreOpenError(
      'newer',
      `Basis data dibuat oleh versi program yang lebih baru (versi data ${newest}, program ini mengenal sampai ${migrations.length}). Pasang versi program yang baru, atau pulihkan salinan dari folder backups.`,
      `The database is newer than this program (data version ${newest}, this program knows up to ${migrations.length}). Install the newer program, or restore a copy from the backups folder.`,
    )
  }
  const gap = versions.findIndex((version, index) => version !== index + 1)
  const faults = gap >= 0 ? [`migration ${gap + 1} is not recorded`] : []
  faults.push(...schemaFaults(schemaOf(database), expectedSchema(migrations.slice(0, newest))))
  if (faults.length === 0) return
  throw new StoreOpenError(
    'half-migrated',
    `Basis data tidak utuh: pembaruan ke versi ${newest} tidak selesai atau file diubah dari luar (${faults.join('; ')}). Layanan tidak dijalankan agar data tidak rusak. Pulihkan salinan terbaru dari folder backups.`,
    `The database is half-migrated: the step to version ${newest} did not end, or the file was changed from outside (${faults.join('; ')}). The service does not start, to keep the data safe. Restore the newest copy from the backups folder.`,
  )
}

/** The SQL of every table and index by name, without layout. */
function schemaOf(database: Database): ReadonlyMap<string, string> {
  const rows = database
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'`,
    )
    .all()
  return new Map(rows.map(({ name, sql }) => [name, sql.replace(/\s+/g, ' ')]))
}

function expectedSchema(migrations: readonly Migration[]): ReadonlyMap<string, string> {
  const model = new BetterSqlite(':memory:')
  try {
    for (const { sql } of migrations) model.exec(sql)
    return schemaOf(model)
  } finally {
    model.close()
  }
}

function schemaFaults(
  actual: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): string[] {
  const missing = [...expected.keys()].filter((name) => !actual.has(name))
  const unknown = [...actual.keys()].filter((name) => !expected.has(name))
  const changed = [...expected].filter(([name, sql]) => (actual.get(name) ?? sql) !== sql)
  return [
    ...missing.map((name) => `${name} is missing`),
    ...unknown.map((name) => `${name} is not known`),
    ...changed.map(([name]) => `${name} differs`),
  ]
}

/** A whole copy, complete or absent: written beside its name and renamed. */
function backUp(database: Database, version: number, { backupDir, now }: MigrateOptions): void {
  mkdirSync(backupDir, { recursive: true, mode: 0o700 })
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-')
  const target = join(
    backupDir,
    `${basename(database.name, '.sqlite')}-v${version}-${stamp}.sqlite`,
  )
  const partial = `${target}.partial`
  if (existsSync(partial)) rmSync(partial)
  database.prepare('VACUUM INTO ?').run(partial)
  renameSync(partial, target)
}
