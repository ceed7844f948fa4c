import type { FleetReport, FleetRow } from '../report/fleetTypes.ts'
import type { Outcome, Summary } from '../verdict/types.ts'
import type { Environment } from './types.ts'

export interface RecertifyOptions {
  /** Path of the fleet file. */
  readonly fleet: string
  /** Folder of the fleet's campaigns; default `reports/<fleet>`. */
  readonly out?: string
  /** Globs over target ids; empty or absent: all. */
  readonly only?: readonly string[]
  /** Run what is not due, too. */
  readonly all?: boolean
  /** Only say what is due. */
  readonly dryRun?: boolean
  readonly env: Environment
  /** Aborting it saves what was done; the campaign goes on with the next call. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RecertifyEvent) => void
}

export type RecertifyEvent =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'campaign'; readonly campaign: string; readonly due: number; readonly resumed: number | null }
  | { readonly kind: 'start'; readonly target: string; readonly reason: string }
  | { readonly kind: 'done'; readonly row: FleetRow; readonly done: number; readonly total: number }

export interface RecertifyResult {
  readonly report: FleetReport
  /** Folder of the campaign; null with `dryRun`. */
  readonly folder: string | null
  readonly exitCode: 0 | 1 | 3 | 130
}

/** One run, as a worker thread is asked for it. */
export interface FleetTask {
  readonly profile: string
  readonly target: string
  readonly out: string
  readonly baseline: string | null
  readonly slow: boolean
  readonly concurrency: number
  readonly sign: readonly string[]
  readonly observedBy: 'self' | 'operator'
  readonly record: string
  readonly env: Environment
}

/** What became of it. */
export type FleetTaskOutcome =
  | {
      readonly kind: 'ran'
      readonly runId: string
      readonly result: Outcome
      readonly summary: Summary
      readonly complaints: readonly string[]
      readonly interrupted: boolean
    }
  | { readonly kind: 'problem'; readonly problem: string }
