import type { Attribution, Finding } from '../checks/types.ts'
import type { DirectoryFacts } from '../directory/directoryFacts.ts'

export type Verdict = 'pass' | 'warn' | 'fail' | 'skip' | 'incomplete'

export type { Finding } from '../checks/types.ts'

/** A known failure that somebody answers for (`--baseline`). */
export interface Waiver {
  readonly reason: string
  readonly owner: string
  /** The last day on which it counts, `YYYY-MM-DD` in UTC. */
  readonly expires: string
}

/** What one try of a case came to. */
export interface Try {
  readonly verdict: Verdict
  readonly reason: string
}

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
  /** Set where a baseline knows this failure or warning: the verdict stays, but does not decide the result of the run. */
  readonly waived?: Waiver
  /** Set where the case was run more than once, in order of running. */
  readonly tries?: readonly Try[]
}

/**
 * Number of cases by verdict; what is waived is counted only as `waived`, so that the numbers add up to the number of cases.
 */
export type Summary = Readonly<Record<Verdict, number>> & { readonly waived?: number }

/** How far the suite of a run has been shown to notice faults (`assay prove`). */
export interface SuiteProof {
  /** False: there is no proof of this version of the suite. */
  readonly current: boolean
  /** Cases of the suite, run or not. */
  readonly cases: number
  /** Those that a violation of their requirement makes fail. */
  readonly proven: number
  /** Time of the last proof, of whatever version; null: there is none. */
  readonly provedAt: string | null
}

/** Digests by which the server under test can be known again; each list in order of first sight. */
export interface ServerFacts {
  /** The discovery documents that it served, as text in UTF-8. */
  readonly metadata: readonly { readonly url: string; readonly digest: string }[]
  readonly jwks: readonly { readonly url: string; readonly digest: string }[]
  /** Leaf certificates (DER) by host and port. */
  readonly tls: readonly { readonly host: string; readonly digest: string }[]
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
    readonly suiteProof?: SuiteProof
    /** The known failures that the run was told about, and how many results they waived. */
    readonly baseline?: { readonly id: string; readonly digest: string; readonly waived: number }
    /** The revisions of specifications that the profile names, as they were on the day of the run. */
    readonly sets?: readonly {
      readonly id: string
      readonly title: string
      readonly date: string
      /** Number of requirements. */
      readonly requirements: number
      /** sha256:... of the ids, sorted. */
      readonly digest: string
    }[]
    /** How often the plan was run, if more than once. */
    readonly repeats?: number
    /** Who sat at the runner; absent: `self`. */
    readonly observedBy?: 'self' | 'operator'
    /** Commit of the release under test, hex, as told by the caller. */
    readonly commit?: string
    /** What the server showed of itself during the run. */
    readonly server?: ServerFacts
    /** Set where drills were made instead of the cases of the profile; such a run certifies nothing. */
    readonly drills?: true
    /** What the trust directory said about the target; absent: the target names none. */
    readonly directory?: DirectoryFacts
  }
  readonly result: Outcome
  readonly summary: Summary
  readonly cases: readonly CaseResult[]
}
