import type { Attribution, Finding } from '../checks/types.ts'

export type Verdict = 'pass' | 'warn' | 'fail' | 'skip' | 'incomplete'

export type { Finding } from '../checks/types.ts'

export interface CaseResult {
  readonly id: string
  /** Variant key. */
  readonly variant: string
  readonly title: string
  readonly refs: readonly string[]
  readonly verdict: Verdict
  readonly reason: string
  readonly attributed: Attribution | null
  /** Step at which the outcome was decided. */
  readonly step: string | null
  readonly durationMs: number
  /** Offset from the start of the run. */
  readonly startMs: number
  /** Ids of the exchanges, in order. */
  readonly exchanges: readonly string[]
  /** Case id of the control that this verdict leans on. */
  readonly control: string | null
  readonly findings: readonly Finding[]
}

export type Outcome = 'conformant' | 'non-conformant' | 'incomplete'

/** `run.json`: the source of all other reports. */
export interface RunResult {
  readonly schemaVersion: 1
  readonly run: {
    readonly id: string
    readonly startedAt: string
    readonly finishedAt: string
    readonly tool: { readonly name: 'fapi-assay'; readonly version: string }
    readonly profile: { readonly id: string; readonly digest: string }
    readonly target: { readonly id: string; readonly issuer: string }
    /** Beyond the fixed contract. */
    readonly organisation: string
    readonly application: string
    readonly environment: string
    readonly suiteDigest: string
    readonly targetDigest: string
    readonly accommodations: readonly {
      readonly name: string
      readonly reason: string
      readonly origin: 'target' | 'run'
    }[]
    readonly interrupted: boolean
    /** What was left out on request; a partial run never certifies. */
    readonly selection: { readonly only: readonly string[]; readonly slow: boolean; readonly omitted: number }
  }
  readonly result: Outcome
  readonly summary: Readonly<Record<Verdict, number>>
  readonly cases: readonly CaseResult[]
}
