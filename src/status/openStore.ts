import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StatusError, toStatusError } from './StatusError.ts'
import { APPLICATION_ID, MIGRATIONS } from './schema.ts'

const DEFAULT_LOCK_TIMEOUT_MS = 10_000

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name]
  return typeof value === 'number' ? value : 0
}

/** Version of the schema in the file, 0 for a new and empty file; refuses files that are not ours to touch. */
function schemaVersion(database: DatabaseSync, file: string): number {
  const version = pragma(database, 'user_version')
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n
  const application = pragma(database, 'application_id')
  if (version === 0 && application === 0 && tables === 0) return 0
  if (application !== APPLICATION_ID) {
    const advice = 'it is an SQLite file of another program; choose another "--record" file'
    throw new StatusError('NOT_A_RECORD', `status record "${file}": ${advice}`)
  }
  if (version > MIGRATIONS.length) {
    const seen = `its schema version is ${version}, this version of assay knows ${MIGRATIONS.length}`
    throw new StatusError('NEWER_SCHEMA', `status record "${file}": ${seen}; update fapi-assay`)
  }
  return version
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

/**
 * Runs `work` in one write transaction: another writer waits, and a crash at any point leaves either all of it or none.
 * Errors of the database come out as `StatusError`.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  // IMMEDIATE takes the write lock first; a reader that turns writer half-way could not wait for its turn.
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function migrate(database: DatabaseSync, file: string): void {
  if (schemaVersion(database, file) === MIGRATIONS.length) return
  inTransaction(database, () => {
    // Asked again under the lock: another process may have been first.
    for (const migration of MIGRATIONS.slice(schemaVersion(database, file))) database.exec(migration)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`)
  })
}

/**
 * Opens a status record for writing, creates and migrates it as needed, hands it to `work` and closes it.
 * Throws `StatusError`. `lockTimeoutMs` is how long to wait for other writers.
 */
export function withStore<T>(file: string, lockTimeoutMs: number | undefined, work: (database: DatabaseSync) => T): T {
  checkPlace(file)
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { timeout: lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS })
    schemaVersion(database, file)
    // WAL: readers never wait for a writer; FULL: what was committed survives a power cut, too.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    migrate(database, file)
    return work(database)
  } catch (error) {
    throw toStatusError(error, file)
  } finally {
    database?.close()
  }
}

/** Opens a status record for reading only and hands it to `work`; never creates or changes it. Throws `StatusError`. */
export function withReadStore<T>(
  file: string,
  lockTimeoutMs: number | undefined,
  work: (database: DatabaseSync) => T,
): T {
  if (!existsSync(file)) {
    const advice = 'there is no such file; "assay run --record <file>" creates it'
    throw new StatusError('MISSING', `status record "${file}": ${advice}`)
  }
  checkPlace(file)
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS })
    const version = schemaVersion(database, file)
    if (version < MIGRATIONS.length) {
      const advice =
        version === 0
          ? 'it is empty'
          : `its schema version is ${version}; record a run with this version of assay first`
      throw new StatusError('NOT_A_RECORD', `status record "${file}": ${advice}`)
    }
    return work(database)
  } catch (error) {
    throw toStatusError(error, file)
  } finally {
    database?.close()
  }
}
