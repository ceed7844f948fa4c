import { expiryOf, nextDue } from './deadlines.ts'
import { STATES } from './readEvent.ts'
import { readFields } from './readFields.ts'
import type { LoggedEvent } from './replay.ts'
import type { RecordTable } from './tables.ts'
import type { DirectoryIds, Lifecycle, StatusKey, StatusLine } from './types.ts'

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

/** The columns of a record that follow from its log. */
export type DerivedColumns = Omit<RecordTable, 'id' | keyof StatusKey | 'noted_state'>

/** Ids in the trust directory, from the last registration that named them. */
function directoryIn(events: readonly LoggedEvent[]): DirectoryIds | null {
  const found = events.flatMap(({ event }) =>
    event.kind === 'registration' && event.directory ? [event.directory] : [],
  )
  return found.at(-1) ?? null
}

/** What the row of a record has to say when its log says this. Without regard to what time has done since. */
export function derivedColumns(lifecycle: Lifecycle, events: readonly LoggedEvent[]): DerivedColumns {
  const [due, expiry, directory] = [nextDue(lifecycle), expiryOf(lifecycle), directoryIn(events)]
  return {
    state: lifecycle.state,
    since: iso(lifecycle.since),
    reason: lifecycle.reason,
    registered_at: isoOrNull(lifecycle.registeredAt),
    valid_until: isoOrNull(lifecycle.validUntil),
    due: isoOrNull(lifecycle.due),
    next_due: isoOrNull(due?.at ?? null),
    next_due_reason: due?.reason ?? null,
    expires_at: isoOrNull(expiry?.at ?? null),
    expires_reason: expiry?.reason ?? null,
    certified_by: lifecycle.certified?.runId ?? null,
    runs: events.filter(({ event }) => event.kind === 'run').length,
    directory_organisation: directory?.organisationId ?? null,
    directory_server: directory?.serverId ?? null,
  }
}

export const keyOf = ({ organisation, application, profile, environment }: StatusKey): StatusKey => ({
  ...{ organisation, application, profile, environment },
})

/** `Acme Bank / acme-sandbox, fapi2-security-profile, production`, for messages. */
export const nameOf = ({ organisation, application, profile, environment }: StatusKey): string =>
  `"${organisation}" / "${application}", profile "${profile}", environment "${environment}"`

/** A row as it stands at `now` (epoch ms): the index columns are enough to see that time has run out. */
export function statusLine(row: RecordTable, now: number): StatusLine {
  const expired = row.expires_at !== null && Date.parse(row.expires_at) < now
  // Ten thousand of these are a list: the complaint is made up only where there is one.
  const state =
    STATES.find((one) => one === row.state) ?? readFields(row, `the record of ${nameOf(row)}`).oneOf('state', STATES)
  return {
    ...keyOf(row),
    state: expired ? 'expired' : state,
    since: expired ? (row.expires_at ?? '') : row.since,
    reason: expired ? `time ran out: ${row.expires_reason}` : row.reason,
    registeredAt: row.registered_at,
    validUntil: row.valid_until,
    due: expired ? null : row.due,
    nextDue: row.next_due,
    nextDueReason: row.next_due_reason,
    certifiedBy: row.certified_by,
    runs: row.runs,
  }
}
