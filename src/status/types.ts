import type { Outcome, Summary } from '../verdict/types.ts'

/** What a status record is about: one application of one organisation, under one profile, in one environment. */
export interface StatusKey {
  readonly organisation: string
  readonly application: string
  /** Profile id. */
  readonly profile: string
  readonly environment: string
}

export type LifecycleState =
  | 'registered'
  | 'credentialed'
  | 'testing'
  | 'conformant'
  | 'conditional'
  | 'in-revision'
  | 'expired'
  | 'suspended'
  | 'revoked'
  | 'offboarded'

/** Times that the profile sets. */
export interface StatusRules {
  /** Days a conformant result stays valid (`recertificationDays` of the profile). */
  readonly validDays: number
  /** Days to mend a conformant application that failed a later run (`graceDays` of the profile). */
  readonly graceDays: number
}

/** A certificate, key or secret by which the application is known. Times are Unix epoch in ms. */
export interface Credential {
  /** Thumbprint, `kid` or serial number: the name under which it is replaced or revoked. */
  readonly id: string
  readonly type: 'certificate' | 'key' | 'secret'
  /** End of validity; null: it has none, or it is not known. */
  readonly expires: number | null
  /** By when it has to be rotated; null: not told. */
  readonly rotateBy: number | null
}

/** A day from which conformity has to be shown anew, e.g. with a new version of the profile. */
export interface Cutover {
  /** Unix epoch in ms. */
  readonly at: number
  /** Digest of the profile that counts from then on; null: any run that finished after it. */
  readonly digest: string | null
}

/** The run that the conformity of a record stands on. */
export interface Certification {
  readonly runId: string
  /** When it finished, Unix epoch in ms. */
  readonly at: number
  readonly profileDigest: string
  /** Digest of what the server says of itself; null: the run did not keep it. */
  readonly serverDigest: string | null
}

/** Where a record stands, without regard to what time has done since. Times are Unix epoch in ms. */
export interface Lifecycle {
  readonly state: LifecycleState
  /** Since when it is in this state. */
  readonly since: number
  /** Why it is in this state, one sentence. */
  readonly reason: string
  /** Null: it was tested without ever having been registered. */
  readonly registeredAt: number | null
  /** End of validity of the last certifying run; null if there was none. */
  readonly validUntil: number | null
  /** `conditional` and `in-revision`: until when a certifying run must follow. */
  readonly due: number | null
  readonly certified: Certification | null
  /** Those in use, in the order of their issue. */
  readonly credentials: readonly Credential[]
  readonly cutovers: readonly Cutover[]
  /** What has changed at the application since the certifying run. */
  readonly change: { readonly at: number; readonly what: string } | null
}

/** What can happen to a record; `at` is Unix epoch in ms. */
export type StatusEvent =
  | { readonly kind: 'registration'; readonly at: number; readonly directory: DirectoryIds | null }
  | {
      readonly kind: 'credential-issued'
      readonly at: number
      readonly credential: Credential
      readonly replaces: string | null
    }
  | { readonly kind: 'credential-revoked'; readonly at: number; readonly id: string }
  | RunEvent
  | { readonly kind: 'decision'; readonly at: number; readonly to: LifecycleState; readonly due: number | null }
  | { readonly kind: 'directory'; readonly at: number; readonly standing: 'active' | 'inactive' }
  | { readonly kind: 'change'; readonly at: number; readonly what: string }
  | { readonly kind: 'cutover'; readonly at: number; readonly profile: string; readonly cutover: Cutover }

/** Where the application stands in a trust directory, as its API names it. */
export interface DirectoryIds {
  readonly organisationId: string
  readonly serverId: string
}

export interface RunEvent extends Omit<HistoryEntry, 'recordedAt'> {
  readonly kind: 'run'
  /** When the run finished. */
  readonly at: number
}

