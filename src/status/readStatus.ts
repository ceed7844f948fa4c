import { findRow } from './applyEvent.ts'
import { cutoversOf, entriesOf, eventsIn } from './auditLog.ts'
import { reading, type Store } from './openStore.ts'
import { STATES } from './readEvent.ts'
import { readBody } from './readFields.ts'
import { keyOf, nameOf, statusLine } from './recordRow.ts'
import { replay } from './replay.ts'
import { StatusError } from './StatusError.ts'
import type {
  AuditEntry,
  HistoryEntry,
  StatusFilter,
  StatusKey,
  StatusLine,
  StatusRecord,
  StoreOptions,
  Transition,
} from './types.ts'

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

export interface ReadOptions extends StoreOptions {
  /** Unix epoch in ms: decides what has expired. */
  readonly now: number
}

const KEY = ['organisation', 'application', 'profile', 'environment'] as const

/**
 * Where every record that matches stands, by name; without histories. Throws `StatusError`: no such file, not a status
 * record, newer schema, damaged, locked too long.
 */
export async function listStatus(
  file: string,
  filter: StatusFilter,
  options: ReadOptions,
): Promise<readonly StatusLine[]> {
  return reading(file, options, async (store) => {
    let query = store.selectFrom('record').selectAll()
    for (const column of KEY) {
      const wanted = filter[column]
      if (wanted !== undefined) query = query.where(column, '=', wanted)
    }
    for (const column of KEY) query = query.orderBy(column)
    const lines = (await query.execute()).map((row) => statusLine(row, options.now))
    return lines.filter(({ state }) => filter.state === undefined || state === filter.state)
  })
}

function transitionIn(entry: AuditEntry): Transition {
  const body = readBody(entry.body, `entry ${entry.seq} of the audit log`)
  const from = body.textOrNull('from')
  return {
    at: new Date(body.number('at')).toISOString(),
    from: from === null ? null : body.oneOf('from', STATES),
    to: body.oneOf('to', STATES),
    reason: entry.reason,
    runId: body.textOrNull('runId'),
    actor: entry.actor,
  }
}

function runsIn(entries: readonly AuditEntry[]): HistoryEntry[] {
  const runs = entries.flatMap((entry) => {
    const event = eventsIn([entry])[0]?.event
    if (event?.kind !== 'run') return []
    const { kind: _, at: __, ...run } = event
    return [{ ...run, recordedAt: entry.at }]
  })
  const newestFirst = (a: HistoryEntry, b: HistoryEntry): number =>
    a.finishedAt === b.finishedAt ? (a.runId < b.runId ? 1 : -1) : a.finishedAt < b.finishedAt ? 1 : -1
  return runs.sort(newestFirst)
}

/** One record with all that is known of it, within a transaction. Throws `StatusError` `UNKNOWN_RECORD`. */
export async function readRecord(store: Store, key: StatusKey, now: number): Promise<StatusRecord> {
  const row = await findRow(store, key)
  if (row === undefined) {
    const advice = '"assay status list" shows those that there are, "assay status register" makes a new one'
    throw new StatusError('UNKNOWN_RECORD', `there is no record of ${nameOf(key)}; ${advice}`)
  }
  const log = await entriesOf(store, row.id, keyOf(row))
  const lifecycle = replay([...eventsIn(log), ...(await cutoversOf(store, key.profile))])
  return {
    ...statusLine(row, now),
    credentials: (lifecycle?.credentials ?? []).map(({ id, type, expires, rotateBy }) => ({
      ...{ id, type, expires: isoOrNull(expires), rotateBy: isoOrNull(rotateBy) },
    })),
    runs: runsIn(log),
    transitions: log.filter(({ kind }) => kind === 'transition').map(transitionIn),
    log,
  }
}

/** Every record that matches with all that is known of it. Throws `StatusError`. */
export async function readStatus(
  file: string,
  filter: StatusFilter,
  options: ReadOptions,
): Promise<readonly StatusRecord[]> {
  const lines = await listStatus(file, filter, options)
  return reading(file, options, async (store) => {
    const records: StatusRecord[] = []
    for (const line of lines) records.push(await readRecord(store, line, options.now))
    return records
  })
}
