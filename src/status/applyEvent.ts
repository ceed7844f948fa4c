import { appendEntry, cutoversOf, entriesOf, eventsIn, type NewEntry } from './auditLog.ts'
import { statusChanged } from './cloudEvent.ts'
import { stateAt } from './deadlines.ts'
import { nextState } from './nextState.ts'
import type { Store } from './openStore.ts'
import { receiversOf } from './receivers.ts'
import { type DerivedColumns, derivedColumns, keyOf, nameOf, statusLine } from './recordRow.ts'
import { type LoggedEvent, replay } from './replay.ts'
import { StatusError } from './StatusError.ts'
import type { RecordTable } from './tables.ts'
import type { AuditEntry, EntryKind, Lifecycle, LifecycleState, Signature, StatusEvent, StatusKey } from './types.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

export async function findRow(store: Store, key: StatusKey): Promise<RecordTable | undefined> {
  return store
    .selectFrom('record')
    .selectAll()
    .where('organisation', '=', key.organisation)
    .where('application', '=', key.application)
    .where('profile', '=', key.profile)
    .where('environment', '=', key.environment)
    .executeTakeFirst()
}

/** The events of a record, its profile's cut-overs among them. */
export async function eventsOf(store: Store, row: RecordTable): Promise<readonly LoggedEvent[]> {
  const own = eventsIn(await entriesOf(store, row.id, keyOf(row)))
  return [...own, ...(await cutoversOf(store, row.profile))]
}

/** An event as an entry of the log: what is not in a column of its own is in the body. */
function newEntry(
  key: StatusKey | null,
  recordId: number | null,
  event: StatusEvent,
  by: Signature,
  now: number,
): NewEntry {
  const { kind, ...facts } = event
  const { runId, evidenceDigest } = event.kind === 'run' ? event : { runId: null, evidenceDigest: null }
  return { recordId, key, at: iso(now), kind, ...by, runId, evidenceDigest, body: JSON.stringify(facts) }
}

interface Cause {
  readonly actor: string
  readonly runId: string | null
  readonly evidenceDigest: string | null
}

interface Noted {
  readonly from: LifecycleState | null
  readonly to: LifecycleState
  readonly at: number
  readonly reason: string
}

const RULE: Cause = { actor: 'rule', runId: null, evidenceDigest: null }

/** Appends a transition and, in the same transaction, what every receiver is told of it. */
async function noteTransition(store: Store, row: RecordTable, noted: Noted, cause: Cause, now: number): Promise<void> {
  const { from, to, at, reason } = noted
  const { actor, runId, evidenceDigest } = cause
  const entry = await appendEntry(store, {
    ...{ recordId: row.id, key: keyOf(row), at: iso(now), kind: 'transition' as EntryKind, actor, reason },
    // The column of runs holds each run once; here it is only named.
    ...{ runId: null, evidenceDigest, body: JSON.stringify({ from, to, at, runId }) },
  })
  const { store_id } = await store.selectFrom('store').select('store_id').executeTakeFirstOrThrow()
  const [organisationId, serverId] = [row.directory_organisation, row.directory_server]
  const directory = organisationId !== null && serverId !== null ? { organisationId, serverId } : null
  // A directory cannot be told of an application that it does not know.
  const told = [...(await receiversOf(store)).values()].filter(({ kind }) => kind === 'webhook' || directory !== null)
  if (told.length === 0) return
  const event = JSON.stringify(statusChanged(store_id, entry, statusLine(row, now), { from, to, directory, runId }))
  const open = { attempts: 0, next_attempt: iso(now), leased_until: null, delivered_at: null, last_error: null }
  await store
    .insertInto('outbox')
    .values(told.map(({ id }) => ({ receiver: id, seq: entry.seq, record_id: row.id, event, ...open })))
    .execute()
}