/** One recorded run. Times are ISO 8601 in UTC. */
export interface HistoryEntry {
  readonly runId: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly recordedAt: string
  readonly result: Outcome
  readonly summary: Summary
  /** `operator`: somebody of the ecosystem saw it, and only then can it certify. */
  readonly observedBy: 'self' | 'operator'
  /** Why it cannot certify whatever its result is; null: nothing stands against it. */
  readonly objection: string | null
  /** When the first waiver of a failure ends (`--baseline`); null: no failure was waived. */
  readonly waivedUntil: string | null
  readonly tool: { readonly name: string; readonly version: string }
  readonly profileDigest: string
  readonly suiteDigest: string
  readonly serverDigest: string | null
  readonly target: { readonly id: string; readonly issuer: string; readonly digest: string }
  /** Where the evidence was written; null if it was not kept. */
  readonly folder: string | null
  /** `sha256:...` of the evidence; null if it was not kept. */
  readonly evidenceDigest: string | null
  readonly rules: StatusRules
}

/** Any point in time after which something is due, and whether conformity ends with it. */
export interface Deadline {
  /** Unix epoch in ms. */
  readonly at: number
  readonly reason: string
  /** The record expires at this moment; false: it is only time to act. */
  readonly ends: boolean
}

/** One record as `status list` shows it, as of the time of reading. Times are ISO 8601 in UTC. */
export interface StatusLine extends StatusKey {
  readonly state: LifecycleState
  readonly since: string
  readonly reason: string
  readonly registeredAt: string | null
  readonly validUntil: string | null
  readonly due: string | null
  /** The earliest moment at which something has to be done, and what. */
  readonly nextDue: string | null
  readonly nextDueReason: string | null
  /** The run that its conformity stands on. */
  readonly certifiedBy: string | null
  readonly runs: number
}

/** One change of state as it was noted when it was seen; never altered afterwards. */
export interface Transition {
  readonly at: string
  readonly from: LifecycleState | null
  readonly to: LifecycleState
  readonly reason: string
  /** Run that caused it; null for everything else. */
  readonly runId: string | null
  /** Who: `rule`, or the operator that decided. */
  readonly actor: string
}

/** One record with all that is known of it. */
export interface StatusRecord extends Omit<StatusLine, 'runs'> {
  readonly credentials: readonly {
    readonly id: string
    readonly type: Credential['type']
    readonly expires: string | null
    readonly rotateBy: string | null
  }[]
  /** Newest first, by the time they finished. */
  readonly runs: readonly HistoryEntry[]
  /** Oldest first. */
  readonly transitions: readonly Transition[]
  /** The audit log of this record, oldest first. */
  readonly log: readonly AuditEntry[]
}

export type EntryKind = StatusEvent['kind'] | 'transition' | 'receiver' | 'operator-keys'

/** One line of the audit log. Times are ISO 8601 in UTC. */
export interface AuditEntry {
  /** 1, 2, 3 ... without a gap. */
  readonly seq: number
  /** Null: it is about more than one record, e.g. a cut-over. */
  readonly key: StatusKey | null
  readonly at: string
  readonly kind: EntryKind
  /** Who: a named operator, `self` or `operator` for runs, `rule` for what follows from the rules. */
  readonly actor: string
  readonly reason: string
  readonly runId: string | null
  readonly evidenceDigest: string | null
  /** JSON text, as it was hashed. */
  readonly body: string
  /** `sha256:...` of the entry before. */
  readonly previous: string
  readonly hash: string
}

/** Every member given must be equal. */
export type StatusFilter = Partial<StatusKey> & { readonly state?: LifecycleState | undefined }

/** Who does something by hand, and why. */
export interface Signature {
  readonly actor: string
  readonly reason: string
}

export interface StoreOptions {
  /** How long to wait for another process that writes, ms; default 10000. */
  readonly lockTimeoutMs?: number | undefined
}

/** For everything that writes. */
export interface WriteOptions extends StoreOptions {
  /** Unix epoch in ms. */
  readonly now: number
}
