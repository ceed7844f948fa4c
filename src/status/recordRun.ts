import type { DatabaseSync } from 'node:sqlite'
import type { RunResult } from '../verdict/types.ts'
import { stateAt } from './nextState.ts'
import { inTransaction, withStore } from './openStore.ts'
import { lifecycleOf, statusRecord } from './readStatus.ts'
import { replay } from './replay.ts'
import { historyEntry, number, type Row } from './rows.ts'
import { StatusError } from './StatusError.ts'
import type { HistoryEntry, Lifecycle, RecordOptions, StatusKey, StatusRecord } from './types.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

function time(value: string, field: string): string {
  const ms = Date.parse(value)
  if (Number.isNaN(ms)) {
    throw new StatusError(
      'INVALID_RUN',
      `"run.${field}": an ISO 8601 time expected, "${value}" seen; the run was not recorded`,
    )
  }
  return iso(ms)
}

/** End of the first waiver that the result leans on, by ISO 8601; a waived warning decides nothing anyway. */
function waivedUntil({ cases }: RunResult): string | null {
  const ends = cases.flatMap(({ waived, verdict }) => (waived && verdict === 'fail' ? [waived.expires] : [])).sort()
  return ends[0] === undefined ? null : time(`${ends[0]}T23:59:59.999Z`, 'cases[].waived.expires')
}

function entryOf(result: RunResult, options: RecordOptions): HistoryEntry {
  const { run } = result
  return {
    runId: run.id,
    startedAt: time(run.startedAt, 'startedAt'),
    finishedAt: time(run.finishedAt, 'finishedAt'),
    recordedAt: iso(options.now),
    result: result.result,
    partial: run.selection.omitted > 0,
    summary: result.summary,
    waivedUntil: waivedUntil(result),
    tool: run.tool,
    profileDigest: run.profile.digest,
    suiteDigest: run.suiteDigest,
    target: { id: run.target.id, issuer: run.target.issuer, digest: run.targetDigest },
    folder: options.folder,
    observedBy: options.observedBy,
    rules: options.rules,
  }
}

function keyOf({ run }: RunResult): StatusKey {
  const key = {
    organisation: run.organisation,
    application: run.application,
    profile: run.profile.id,
    environment: run.environment,
  }
  for (const [name, value] of Object.entries(key)) {
    if (value === '')
      throw new StatusError('INVALID_RUN', `"${name}" is empty; name it in the target file, the run was not recorded`)
  }
  return key
}

function findRecord(database: DatabaseSync, key: StatusKey): Row | undefined {
  return database
    .prepare('SELECT * FROM record WHERE organisation = ? AND application = ? AND profile = ? AND environment = ?')
    .get(key.organisation, key.application, key.profile, key.environment)
}

function noteTransition(
  database: DatabaseSync,
  record: number,
  from: string | null,
  to: Lifecycle,
  runId: string | null,
): void {
  database
    .prepare('INSERT INTO transition (record_id, at, from_state, to_state, reason, run_id) VALUES (?, ?, ?, ?, ?, ?)')
    .run(record, iso(to.since), from, to.state, to.reason, runId)
}

function register(database: DatabaseSync, key: StatusKey, now: number): Row {
  const registered = replay(now, [])
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO record (organisation, application, profile, environment, registered_at, state, since, reason)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      key.organisation,
      key.application,
      key.profile,
      key.environment,
      iso(now),
      registered.state,
      iso(now),
      registered.reason,
    )
  noteTransition(database, Number(lastInsertRowid), null, registered, null)
  return findRecord(database, key) ?? {}
}

function appendRun(database: DatabaseSync, record: number, entry: HistoryEntry): void {
  database
    .prepare(
      `INSERT INTO run (record_id, run_id, started_at, finished_at, recorded_at, result, partial, summary, tool_name,
         tool_version, profile_digest, suite_digest, target_id, target_issuer, target_digest, folder, observed_by,
         valid_days, grace_days, waived_until)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...[
        record,
        entry.runId,
        entry.startedAt,
        entry.finishedAt,
        entry.recordedAt,
        entry.result,
        entry.partial ? 1 : 0,
      ],
      ...[JSON.stringify(entry.summary), entry.tool.name, entry.tool.version, entry.profileDigest, entry.suiteDigest],
      ...[entry.target.id, entry.target.issuer, entry.target.digest, entry.folder, entry.observedBy],
      ...[entry.rules.validDays, entry.rules.graceDays, entry.waivedUntil],
    )
}

/** True if this very run is there already: recording it again, after a crash say, changes nothing. */
function isRecorded(runs: readonly HistoryEntry[], entry: HistoryEntry, file: string): boolean {
  const same = runs.find((run) => run.runId === entry.runId)
  if (same === undefined) return false
  const facts = ({ startedAt, finishedAt, result, summary, target }: HistoryEntry) =>
    JSON.stringify([startedAt, finishedAt, result, Object.entries(summary).sort(), target.digest])
  if (facts(same) === facts(entry)) return true
  const advice = 'run ids must not be used twice; the run was not recorded'
  throw new StatusError(
    'CONFLICT',
    `status record "${file}": another run "${entry.runId}" is in the history already; ${advice}`,
  )
}

function moveState(database: DatabaseSync, row: Row, runs: readonly HistoryEntry[], runId: string, now: number): void {
  const id = number(row, 'id')
  const stored = lifecycleOf(row)
  const before = stateAt(stored, now)
  if (before.state !== stored.state) noteTransition(database, id, stored.state, before, null)
  const after = replay(Date.parse(String(row.registered_at)), runs)
  const current = stateAt(after, now)
  if (current.state !== before.state) noteTransition(database, id, before.state, current, runId)
  const optional = (value: number | null): string | null => (value === null ? null : iso(value))
  database
    .prepare('UPDATE record SET state = ?, since = ?, valid_until = ?, due = ?, reason = ? WHERE id = ?')
    .run(current.state, iso(current.since), optional(current.validUntil), optional(current.due), current.reason, id)
}

/**
 * Appends a run to the history of its organisation x application x profile x environment and moves the state by rule.
 * Creates the file and the record as needed. Safe against other processes doing the same at once and against a crash:
 * the run is there with its state, or not at all. Recording the same run twice changes nothing.
 * Returns the record as it stands at `options.now`. Throws `StatusError`.
 */
export async function recordRun(file: string, result: RunResult, options: RecordOptions): Promise<StatusRecord> {
  const key = keyOf(result)
  const entry = entryOf(result, options)
  return withStore(file, options.lockTimeoutMs, (database) =>
    inTransaction(database, () => {
      const row = findRecord(database, key) ?? register(database, key, options.now)
      const id = number(row, 'id')
      const runs = database.prepare('SELECT * FROM run WHERE record_id = ?').all(id).map(historyEntry)
      if (!isRecorded(runs, entry, file)) {
        appendRun(database, id, entry)
        moveState(database, row, [...runs, entry], entry.runId, options.now)
      }
      return statusRecord(database, findRecord(database, key) ?? {}, options.now)
    }),
  )
}

/** Makes sure, before a long run, that the record can be written at its end; creates the file. Throws `StatusError`. */
export async function prepareRecord(file: string, lockTimeoutMs?: number): Promise<void> {
  // A write transaction without a write: takes the lock and so needs all rights.
  withStore(file, lockTimeoutMs, (database) => inTransaction(database, () => undefined))
}
