import type { ControlFault, DefectProof, Figures, Sighting, Unproven } from '../prove/types.ts'
import type { DefectEntry } from '../sandbox/defectEntry.ts'
import type { DialectId } from '../sandbox/dialects/registry.ts'

/** One run against one sandbox, with a rule switched off or none. Plain data: it goes to a worker thread. */
export interface ProofTask {
  /** Id of the defect; null: the strict sandbox. */
  readonly defect: string | null
  readonly dialect: DialectId
  readonly variant: NonNullable<DefectEntry['variant']>
  readonly options: NonNullable<DefectEntry['options']>
  /** With the cases that wait for something to expire. */
  readonly slow: boolean
  readonly only: readonly string[]
  /** Folders with further suites. */
  readonly suites: readonly string[]
}

/** What came of a task: the cases as they ended, or why there was no run. */
export type ProofOutcome =
  | { readonly kind: 'seen'; readonly seen: readonly Sighting[] }
  | { readonly kind: 'problem'; readonly problem: string }

export interface ProveOptions {
  /** Ids of the defects to try; absent: all. */
  readonly defects?: readonly string[]
  /** Globs over case ids; absent: all cases. Defects that concern none of them are left out. */
  readonly only?: readonly string[]
  /** Keys of variants; defects that show in other variants are left out. */
  readonly variants?: readonly string[]
  /** Folders with further suites. */
  readonly suites?: readonly string[]
  /** Worker threads; default: the number of processors. */
  readonly jobs?: number
  /** Record the proof in the package (`suites/proof.json`); only a proof of everything is recorded. */
  readonly write?: boolean
  readonly signal?: AbortSignal
  readonly onEvent?: (event: ProveEvent) => void
}

export type ProveEvent =
  | { readonly kind: 'prove-start'; readonly defects: number; readonly controls: number; readonly jobs: number }
  | { readonly kind: 'control-end'; readonly variant: string; readonly faults: readonly ControlFault[] }
  | { readonly kind: 'defect-end'; readonly proof: DefectProof; readonly done: number; readonly total: number }

export interface ProveResult {
  readonly figures: Figures
  /** Everything is as it has to be: no survivor, no collateral, no case unproven, no false failure. */
  readonly ok: boolean
  /** False if defects or variants were chosen: then nothing can be said about cases without a defect. */
  readonly complete: boolean
  /** Number of cases looked at. */
  readonly cases: number
  readonly defects: readonly DefectProof[]
  readonly unproven: readonly Unproven[]
  /** Cases that complain about the strict sandbox. */
  readonly controls: readonly ControlFault[]
  /** Cases that were made to fail although they give a reason why nothing can. */
  readonly staleReasons: readonly string[]
}
