import type { Outcome, Summary } from '../verdict/types.ts'

/** What became of one target in a campaign; `left-out`: not due, or suspended and the like; `not-started`: no time left. */
export type FleetOutcome = Outcome | 'left-out' | 'not-started' | 'error'

/** One target of a campaign. Times are ISO 8601 in UTC. */
export interface FleetRow {
  /** Id of the target, or the path of its file where that could not be read. */
  readonly target: string
  readonly file: string
  readonly organisation: string
  readonly application: string
  readonly profile: string
  readonly environment: string
  readonly outcome: FleetOutcome
  /** Why it was due or left out, or what went wrong. */
  readonly reason: string
  /** State in the status record before and after; null: there was no record, or it is not known. */
  readonly before: string | null
  readonly after: string | null
  readonly nextDue: string | null
  readonly runId: string | null
  readonly summary: Summary | null
  /** Failing and incomplete cases, `verdict id [variant]: reason`, the first ones. */
  readonly complaints: readonly string[]
  /** Run folder, relative to the folder of the campaign; null: none was written. */
  readonly folder: string | null
  readonly durationMs: number
}

/** A campaign with what became of every target. */
export interface FleetReport {
  readonly schemaVersion: 1
  readonly fleet: string
  readonly campaign: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly interrupted: boolean
  readonly tool: { readonly name: string; readonly version: string }
  readonly counts: Readonly<Record<FleetOutcome, number>>
  readonly targets: readonly FleetRow[]
}
