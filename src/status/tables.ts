/** One row: whose store it is, and the end of the audit log. */
export interface StoreTable {
  readonly id: number
  readonly schema_version: number
  /** Random; no two stores share it. */
  readonly store_id: string
  /** `seq` and `hash` of the last entry; 0 and the digest of `store_id` before the first. */
  readonly head_seq: number
  readonly head_hash: string
}

/** Current state of each record, derived from the audit log; times are ISO 8601 in UTC. */
export interface RecordTable {
  /** `seq` of its first entry. */
  readonly id: number
  readonly organisation: string
  readonly application: string
  readonly profile: string
  readonly environment: string
  readonly state: string
  readonly since: string
  readonly reason: string
  readonly registered_at: string | null
  readonly valid_until: string | null
  readonly due: string | null
  readonly next_due: string | null
  readonly next_due_reason: string | null
  readonly expires_at: string | null
  readonly expires_reason: string | null
  readonly certified_by: string | null
  readonly runs: number
  /** State of the last transition in the log: expiry is noted later than it comes. */
  readonly noted_state: string | null
  /** Ids in the trust directory. */
  readonly directory_organisation: string | null
  readonly directory_server: string | null
}

/** The audit log: append-only, each entry carries the hash of the one before. */
export interface EntryTable {
  readonly seq: number
  readonly record_id: number | null
  readonly at: string
  readonly kind: string
  readonly actor: string
  readonly reason: string
  /** Only of runs: a record holds each run once. */
  readonly run_id: string | null
  readonly evidence: string | null
  readonly body: string
  readonly previous: string
  readonly hash: string
}

/** What has still to be told to a receiver, and what has been; one row per transition and receiver. */
export interface OutboxTable {
  readonly receiver: string
  /** `seq` of the transition. */
  readonly seq: number
  readonly record_id: number
  /** The event, byte for byte as it is sent each time. */
  readonly event: string
  readonly attempts: number
  readonly next_attempt: string
  /** A process is sending it until then; null: nobody is. */
  readonly leased_until: string | null
  readonly delivered_at: string | null
  readonly last_error: string | null
}

export interface Tables {
  readonly store: StoreTable
  readonly record: RecordTable
  readonly entry: EntryTable
  readonly outbox: OutboxTable
}
