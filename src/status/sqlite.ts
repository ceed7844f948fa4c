import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { StatusError } from './StatusError.ts'

/** "ASSY": tells a status record from other SQLite files (PRAGMA application_id). */
const APPLICATION_ID = 0x41535359

/** Everything that only SQLite understands stands in this file; the rest of the folder would run on PostgreSQL. */
export interface SqliteFile {
  readonly dialect: Dialect
  /** True for a file that has no tables yet. */
  readonly empty: boolean
  /** Marks the file as ours and guards the audit log; within the transaction that creates the tables. */
  guard(): void
  close(): void
}

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name]
  return typeof value === 'number' ? value : 0
}

/** SQLITE_BUSY or SQLITE_LOCKED: somebody else has the file. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [5, 6].includes(Number(error.errcode) & 0xff)

/**
 * Tries until the file is free or `limitMs` is over. Not SQLite's own waiting: that would stop this process, and with it
 * perhaps the very transaction that is waited for.
 */
async function patiently<T>(limitMs: number, work: () => T): Promise<T> {
  for (let waited = 0, pause = 1; ; pause = Math.min(pause * 1.5, 25)) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || waited >= limitMs) throw error
      await sleep(pause)
      waited += pause
    }
  }
}

class Connection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #limitMs: number
  constructor(database: DatabaseSync, limitMs: number) {
    this.#database = database
    this.#limitMs = limitMs
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<{ rows: R[]; numAffectedRows?: bigint }> {
    const statement = this.#database.prepare(sql)
    const values = parameters as SQLInputValue[]
    // Within a transaction that writes the file is ours; waiting there would only delay the error.
    const limit = this.#database.isTransaction ? 0 : this.#limitMs
    if (statement.columns().length > 0) return { rows: await patiently(limit, () => statement.all(...values) as R[]) }
    const { changes } = await patiently(limit, () => statement.run(...values))
    return { rows: [], numAffectedRows: BigInt(changes) }
  }

  streamQuery(): never {
    throw new Error('the status record is read in pages, not in streams')
  }
}

class NodeSqliteDriver implements Driver {
  readonly #connection: Connection
  readonly #database: DatabaseSync
  constructor(database: DatabaseSync, limitMs: number) {
    this.#database = database
    this.#connection = new Connection(database, limitMs)
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(connection: DatabaseConnection, { accessMode }: TransactionSettings): Promise<void> {
    // IMMEDIATE takes the write lock first; a reader that turns writer half-way could not wait for its turn.
    await connection.executeQuery(CompiledQuery.raw(accessMode === 'read only' ? 'BEGIN' : 'BEGIN IMMEDIATE'))
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'))
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // Some errors, a full disk for one, have ended the transaction already.
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw('ROLLBACK'))
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    this.#database.close()
  }
}

/** True for a new and empty file; refuses files that are not ours to touch. */
function isEmpty(database: DatabaseSync, file: string): boolean {
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n
  const application = pragma(database, 'application_id')
  if (application === 0 && tables === 0) return true
  if (application !== APPLICATION_ID) {
    const advice = 'it is an SQLite file of another program; choose another "--record" file'
    throw new StatusError('NOT_A_RECORD', `status record "${file}": ${advice}`)
  }
  if (pragma(database, 'user_version') !== 0) {
    const advice = 'it was written by a version from before the audit log; start a new file'
    throw new StatusError('OLDER_SCHEMA', `status record "${file}": ${advice}`)
  }
  return false
}

function checkPlace(file: string): void {
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new StatusError('UNWRITABLE', `status record "${file}": it is a folder; name a file, e.g. "status.db"`)
  }
  const folder = dirname(file)
  if (!existsSync(folder)) {
    throw new StatusError(
      'UNWRITABLE',
      `status record "${file}": the folder "${folder}" does not exist; create it first`,
    )
  }
}

const GUARDS = `
  CREATE TRIGGER entry_is_history BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER entry_stays BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  PRAGMA application_id = ${APPLICATION_ID};`

/**
 * Opens a file with `node:sqlite` for kysely; creates it unless `readOnly`. Throws errors of SQLite and `StatusError`.
 * `lockTimeoutMs` is how long to wait for other processes.
 */
export async function openSqlite(file: string, readOnly: boolean, lockTimeoutMs: number): Promise<SqliteFile> {
  if (readOnly && !existsSync(file)) {
    const advice = 'there is no such file; "assay status register" or "assay run --record <file>" creates it'
    throw new StatusError('MISSING', `status record "${file}": ${advice}`)
  }
  checkPlace(file)
  const database = new DatabaseSync(file, { readOnly, timeout: 0 })
  try {
    const empty = await patiently(lockTimeoutMs, () => isEmpty(database, file))
    if (!readOnly) {
      // WAL: readers never wait for a writer; FULL: what was committed survives a power cut, too.
      await patiently(lockTimeoutMs, () => database.exec('PRAGMA journal_mode = WAL'))
      database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    }
    return {
      empty,
      guard: () => database.exec(GUARDS),
      close: () => database.close(),
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new NodeSqliteDriver(database, lockTimeoutMs),
        createIntrospector: (kysely) => new SqliteIntrospector(kysely),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    }
  } catch (error) {
    database.close()
    throw error
  }
}
