import type { CaseResult, Outcome, RunResult, Summary } from '../verdict/types.ts'

/** Who sat at the runner: the partner itself or the operator of the ecosystem. */
export type Observer = NonNullable<RunResult['run']['observedBy']>

/** Algorithm name -> lower-case hex, as in-toto writes digests. */
export type DigestSet = Readonly<Record<string, string>>

/** in-toto ResourceDescriptor, as far as it is used here. */
export interface ResourceDescriptor {
  readonly name: string
  readonly uri?: string
  readonly digest?: DigestSet
  readonly annotations?: Readonly<Record<string, string>>
}

/** One file of the run folder. */
export interface ManifestEntry {
  /** Below the run folder, with `/`. */
  readonly path: string
  readonly size: number
  readonly sha256: string
  /**
   * Text files only: lines are taken together in blocks of `lines` lines, and `digests` is the base64 of the first three bytes
   * of the SHA-256 of each block. They only help to say where a file was changed; `sha256` alone decides whether it was.
   */
  readonly blocks?: { readonly lines: number; readonly digests: string }
}

/** A case that gave no answer, or one that does not count. */
export interface NotCovered {
  readonly case: string
  readonly variant: string
  readonly reason: string
}

/** What the run does not say anything about. */
export interface Uncovered {
  /** Not applicable by profile or variant. */
  readonly skipped: readonly NotCovered[]
  /** Could not be tested. */
  readonly incomplete: readonly NotCovered[]
  /** Failures and warnings that a baseline waives. */
  readonly waived: readonly NotCovered[]
  /** Cases left out on request, and by which choice. */
  readonly omitted: RunResult['run']['selection']
  /** Requirements on servers that no test from outside can decide, with the reason. */
  readonly untestable: readonly { readonly requirement: string; readonly reason: string }[]
  /** Requirements on servers that no case of this run cites although a test could. */
  readonly untested: readonly string[]
}

/** How the files were searched for secrets before they were signed. */
export interface LeakScanFacts {
  /** Secrets known to the run that were searched for in all encodings; 0: only the forms of secrets were. */
  readonly knownSecrets: number
  readonly files: number
}

/** What Assay adds to the in-toto predicate, as its extension field `fapiAssay`. */
export interface EvidenceFacts {
  readonly version: 1
  readonly run: {
    readonly id: string
    readonly startedAt: string
    readonly finishedAt: string
    readonly interrupted: boolean
  }
  readonly tool: { readonly name: string; readonly version: string }
  readonly profile: { readonly id: string; readonly digest: string }
  readonly target: { readonly id: string; readonly issuer: string }
  readonly organisation: string
  readonly application: string
  readonly environment: string
  readonly observedBy: Observer
  readonly result: Outcome
  readonly summary: Summary
  readonly notCovered: Uncovered
  /** All files of the run folder but the attestation itself, by name. */
  readonly manifest: readonly ManifestEntry[]
  /** The event log: number of its lines and the SHA-256 (hex) of the last one. */
  readonly events: { readonly lines: number; readonly head: string }
  readonly leakScan: LeakScanFacts
}

/** https://in-toto.io/attestation/test-result/v0.1 */
export interface TestResultPredicate {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED'
  readonly configuration: readonly ResourceDescriptor[]
  readonly passedTests: readonly string[]
  readonly warnedTests: readonly string[]
  /** Also those that could not be tested: nobody may take them for passed. `fapiAssay.notCovered` tells them apart. */
  readonly failedTests: readonly string[]
  readonly fapiAssay: EvidenceFacts
}

/** https://in-toto.io/Statement/v1 */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1'
  readonly subject: readonly ResourceDescriptor[]
  readonly predicateType: 'https://in-toto.io/attestation/test-result/v0.1'
  readonly predicate: TestResultPredicate
}

/** `par-without-pkce [private_key_jwt+dpop]`: how a case is named in the lists of the predicate. */
export const testName = ({ id, variant }: Pick<CaseResult, 'id' | 'variant'>): string => `${id} [${variant}]`
