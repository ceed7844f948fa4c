import type { DatabaseSync } from 'node:sqlite'
import { stateAt } from './nextState.ts'
import { withReadStore } from './openStore.ts'
import { historyEntry, number, type Row, stateOf, text, textOrNull, transition } from './rows.ts'
import type { Lifecycle, StatusFilter, StatusKey, StatusRecord } from './types.ts'

const iso = (ms: number): string => new Date(ms).toISOString()
const ms = (value: string | null): number | null => (value === null ? null : Date.parse(value))

/** Columns of table `record` that hold its state, as a `Lifecycle`. */
export function lifecycleOf(row: Row): Lifecycle {
  return {
    state: stateOf(row, 'state'),
    since: Date.parse(text(row, 'since')),
    validUntil: ms(textOrNull(row, 'valid_until')),
    due: ms(textOrNull(row, 'due')),
    reason: text(row, 'reason'),
  }
}

/** Row of table `record` with its history, as it stands at `now` (epoch ms). */
export function statusRecord(database: DatabaseSync, row: Row, now: number): StatusRecord {
  const id = number(row, 'id')
  const { state, since, validUntil, due, reason } = stateAt(lifecycleOf(row), now)
  return {
    organisation: text(row, 'organisation'),
    application: text(row, 'application'),
    profile: text(row, 'profile'),
    environment: text(row, 'environment'),
    state,
    since: iso(since),
    validUntil: validUntil === null ? null : iso(validUntil),
    due: due === null ? null : iso(due),
    reason,
    registeredAt: text(row, 'registered_at'),
    runs: database
      .prepare('SELECT * FROM run WHERE record_id = ? ORDER BY finished_at DESC, run_id DESC')
      .all(id)
      .map(historyEntry),
    transitions: database.prepare('SELECT * FROM transition WHERE record_id = ? ORDER BY id').all(id).map(transition),
  }
}

const COLUMNS: readonly (keyof StatusKey)[] = ['organisation', 'application', 'profile', 'environment']

/**
 * Records that match the filter, by name, each with its whole history. `now` (epoch ms) decides what has expired.
 * Throws `StatusError`: no such file, not a status record, newer schema, damaged, locked too long.
 */
export async function readStatus(
  file: string,
  filter: StatusFilter,
  options: { readonly now: number; readonly lockTimeoutMs?: number },
): Promise<readonly StatusRecord[]> {
  return withReadStore(file, options.lockTimeoutMs, (database) => {
    // One read transaction: records and histories of the same moment, even while somebody records a run.
    database.exec('BEGIN')
    const wanted = COLUMNS.filter((column) => filter[column] !== undefined)
    const where = wanted.length === 0 ? '' : `WHERE ${wanted.map((column) => `${column} = ?`).join(' AND ')}`
    return database
      .prepare(`SELECT * FROM record ${where} ORDER BY ${COLUMNS.join(', ')}`)
      .all(...wanted.map((column) => filter[column] ?? ''))
      .map((row) => statusRecord(database, row, options.now))
  })
}
