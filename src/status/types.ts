import type { Outcome, Summary } from '../verdict/types.ts'

/** What a status record is about: one application of one organisation, under one profile, in one environment. */
export interface StatusKey {
  readonly organisation: string
  readonly application: string
  /** Profile id. */
  readonly profile: string
  readonly environment: string
}

export type LifecycleState = 'registered' | 'testing' | 'conformant' | 'conditional' | 'expired'

/** Times that the profile sets. */
export interface StatusRules {
  /** Days a conformant result stays valid (`recertificationDays` of the profile). */
  readonly validDays: number
  /** Days to mend a conformant application that failed a later run. */
  readonly graceDays: number
}

/** Where a record stands. Times are Unix epoch in ms. */
export interface Lifecycle {
  readonly state: LifecycleState
  /** Since when it is in this state. */
  readonly since: number
  /** End of validity of the last conformant run; null if there was none. */
  readonly validUntil: number | null
  /** `conditional` only: until when a run must follow that is conformant without waivers, or with others. */
  readonly due: number | null
  /** Why it is in this state, one sentence. */
  readonly reason: string
}

/** What can happen to a record. Times are Unix epoch in ms. */
export type LifecycleEvent =
  | { readonly kind: 'register'; readonly at: number }
  | {
      readonly kind: 'run'
      readonly at: number
      readonly runId: string
      readonly result: Outcome
      /** Only a part of the plan was run: can show a fault, cannot show conformity. */
      readonly partial: boolean
      /** When the first waiver of a failure ends; null: nothing that decides was waived. */
      readonly waivedUntil: number | null
    }
  | { readonly kind: 'expire'; readonly at: number }

/** One recorded run. Times are ISO 8601 in UTC. */
export interface HistoryEntry {
  readonly runId: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly recordedAt: string
  readonly result: Outcome
  readonly partial: boolean
  readonly summary: Summary
  /** When the first waiver of a failure ends (`--baseline`); null: no failure was waived. */
  readonly waivedUntil: string | null
  readonly tool: { readonly name: string; readonly version: string }
  readonly profileDigest: string
  readonly suiteDigest: string
  readonly target: { readonly id: string; readonly issuer: string; readonly digest: string }
  /** Where the evidence was written; null if it was not kept. */
  readonly folder: string | null
  /** Who or what made the run, e.g. a CI job's URL or a user name; null if not said. */
  readonly observedBy: string | null
  readonly rules: StatusRules
}

/** One change of state as it was noted when it was seen; never altered afterwards. */
export interface Transition {
  readonly at: string
  readonly from: LifecycleState | null
  readonly to: LifecycleState
  readonly reason: string
  /** Run that caused it; null for registration and for time running out. */
  readonly runId: string | null
}

export interface StatusRecord extends StatusKey {
  /** As of the time of reading: `expired` shows without anybody writing it down. */
  readonly state: LifecycleState
  readonly since: string
  readonly validUntil: string | null
  readonly due: string | null
  readonly reason: string
  readonly registeredAt: string
  /** Newest first, by the time they finished. */
  readonly runs: readonly HistoryEntry[]
  /** Oldest first. */
  readonly transitions: readonly Transition[]
}

/** Every member given must be equal. */
export type StatusFilter = Partial<StatusKey>

export interface RecordOptions {
  /** Unix epoch in ms. */
  readonly now: number
  readonly rules: StatusRules
  readonly folder: string | null
  readonly observedBy: string | null
  /** How long to wait for another process that writes, ms; default 10000. */
  readonly lockTimeoutMs?: number
}
