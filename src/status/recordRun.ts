import { createHash } from 'node:crypto'
import type { RunResult } from '../verdict/types.ts'
import { applyEvent, findRow } from './applyEvent.ts'
import { entriesOf } from './auditLog.ts'
import { type Store, writing } from './openStore.ts'
import { readEvent } from './readEvent.ts'
import { readRecord } from './readStatus.ts'
import { StatusError } from './StatusError.ts'
import type { RunEvent, StatusKey, StatusRecord, StatusRules, StoreOptions, WriteOptions } from './types.ts'

/** Clocks of two machines differ; more than this is no difference of clocks. */
const CLOCK_SKEW_MS = 5 * 60_000

export interface RecordOptions extends WriteOptions {
  readonly rules: StatusRules
  /** Where the evidence was written; null if it was not kept. */
  readonly folder: string | null
  /** `sha256:...` of the evidence; null if it was not kept. */
  readonly evidenceDigest: string | null
  /** Why the evidence cannot certify, e.g. no operator has signed it; null: nothing stands against it. */
  readonly objection: string | null
}

function time(value: string, field: string): string {
  const ms = Date.parse(value)
  if (Number.isNaN(ms)) {
    throw new StatusError(
      'INVALID_RUN',
      `"run.${field}": an ISO 8601 time expected, "${value}" seen; the run was not recorded`,
    )
  }
  return new Date(ms).toISOString()
}

/** End of the first waiver that the result leans on, by ISO 8601; a waived warning decides nothing anyway. */
function waivedUntil({ cases }: RunResult): string | null {
  const ends = cases.flatMap(({ waived, verdict }) => (waived && verdict === 'fail' ? [waived.expires] : [])).sort()
  return ends[0] === undefined ? null : time(`${ends[0]}T23:59:59.999Z`, 'cases[].waived.expires')
}

/** What stands against the run itself, whatever its result is. */
function objectionTo({ run, summary }: RunResult): string | null {
  if (run.interrupted) return 'it was interrupted'
  if (run.selection.omitted > 0) return 'it covered only a part of the plan'
  if (run.drills) return 'it made drills'
  const { directory } = run
  if (directory !== undefined && directory.registration !== 'registered')
    return `the trust directory does not vouch for it: ${directory.reason}`
  return summary.pass === 0 ? 'nothing in it passed' : null
}

/** Of what the server says of itself; keys and certificates change without the application changing. */
function serverDigest({ run }: RunResult): string | null {
  const digests = run.server?.metadata.map(({ digest }) => digest) ?? []
  if (digests.length === 0) return null
  return `sha256:${createHash('sha256')
    .update([...new Set(digests)].sort().join('\n'))
    .digest('hex')}`
}

function eventOf(result: RunResult, options: RecordOptions): RunEvent {
  const { run } = result
  const finishedAt = time(run.finishedAt, 'finishedAt')
  if (Date.parse(finishedAt) > options.now + CLOCK_SKEW_MS) {
    const seen = `"${finishedAt}" seen, and it is ${new Date(options.now).toISOString()} now`
    throw new StatusError(
      'INVALID_RUN',
      `"run.finishedAt": a time that has passed expected, ${seen}; set the clocks right, the run was not recorded`,
    )
  }
  return {
    kind: 'run',
    at: Date.parse(finishedAt),
    runId: run.id,
    startedAt: time(run.startedAt, 'startedAt'),
    finishedAt,
    result: result.result,
    summary: result.summary,
    observedBy: run.observedBy ?? 'self',
    objection: objectionTo(result) ?? options.objection,
    waivedUntil: waivedUntil(result),
    tool: run.tool,
    profileDigest: run.profile.digest,
    suiteDigest: run.suiteDigest,
    serverDigest: serverDigest(result),
    target: { id: run.target.id, issuer: run.target.issuer, digest: run.targetDigest },
    folder: options.folder,
    evidenceDigest: options.evidenceDigest,
    rules: options.rules,
  }
}

function keyOfRun({ run }: RunResult): StatusKey {
  const key = {
    organisation: run.organisation,
    application: run.application,
    profile: run.profile.id,
    environment: run.environment,
  }
  for (const [name, value] of Object.entries(key)) {
    if (value === '')
      throw new StatusError('INVALID_RUN', `"${name}" is empty; name it in the target file, the run was not recorded`)
  }
  return key
}

/** What must be the same for two runs to be one. */
function facts(run: RunEvent): string {
  const { startedAt, finishedAt, result, summary, target, observedBy } = run
  return JSON.stringify([startedAt, finishedAt, result, Object.entries(summary).sort(), target.digest, observedBy])
}

/** True if this very run is there already: recording it again, after a crash say, changes nothing. */
async function isRecorded(store: Store, key: StatusKey, run: RunEvent, file: string): Promise<boolean> {
  const row = await findRow(store, key)
  const entries = row === undefined ? [] : await entriesOf(store, row.id, key)
  const same = entries.find(({ runId }) => runId === run.runId)
  const recorded = same === undefined ? null : readEvent(same)
  if (recorded === null) return false
  if (recorded.kind === 'run' && facts(recorded) === facts(run)) return true
  const advice = 'run ids must not be used twice; the run was not recorded'
  throw new StatusError(
    'CONFLICT',
    `status record "${file}": another run "${run.runId}" is in the history already; ${advice}`,
  )
}

function said({ observedBy, tool, result }: RunEvent): { actor: string; reason: string } {
  return { actor: observedBy, reason: `${result}, by ${tool.name} ${tool.version}` }
}

/**
 * Appends a run to the history of its organisation x application x profile x environment and moves the state by rule.
 * Creates the file and the record as needed. Safe against other processes doing the same at once and against a crash:
 * the run is there with its state, or not at all. Recording the same run twice changes nothing.
 * Returns the record as it stands at `options.now`. Throws `StatusError`.
 */
export async function recordRun(file: string, result: RunResult, options: RecordOptions): Promise<StatusRecord> {
  const key = keyOfRun(result)
  const run = eventOf(result, options)
  return writing(file, options, async (store) => {
    if (!(await isRecorded(store, key, run, file))) await applyEvent(store, key, run, said(run), options.now)
    return readRecord(store, key, options.now)
  })
}

/** Makes sure, before a long run, that the record can be written at its end; creates the file. Throws `StatusError`. */
export async function prepareRecord(file: string, options: StoreOptions = {}): Promise<void> {
  await writing(file, options, async () => undefined)
}
