import type { RunResult } from '../verdict/types.ts'
import { checkCourse } from './checkCourse.ts'
import { checkCounts, checkRepeated, checkTerms } from './checkFacts.ts'
import { checkManifest } from './checkManifest.ts'
import { EvidenceError } from './evidenceError.ts'
import { canonicalJwk, keyidOf } from './evidenceKeys.ts'
import type { FolderFiles } from './folderFiles.ts'
import { evidenceDigest, manifestEntry } from './manifest.ts'
import { type Attestation, readAttestation } from './readAttestation.ts'
import { parseRecorded } from './readJsonFile.ts'
import { runShape } from './recordedShapes.ts'
import { ATTESTATION } from './runFiles.ts'
import type { Problem, PublicJwk, Verification, VerificationAnswer, VerifyOptions } from './verificationTypes.ts'

/** Problems that leave the answer open instead of deciding it. */
const OPEN = new Set<Problem['kind']>(['unsigned', 'unknown-key'])

function readResult(bytes: Buffer | undefined): RunResult | Problem | null {
  if (bytes === undefined) return null
  try {
    return parseRecorded<RunResult>(bytes.toString('utf8'), 'run.json', runShape)
  } catch (error) {
    const message = error instanceof EvidenceError ? error.message : 'it cannot be read.'
    return { kind: 'unreadable', file: 'run.json', where: null, message }
  }
}

const keyids = (keys: readonly PublicJwk[]): ReadonlySet<string> =>
  new Set(
    keys.flatMap((key) => {
      const canonical = canonicalJwk(key)
      return canonical === null ? [] : [keyidOf(canonical)]
    }),
  )

function signedByNobody({ envelope, signers, problems }: Attestation, keys: number): readonly Problem[] {
  if (envelope === null || problems.length > 0) return []
  if (signers.length === 0) return [unsigned('the attestation has no signature')]
  if (signers.some(({ known }) => known)) return []
  const seen = signers.map(({ keyid }) => keyid).join(', ')
  const advice =
    keys === 0 ? 'Give the public key that you trust with --key.' : 'None of the keys given is that of a signer.'
  return [{ kind: 'unknown-key', file: ATTESTATION, where: null, message: `signed by ${seen}. ${advice}` }]
}

const unsigned = (what: string): Problem => ({
  kind: 'unsigned',
  file: null,
  where: null,
  message: `${what}: nothing shows that the files are as the run left them. Sign with "assay run --sign" or "assay sign".`,
})

function answerOf(problems: readonly Problem[]): VerificationAnswer {
  if (problems.some(({ kind }) => !OPEN.has(kind))) return 'not-ok'
  return problems.length === 0 ? 'ok' : 'cannot-tell'
}

type Facts = Pick<
  Verification,
  | 'observedBy'
  | 'runId'
  | 'result'
  | 'partial'
  | 'finishedAt'
  | 'tool'
  | 'profile'
  | 'target'
  | 'organisation'
  | 'application'
  | 'environment'
>

const nothing: Facts = {
  observedBy: null,
  runId: null,
  result: null,
  partial: null,
  finishedAt: null,
  tool: null,
  profile: null,
  target: null,
  organisation: null,
  application: null,
  environment: null,
}

/** What was signed counts; without a statement, what `run.json` says. */
function factsOf({ statement }: Attestation, result: RunResult | null): Facts {
  if (statement !== null) {
    const { run, notCovered, ...facts } = statement.predicate.fapiAssay
    const { observedBy, tool, profile, target, organisation, application, environment } = facts
    const partial = run.interrupted || notCovered.omitted.omitted > 0
    const named = { tool, profile, target, organisation, application, environment }
    return { observedBy, runId: run.id, result: facts.result, partial, finishedAt: run.finishedAt, ...named }
  }
  if (result === null) return nothing
  const { run } = result
  const { tool, profile, target, organisation, application, environment } = run
  return {
    ...{ observedBy: run.observedBy ?? 'self', runId: run.id, result: result.result, finishedAt: run.finishedAt },
    ...{ partial: run.interrupted || run.selection.omitted > 0, tool, profile, target },
    ...{ organisation, application, environment },
  }
}

/** Checks what was read of a run folder; see `verifyFolder`. Pure. */
export function verifyFiles({ files: all, problems: unreadable }: FolderFiles, options: VerifyOptions): Verification {
  const { keys } = options
  const text = all.get(ATTESTATION)?.toString('utf8')
  const files = new Map([...all].filter(([path]) => path !== ATTESTATION))
  const none: Attestation = { envelope: null, payload: null, statement: null, signers: [], problems: [] }
  const attestation = text === undefined ? none : readAttestation(text, keyids(keys))
  const read = readResult(files.get('run.json'))
  const result = read !== null && 'kind' in read ? null : read
  const facts = attestation.statement?.predicate.fapiAssay ?? null
  const terms = factsOf(attestation, result)
  const { finishedAt, profile, tool } = terms
  const problems: readonly Problem[] = [
    ...unreadable,
    ...(read !== null && 'kind' in read ? [read] : []),
    ...attestation.problems,
    ...(text === undefined ? [unsigned(`there is no "${ATTESTATION}"`)] : signedByNobody(attestation, keys.length)),
    ...(facts === null ? [] : checkManifest(facts.manifest, files)),
    ...checkCourse(files, result),
    ...(facts === null || result === null ? [] : checkRepeated(facts, result)),
    ...(result === null ? [] : checkCounts(result)),
    ...(finishedAt === null || profile === null || tool === null
      ? []
      : checkTerms({ finishedAt, profile, tool: { name: 'fapi-assay', version: tool.version } }, options)),
  ]
  const answer = answerOf(problems)
  const manifest = [...files].map(([path, bytes]) => manifestEntry(path, bytes))
  const digest = evidenceDigest(manifest)
  return { answer, ok: answer === 'ok', problems, signers: attestation.signers, ...terms, evidenceDigest: digest }
}