/** Brings a row up to its log and notes what has changed. `before` is what stood there; null: nothing did. */
async function settle(
  store: Store,
  before: RecordTable,
  events: readonly LoggedEvent[],
  cause: Cause,
  now: number,
): Promise<RecordTable> {
  const lifecycle = replay(events)
  if (lifecycle === null)
    throw new StatusError('TAMPERED', `status record: no event of ${nameOf(before)} makes a record`)
  const columns: DerivedColumns = derivedColumns(lifecycle, events)
  const current = stateAt(lifecycle, now)
  const after: RecordTable = { ...before, ...columns, noted_state: current.state }
  await store
    .updateTable('record')
    .set({ ...columns, noted_state: current.state })
    .where('id', '=', before.id)
    .execute()
  const from = before.noted_state as LifecycleState | null
  if (from !== current.state) {
    const noted = { from, to: current.state, at: current.since, reason: current.reason }
    await noteTransition(store, after, noted, current.state === 'expired' ? RULE : cause, now)
  }
  return after
}

/** Notes that time ran out on a record before whatever happens to it now. */
export async function settleTime(store: Store, row: RecordTable, now: number): Promise<RecordTable> {
  const expired = row.expires_at !== null && Date.parse(row.expires_at) < now && row.noted_state !== 'expired'
  return expired ? settle(store, row, await eventsOf(store, row), RULE, now) : row
}

async function openRow(store: Store, key: StatusKey, now: number): Promise<RecordTable> {
  const { head_seq } = await store.selectFrom('store').select('head_seq').executeTakeFirstOrThrow()
  const blank: Lifecycle = {
    ...{ state: 'testing', since: now, reason: '', registeredAt: null, validUntil: null, due: null, certified: null },
    ...{ credentials: [], cutovers: [], change: null },
  }
  const row: RecordTable = { id: head_seq + 1, ...key, ...derivedColumns(blank, []), noted_state: null }
  await store.insertInto('record').values(row).execute()
  return row
}

export interface Applied {
  readonly row: RecordTable
  readonly entry: AuditEntry
}

/**
 * Writes an event into the audit log of a record and moves the record by rule; opens the record for a registration or a
 * run. Throws `StatusError` `ILLEGAL_TRANSITION` for what cannot happen to it now, and then nothing was written.
 */
export async function applyEvent(
  store: Store,
  key: StatusKey,
  event: StatusEvent,
  by: Signature,
  now: number,
): Promise<Applied> {
  const found = await findRow(store, key)
  const known = found === undefined ? [] : await eventsOf(store, found)
  // Asked for its refusal: what cannot happen is not written down.
  if (event.kind !== 'run') nextState(replay(known), event, by.reason)
  const row = found === undefined ? await openRow(store, key, now) : await settleTime(store, found, now)
  const entry = await appendEntry(store, newEntry(key, row.id, event, by, now))
  const cutovers = found === undefined ? await cutoversOf(store, key.profile) : []
  const events = [...known, ...cutovers, { seq: entry.seq, event, reason: by.reason }]
  const { runId, evidenceDigest } = entry
  const byHand = event.kind === 'decision' || event.kind === 'registration'
  const cause = { actor: byHand ? by.actor : 'rule', runId, evidenceDigest }
  return { row: await settle(store, row, events, cause, now), entry }
}

/** Writes down a cut-over of a profile and moves all its records; the number of these. */
export async function applyCutover(
  store: Store,
  event: StatusEvent & { readonly kind: 'cutover' },
  by: Signature,
  now: number,
): Promise<number> {
  const rows = await store.selectFrom('record').selectAll().where('profile', '=', event.profile).execute()
  await appendEntry(store, newEntry(null, null, event, by, now))
  for (const row of rows) await settle(store, row, await eventsOf(store, row), RULE, now)
  return rows.length
}

/** Writes down something about the whole store. */
export async function noteShared(
  store: Store,
  kind: EntryKind,
  body: object,
  by: Signature,
  now: number,
): Promise<void> {
  const nothing = { recordId: null, key: null, runId: null, evidenceDigest: null }
  await appendEntry(store, { ...nothing, at: iso(now), kind, ...by, body: JSON.stringify(body) })
}
