import type { RunDiff } from '../diff/types.ts'
import type { SignedFolder } from '../evidence/signFolder.ts'
import type { RecordedRun } from '../evidence/types.ts'
import type { Verification } from '../evidence/verificationTypes.ts'
import type { DrawOptions } from '../report/types.ts'
import type { DialectId } from '../sandbox/dialects/registry.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/types.ts'
import type { Covered } from '../suite/coverageOf.ts'
import type { CaseKind, Level } from '../suite/types.ts'
import type { ProveOptions, ProveResult } from './proofTypes.ts'
import type { RecertifyOptions, RecertifyResult } from './recertifyTypes.ts'
import type { RunAssayOptions, RunAssayResult } from './runAssay.ts'
import type { SignEvidenceOptions } from './signEvidence.ts'
import type { StatusLibrary } from './statusLibrary.ts'
import type { VerifyEvidenceOptions } from './verifyEvidence.ts'

/** Environment variables for `$env:` references; only `cli/` reads those of the process. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface ListOptions {
  readonly suites?: readonly string[] | undefined
  readonly only?: readonly string[] | undefined
  /** Only the cases of this profile's suites. */
  readonly profile?: string | undefined
}

/** One case as `assay list` shows it. */
export interface ListedCase {
  readonly id: string
  readonly title: string
  /** Case file without folder and extension, e.g. `par`. */
  readonly suite: string
  readonly kind: CaseKind
  /** Highest level among the requirements it cites. */
  readonly level: Level
  readonly refs: readonly string[]
}

/** Requirement x case x defect, as `assay list --coverage --json` prints it. */
export interface Coverage {
  readonly requirements: readonly Covered[]
}

/** One requirement as `assay explain` shows it. */
export interface ExplainedRequirement {
  readonly id: string
  readonly level: Level
  readonly spec: string
  readonly clause: string
  /** Spec and clause in words, e.g. `RFC 9126, section 2.3`. */
  readonly place: string
  readonly url: string | null
  readonly text: string
  /** What an attacker gains where it is broken (FAPI 2.0 Attacker Model). */
  readonly attackers: readonly string[]
}

/** A case in words. */
export interface ExplainedCase {
  readonly id: string
  readonly title: string
  readonly kind: CaseKind
  /** What is sent, one line each. */
  readonly sent: readonly string[]
  /** What must happen, one line each. */
  readonly expected: readonly string[]
  /** Variants and features it is limited to, one line each; empty: none. */
  readonly needs: readonly string[]
  readonly requirements: readonly ExplainedRequirement[]
  readonly fix: string | null
  /** `file:line` of the case. */
  readonly source: string
}

/** `unknown`: could not be found out, because something before it failed. */
export type DoctorStatus = 'ok' | 'warning' | 'problem' | 'unknown'

/** One thing that `assay doctor` looked at. */
export interface DoctorCheck {
  readonly id: string
  /** The question, e.g. `the server's clock agrees with this machine's`. */
  readonly title: string
  /** Variant and client it is about; null: the whole target. */
  readonly about: string | null
  readonly status: DoctorStatus
  readonly observed: string
  /** What to do; null where nothing has to be done. */
  readonly remedy: string | null
}

export interface DoctorOptions {
  readonly target: string
  /** Profile whose consents go before the flow and whose parameters go along; default: none. */
  readonly profile?: string | undefined
  readonly env: Environment
  readonly signal?: AbortSignal | undefined
  /** Told about each check as soon as it is answered. */
  readonly onCheck?: ((check: DoctorCheck) => void) | undefined
}

export interface InitQuestion {
  /** Name of the answer, e.g. `client_id`. */
  readonly name: string
  readonly text: string
  /** Taken when the answer is empty; null: there is none. */
  readonly proposal: string | null
}

export interface InitOptions {
  readonly issuer: string
  /** Folder the target file will stand in; paths are written relative to it. */
  readonly folder: string
  /** PEM files with certificates to trust in addition to the system's. */
  readonly ca?: readonly string[] | undefined
  /** Answers known beforehand, by the name of the question. */
  readonly answers: Readonly<Record<string, string>>
  /** Asks the user; null: nobody can be asked, the place is left to be filled in. */
  readonly ask: (question: InitQuestion) => Promise<string | null>
  readonly signal?: AbortSignal | undefined
}

export interface InitResult {
  /** Text of the target file. */
  readonly text: string
  /** What was found and what is left to do, one sentence each. */
  readonly notes: readonly string[]
  /** Fields left to be filled in by hand. */
  readonly missing: readonly string[]
}

/** One switchable violation of the sandbox. */
export interface ListedDefect {
  readonly id: string
  readonly requirement: string
  readonly title: string
}

/** An ecosystem whose rules the sandbox can follow. */
export interface ListedDialect {
  readonly id: DialectId
  readonly title: string
  /** Profile that says these rules: its id, or a path below the package. */
  readonly profile: string
}

/** What the command line asks of the library; `src/index.ts` exports exactly these functions. */
export interface Assay {
  runAssay(options: RunAssayOptions): Promise<RunAssayResult>
  listCases(options: ListOptions): Promise<readonly ListedCase[]>
  listCoverage(options: ListOptions): Promise<Coverage>
  /** The coverage as a Markdown page (`docs/coverage.md`). */
  coverageMarkdown(coverage: Coverage): Promise<string>
  explainCase(id: string, options: ListOptions): Promise<ExplainedCase>
  doctor(options: DoctorOptions): Promise<readonly DoctorCheck[]>
  initTarget(options: InitOptions): Promise<InitResult>
  /** Draws a recorded run again; `format` is a name of the report table. */
  redraw(run: string | RecordedRun, format: string, options: DrawOptions): Promise<string>
  /** What changed between two runs, given their run folders. */
  diffRuns(before: string, after: string): Promise<RunDiff>
  /** Runs every target of a fleet that is due, and writes one summary. */
  recertify(options: RecertifyOptions): Promise<RecertifyResult>
  /** Signs a run folder, or adds signatures to those it has. */
  signEvidence(options: SignEvidenceOptions): Promise<SignedFolder>
  /** Whether a run folder is as it was signed, fresh and of the right profile. */
  verifyEvidence(options: VerifyEvidenceOptions): Promise<Verification>
  startSandbox(options: SandboxOptions): Promise<Sandbox>
  listDefects(): Promise<readonly ListedDefect[]>
  listDialects(): Promise<readonly ListedDialect[]>
  prove(options: ProveOptions): Promise<ProveResult>
  /** All that can be done with a status record. */
  status(): Promise<StatusLibrary>
}
