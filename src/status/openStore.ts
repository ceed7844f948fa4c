import { randomUUID } from 'node:crypto'
import { Kysely, type Transaction } from 'kysely'
import { genesisHash } from './auditHash.ts'
import { createTables, SCHEMA_VERSION } from './createTables.ts'
import { StatusError, toStatusError } from './StatusError.ts'
import { openSqlite, type SqliteFile } from './sqlite.ts'
import type { Tables } from './tables.ts'
import type { StoreOptions } from './types.ts'

const DEFAULT_LOCK_TIMEOUT_MS = 10_000

/** One transaction of a store. */
export type Store = Transaction<Tables>

async function checkVersion(database: Kysely<Tables>, file: string): Promise<void> {
  const store = await database.selectFrom('store').select('schema_version').executeTakeFirst()
  const version = store?.schema_version ?? 0
  if (version > SCHEMA_VERSION) {
    const seen = `its schema version is ${version}, this version of assay knows ${SCHEMA_VERSION}`
    throw new StatusError('NEWER_SCHEMA', `status record "${file}": ${seen}; update fapi-assay`)
  }
}

async function create(database: Kysely<Tables>, sqlite: SqliteFile, file: string): Promise<void> {
  await database.transaction().execute(async (store) => {
    // Asked again under the lock: another process may have been first.
    const there = await store.introspection.getTables()
    if (there.length > 0) return checkVersion(store, file)
    await createTables(store)
    const id = randomUUID()
    const head = { head_seq: 0, head_hash: genesisHash(id) }
    await store
      .insertInto('store')
      .values({ id: 1, schema_version: SCHEMA_VERSION, store_id: id, ...head })
      .execute()
    sqlite.guard()
  })
}

async function open<T>(
  file: string,
  readOnly: boolean,
  options: StoreOptions,
  work: (database: Kysely<Tables>, sqlite: SqliteFile) => Promise<T>,
): Promise<T> {
  let sqlite: SqliteFile | null = null
  try {
    sqlite = await openSqlite(file, readOnly, options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS)
    return await work(new Kysely<Tables>({ dialect: sqlite.dialect }), sqlite)
  } catch (error) {
    throw toStatusError(error, file)
  } finally {
    sqlite?.close()
  }
}

/**
 * Opens a status record for writing, creates it as needed and hands `work` one transaction: other writers wait, and a crash
 * at any point leaves either all of it or none. Throws `StatusError`.
 */
export function writing<T>(file: string, options: StoreOptions, work: (store: Store) => Promise<T>): Promise<T> {
  return open(file, false, options, async (database, sqlite) => {
    if (sqlite.empty) await create(database, sqlite, file)
    else await checkVersion(database, file)
    return database.transaction().execute(async (store) => {
      // Takes the row that every entry changes: writers take turns in databases with row locks, too.
      await store
        .updateTable('store')
        .set(({ ref }) => ({ head_seq: ref('head_seq') }))
        .execute()
      return work(store)
    })
  })
}

/**
 * Opens a status record for reading only and hands `work` one transaction: all it reads is of the same moment, even while
 * somebody writes. Never creates or changes the file. Throws `StatusError`.
 */
export function reading<T>(file: string, options: StoreOptions, work: (store: Store) => Promise<T>): Promise<T> {
  return open(file, true, options, async (database, sqlite) => {
    if (sqlite.empty) {
      const advice = 'it is empty; "assay status register" or "assay run --record <file>" starts it'
      throw new StatusError('NOT_A_RECORD', `status record "${file}": ${advice}`)
    }
    await checkVersion(database, file)
    return database.transaction().setAccessMode('read only').execute(work)
  })
}
