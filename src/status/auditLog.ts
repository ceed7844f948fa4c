import { entryHash } from './auditHash.ts'
import type { Store } from './openStore.ts'
import { readEvent } from './readEvent.ts'
import { readFields } from './readFields.ts'
import type { LoggedEvent } from './replay.ts'
import type { EntryTable } from './tables.ts'
import type { AuditEntry, EntryKind, StatusKey } from './types.ts'

const KINDS: readonly EntryKind[] = [
  ...(['registration', 'credential-issued', 'credential-revoked', 'run', 'decision', 'directory'] as const),
  ...(['change', 'cutover', 'transition', 'receiver', 'operator-keys'] as const),
]

/** A row of the log as an entry; `key` is that of the record it is about. */
export function entryOf(row: EntryTable, key: StatusKey | null): AuditEntry {
  const { seq, at, actor, reason, body, previous, hash } = row
  const kind = readFields(row, `entry ${seq} of the audit log`).oneOf('kind', KINDS)
  return { seq, key, at, kind, actor, reason, runId: row.run_id, evidenceDigest: row.evidence, body, previous, hash }
}

/** What is new about an entry; its place in the log is found when it is written. */
export type NewEntry = Omit<AuditEntry, 'seq' | 'previous' | 'hash'> & { readonly recordId: number | null }

/** Appends an entry to the log and moves its head; within a transaction that writes. */
export async function appendEntry(store: Store, { recordId, ...entry }: NewEntry): Promise<AuditEntry> {
  const head = await store.selectFrom('store').select(['head_seq', 'head_hash']).executeTakeFirstOrThrow()
  const placed = { ...entry, seq: head.head_seq + 1, previous: head.head_hash }
  const written: AuditEntry = { ...placed, hash: entryHash(placed) }
  const { seq, at, kind, actor, reason, body, previous, hash } = written
  await store
    .insertInto('entry')
    .values({
      ...{ seq, record_id: recordId, at, kind, actor, reason, body, previous, hash },
      ...{ run_id: entry.runId, evidence: entry.evidenceDigest },
    })
    .execute()
  await store.updateTable('store').set({ head_seq: seq, head_hash: hash }).execute()
  return written
}

/** The log of one record, oldest first. */
export async function entriesOf(store: Store, recordId: number, key: StatusKey): Promise<readonly AuditEntry[]> {
  const rows = await store.selectFrom('entry').selectAll().where('record_id', '=', recordId).orderBy('seq').execute()
  return rows.map((row) => entryOf(row, key))
}

/** Entries of one kind that are about more than one record, oldest first. */
export async function sharedEntries(store: Store, kind: EntryKind): Promise<readonly AuditEntry[]> {
  const rows = await store
    .selectFrom('entry')
    .selectAll()
    .where('record_id', 'is', null)
    .where('kind', '=', kind)
    .orderBy('seq')
    .execute()
  return rows.map((row) => entryOf(row, null))
}

/** Those of the entries that can move a record. */
export function eventsIn(entries: readonly AuditEntry[]): readonly LoggedEvent[] {
  return entries.flatMap((entry) => {
    const event = readEvent(entry)
    return event === null ? [] : [{ seq: entry.seq, event, reason: entry.reason }]
  })
}

/** The cut-overs of a profile, which move all its records. */
export async function cutoversOf(store: Store, profile: string): Promise<readonly LoggedEvent[]> {
  const events = eventsIn(await sharedEntries(store, 'cutover'))
  return events.filter(({ event }) => event.kind === 'cutover' && event.profile === profile)
}
