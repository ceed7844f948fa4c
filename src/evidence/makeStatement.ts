import type { Requirement } from '../suite/types.ts'
import type { CaseResult, RunResult, Verdict } from '../verdict/types.ts'
import {
  type LeakScanFacts,
  type ManifestEntry,
  type NotCovered,
  type ResourceDescriptor,
  type Statement,
  testName,
  type Uncovered,
} from './statementTypes.ts'
import type { RecordedSuite } from './types.ts'

export interface StatementInput {
  readonly result: RunResult
  readonly suite: RecordedSuite
  readonly manifest: readonly ManifestEntry[]
  readonly events: { readonly lines: number; readonly head: string }
  readonly leakScan: LeakScanFacts
}

const sha256 = (digest: string): { readonly sha256: string } => ({ sha256: digest.replace(/^sha256:/, '') })

/** What was tested: the server as it showed itself, and the release if it was named. */
function subjectsOf({ result, manifest }: StatementInput): readonly ResourceDescriptor[] {
  const { server, commit, target } = result.run
  const subjects: ResourceDescriptor[] = [
    ...(server?.metadata ?? []).map(({ url, digest }) => ({ name: 'metadata', uri: url, digest: sha256(digest) })),
    ...(server?.jwks ?? []).map(({ url, digest }) => ({ name: 'jwks', uri: url, digest: sha256(digest) })),
    ...(server?.tls ?? []).map(({ host, digest }) => ({
      name: 'tls-certificate',
      uri: `https://${host}`,
      digest: sha256(digest),
    })),
    ...(commit === undefined ? [] : [{ name: 'release', digest: { gitCommit: commit } }]),
  ]
  if (subjects.length > 0) return subjects
  // A server that showed nothing of itself: a statement needs a subject, so it is about what was recorded.
  const run = manifest.find(({ path }) => path === 'run.json')
  return [{ name: 'run.json', uri: target.issuer, digest: { sha256: run?.sha256 ?? '' } }]
}

function configurationOf({ run }: RunResult): readonly ResourceDescriptor[] {
  const { profile, target, tool, suiteDigest, targetDigest, baseline, sets = [] } = run
  return [
    { name: 'profile', digest: sha256(profile.digest), annotations: { id: profile.id } },
    { name: 'suites', digest: sha256(suiteDigest) },
    ...sets.map(({ id, digest }) => ({ name: 'requirement-set', digest: sha256(digest), annotations: { id } })),
    { name: 'target', digest: sha256(targetDigest), annotations: { id: target.id } },
    ...(baseline === undefined
      ? []
      : [{ name: 'baseline', digest: sha256(baseline.digest), annotations: { id: baseline.id } }]),
    { name: 'tool', uri: `pkg:npm/${tool.name}@${tool.version}`, annotations: { version: tool.version } },
  ]
}

const notCovered = ({ id, variant, reason }: CaseResult): NotCovered => ({ case: id, variant, reason })
const isOnServers = ({ subject, informative }: Requirement): boolean => subject !== 'client' && informative !== true

/** What a run says nothing about. */
export function uncovered(result: RunResult, suite: RecordedSuite): Uncovered {
  const of = (verdict: Verdict): readonly CaseResult[] => result.cases.filter((entry) => entry.verdict === verdict)
  const answered = result.cases.filter(({ verdict }) => verdict !== 'skip' && verdict !== 'incomplete')
  const touched = new Set(
    answered.flatMap(({ refs, findings }) => [...refs, ...findings.map(({ requirement }) => requirement)]),
  )
  const onServers = suite.requirements.filter(isOnServers).filter(({ supersededBy }) => supersededBy === undefined)
  return {
    skipped: of('skip').map(notCovered),
    incomplete: of('incomplete').map(notCovered),
    waived: result.cases.filter(({ waived }) => waived !== undefined).map(notCovered),
    omitted: result.run.selection,
    untestable: onServers
      .filter(({ id, testable }) => testable === 'no' && !touched.has(id))
      .map(({ id, reason }) => ({ requirement: id, reason: reason ?? 'no reason recorded' })),
    untested: onServers.filter(({ id, testable }) => testable !== 'no' && !touched.has(id)).map(({ id }) => id),
  }
}

/** An incomplete run is a failed one to whoever reads only `result`: "could not tell" must never look like a pass. */
function resultOf({ result, summary }: RunResult): 'PASSED' | 'WARNED' | 'FAILED' {
  if (result !== 'conformant') return 'FAILED'
  return summary.warn > 0 || (summary.waived ?? 0) > 0 ? 'WARNED' : 'PASSED'
}

const isFailed = ({ verdict, waived }: CaseResult): boolean =>
  verdict === 'incomplete' || (verdict === 'fail' && waived === undefined)
const isWarned = ({ verdict, waived }: CaseResult): boolean =>
  verdict === 'warn' || (verdict === 'fail' && waived !== undefined)

/** The in-toto statement about a run: a pure function of what its folder holds. */
export function makeStatement(input: StatementInput): Statement {
  const { result, suite, manifest, events, leakScan } = input
  const { run, summary, cases } = result
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjectsOf(input),
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    predicate: {
      result: resultOf(result),
      configuration: configurationOf(result),
      passedTests: cases.filter(({ verdict }) => verdict === 'pass').map(testName),
      warnedTests: cases.filter(isWarned).map(testName),
      failedTests: cases.filter(isFailed).map(testName),
      fapiAssay: {
        version: 1,
        run: { id: run.id, startedAt: run.startedAt, finishedAt: run.finishedAt, interrupted: run.interrupted },
        tool: run.tool,
        profile: run.profile,
        target: run.target,
        organisation: run.organisation,
        application: run.application,
        environment: run.environment,
        observedBy: run.observedBy ?? 'self',
        result: result.result,
        summary,
        notCovered: uncovered(result, suite),
        manifest,
        events,
        leakScan,
      },
    },
  }
}
