import { entryHash, genesisHash } from './auditHash.ts'
import { entryOf, eventsIn } from './auditLog.ts'
import { reading, type Store } from './openStore.ts'
import { readBody } from './readFields.ts'
import { type DerivedColumns, derivedColumns, keyOf, nameOf } from './recordRow.ts'
import { type LoggedEvent, replay } from './replay.ts'
import { StatusError } from './StatusError.ts'
import type { RecordTable } from './tables.ts'
import type { AuditEntry, StatusKey, StoreOptions } from './types.ts'

/** The end of an audit log as somebody has kept it. */
export interface LogHead {
  readonly seq: number
  readonly hash: string
}

export interface LogVerification {
  readonly ok: boolean
  /** Whose log it is. */
  readonly storeId: string
  readonly entries: number
  readonly records: number
  readonly head: LogHead
  /** What is wrong, one sentence each, at most 20. */
  readonly problems: readonly string[]
}

const MOST = 20
const PAGE = 2000

interface Walk {
  readonly problems: string[]
  readonly keys: ReadonlyMap<number, StatusKey>
  readonly kept: ReadonlyMap<number, string>
  /** Events by record; those of no record under null. */
  readonly events: Map<number | null, LoggedEvent[]>
  /** State after the last transition, by record. */
  readonly noted: Map<number, string>
  seq: number
  hash: string
}

function checkEntry(walk: Walk, entry: AuditEntry): void {
  const { problems, kept } = walk
  if (entry.seq !== walk.seq + 1) {
    const gone = entry.seq - walk.seq - 1
    problems.push(`entries ${walk.seq + 1} to ${entry.seq - 1} are missing (${gone})`)
  }
  if (entry.previous !== walk.hash && entry.seq === walk.seq + 1)
    problems.push(`entry ${entry.seq} does not follow entry ${walk.seq}: an entry was put in, taken out or moved here`)
  if (entryHash(entry) !== entry.hash) problems.push(`entry ${entry.seq} (${entry.kind}, ${entry.at}) was changed`)
  const known = kept.get(entry.seq)
  if (known !== undefined && known !== entry.hash)
    problems.push(`entry ${entry.seq} is another one than the head that was kept of it: the log was written anew`)
  walk.seq = entry.seq
  walk.hash = entry.hash
}

function noteTransition(walk: Walk, entry: AuditEntry, recordId: number): void {
  const body = readBody(entry.body, `entry ${entry.seq}`)
  const [from, to] = [body.textOrNull('from'), body.text('to')]
  const before = walk.noted.get(recordId) ?? null
  if (from !== before)
    walk.problems.push(`entry ${entry.seq} leaves state "${from}", but the record was in "${before}"`)
  walk.noted.set(recordId, to)
}

function keep(walk: Walk, entry: AuditEntry, recordId: number | null): void {
  try {
    if (entry.kind === 'transition' && recordId !== null) noteTransition(walk, entry, recordId)
    const found = walk.events.get(recordId) ?? []
    found.push(...eventsIn([entry]))
    walk.events.set(recordId, found)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    walk.problems.push(error.message)
  }
}

async function walkLog(store: Store, walk: Walk): Promise<number> {
  let count = 0
  for (;;) {
    const rows = await store
      .selectFrom('entry')
      .selectAll()
      .where('seq', '>', walk.seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      const key = row.record_id === null ? null : (walk.keys.get(row.record_id) ?? null)
      if (row.record_id !== null && key === null)
        walk.problems.push(`entry ${row.seq} is about a record that is not there`)
      const entry = entryOf(row, key)
      checkEntry(walk, entry)
      keep(walk, entry, row.record_id)
    }
    count += rows.length
    // Far enough to say what is wrong; a log that is wrong everywhere would fill the memory.
    if (rows.length < PAGE || walk.problems.length > MOST) return count
  }
}

/** Members of the row that do not follow from the log. */
export function differences(row: RecordTable, events: readonly LoggedEvent[]): readonly string[] {
  const lifecycle = replay(events)
  if (lifecycle === null) return ['nothing in the log makes this record']
  const expected = Object.entries(derivedColumns(lifecycle, events)) as [keyof DerivedColumns, string | number | null][]
  return expected
    .filter(([column, value]) => row[column] !== value)
    .map(
      ([column, value]) => `"${column}" is ${JSON.stringify(row[column])}, by the log it is ${JSON.stringify(value)}`,
    )
}

function checkRecord(walk: Walk, row: RecordTable): void {
  const cutovers = (walk.events.get(null) ?? []).filter(
    ({ event }) => event.kind === 'cutover' && event.profile === row.profile,
  )
  for (const one of differences(row, [...(walk.events.get(row.id) ?? []), ...cutovers]))
    walk.problems.push(`record of ${nameOf(row)}: ${one}`)
  const noted = walk.noted.get(row.id) ?? null
  if (noted !== row.noted_state)
    walk.problems.push(`record of ${nameOf(row)}: "${row.noted_state}" was noted last, by the log it is "${noted}"`)
}

/**
 * Looks for any tampering: a changed, deleted, inserted or moved entry of the audit log, a tail cut off, a record that says
 * something else than its log. `kept` are heads of the log that somebody kept (an export, an event that was sent): without
 * one, whoever can write the file could write the whole log anew, or cut its end off and set the head back.
 * Throws `StatusError` for a file that cannot be read.
 */
export async function verifyLog(
  file: string,
  options: StoreOptions & { readonly kept?: readonly LogHead[] },
): Promise<LogVerification> {
  const kept = options.kept ?? []
  return reading(file, options, async (store) => {
    const head = await store.selectFrom('store').selectAll().executeTakeFirstOrThrow()
    const rows = await store.selectFrom('record').selectAll().orderBy('id').execute()
    const walk: Walk = {
      problems: [],
      keys: new Map(rows.map((row) => [row.id, keyOf(row)])),
      kept: new Map(kept.map(({ seq, hash }) => [seq, hash])),
      events: new Map(),
      noted: new Map(),
      seq: 0,
      hash: genesisHash(head.store_id),
    }
    const entries = await walkLog(store, walk)
    if (walk.problems.length === 0) {
      if (walk.seq !== head.head_seq || walk.hash !== head.head_hash)
        walk.problems.push(`the log ends with entry ${walk.seq}, but it was written up to entry ${head.head_seq}`)
      for (const { seq } of kept)
        if (seq > walk.seq)
          walk.problems.push(`the log ends with entry ${walk.seq}, but entry ${seq} was kept: its tail was cut off`)
      for (const row of rows) checkRecord(walk, row)
    }
    const problems = walk.problems.slice(0, MOST)
    const end = { seq: head.head_seq, hash: head.head_hash }
    return { ok: problems.length === 0, storeId: head.store_id, entries, records: rows.length, head: end, problems }
  })
}
