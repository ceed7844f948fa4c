// The public library surface. Each function loads what it needs when it is called: a program that only lists cases
// must not wait for the sandbox's server or for the HTTP client.
import type { Assay } from './app/types.ts'

export type { GateOptions, GateRecord, GateResult } from './app/gate.ts'
export type { ProveEvent, ProveOptions, ProveResult } from './app/proofTypes.ts'
export type { RecertifyEvent, RecertifyOptions, RecertifyResult } from './app/recertifyTypes.ts'
export type { RunAssayOptions, RunAssayResult } from './app/runAssay.ts'
export type { SignEvidenceOptions } from './app/signEvidence.ts'
export type { StatusLibrary } from './app/statusLibrary.ts'
export type {
  Assay,
  Coverage,
  DoctorCheck,
  DoctorOptions,
  DoctorStatus,
  ExplainedCase,
  ExplainedRequirement,
  InitOptions,
  InitQuestion,
  InitResult,
  ListedCase,
  ListedDefect,
  ListedDialect,
  ListOptions,
} from './app/types.ts'
export type { VerifyEvidenceOptions } from './app/verifyEvidence.ts'
export type { RunDiff } from './diff/types.ts'
export type { SignedFolder } from './evidence/signFolder.ts'
export type { Problem, Signer, Verification } from './evidence/verificationTypes.ts'
export type { Variant } from './profile/types.ts'
export type { Collateral, ControlFault, DefectProof, Figures, Unproven } from './prove/types.ts'
export type { DrawOptions } from './report/types.ts'
export type { RunEvent } from './run/events.ts'
export type { Sandbox, SandboxOptions } from './sandbox/types.ts'
export type {
  AuditEntry,
  HistoryEntry,
  LifecycleState,
  StatusFilter,
  StatusKey,
  StatusLine,
  StatusRecord,
} from './status/types.ts'
export type { Covered } from './suite/coverageOf.ts'
export type { CaseResult, Finding, Outcome, RunResult, Verdict } from './verdict/types.ts'

/** Tests a target against a profile and writes the run folder; see `RunAssayOptions`. */
export const runAssay: Assay['runAssay'] = async (options) => (await import('./app/runAssay.ts')).runAssay(options)

/** Lists cases in the order of the suites. */
export const listCases: Assay['listCases'] = async (options) => (await import('./app/listCases.ts')).listCases(options)

/** Lists requirements with the cases that test them and the defects that prove these cases. */
export const listCoverage: Assay['listCoverage'] = async (options) =>
  (await import('./app/listCoverage.ts')).listCoverage(options)

/** Draws a coverage as a Markdown page. */
export const coverageMarkdown: Assay['coverageMarkdown'] = async (coverage) =>
  (await import('./app/coverageMarkdown.ts')).coverageMarkdown(coverage)

/** Tells what a case sends, what must happen, which requirements stand behind it, and how to fix what it finds. */
export const explainCase: Assay['explainCase'] = async (id, options) =>
  (await import('./app/explainCase.ts')).explainCase(id, options)

/** Checks what a run needs, from the clock to the login; each answer comes with its remedy. */
export const doctor: Assay['doctor'] = async (options) => (await import('./app/doctor.ts')).doctor(options)

/** Text of a target file from the metadata of an authorization server and the answers of the user. */
export const initTarget: Assay['initTarget'] = async (options) =>
  (await import('./app/initTarget.ts')).initTarget(options)

/** Draws a recorded run again, from its run folder or from what `runAssay` gave back. */
export const redraw: Assay['redraw'] = async (run, format, options) =>
  (await import('./app/redraw.ts')).redraw(run, format, options)

/** Signs a run folder, or adds signatures to those it has. */
export const signEvidence: Assay['signEvidence'] = async (options) =>
  (await import('./app/signEvidence.ts')).signEvidence(options)

/** Tells whether a run folder is as it was signed, fresh and of the right profile; works offline. */
export const verifyEvidence: Assay['verifyEvidence'] = async (options) =>
  (await import('./app/verifyEvidence.ts')).verifyEvidence(options)

/** Says what changed between two runs, given their run folders. */
export const diffRuns: Assay['diffRuns'] = async (before, after) =>
  (await import('./app/diffFolders.ts')).diffFolders(before, after)

/** Runs every target of a fleet that is due; see `RecertifyOptions`. */
export const recertify: Assay['recertify'] = async (options) => (await import('./app/recertify.ts')).recertify(options)

/** Starts the embedded authorization server and resource API on 127.0.0.1. */
export const startSandbox: Assay['startSandbox'] = async (options) =>
  (await import('./sandbox/startSandbox.ts')).startSandbox(options)

/** Lists the violations that the sandbox can be started with. */
export const listDefects: Assay['listDefects'] = async () => (await import('./sandbox/defects.ts')).listDefects()

/** Lists the ecosystems whose rules the sandbox knows. */
export const listDialects: Assay['listDialects'] = async () =>
  (await import('./sandbox/dialects/registry.ts')).listDialects()

/** Shows which cases notice which violation: the suite against the sandbox, strict and with each rule switched off. */
export const prove: Assay['prove'] = async (options) => (await import('./app/prove.ts')).prove(options)

/** All that can be done with a status record, from registration to the gate. */
export const status: Assay['status'] = async () => (await import('./app/statusTools.ts')).statusTools
