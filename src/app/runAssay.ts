import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { checks } from '../checks/registry.ts'
import { type EventLog, openEventLog } from '../evidence/eventLog.ts'
import type { EvidenceKey } from '../evidence/evidenceKeys.ts'
import { createRedactor, type Redactor } from '../evidence/redact.ts'
import { refuseForeignFiles } from '../evidence/runFiles.ts'
import { serverFacts } from '../evidence/serverFacts.ts'
import type { RecordedRun } from '../evidence/types.ts'
import { writeRun } from '../evidence/writeRun.ts'
import { prepareSpareKey } from '../flow/keys.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { probes } from '../probes/registry.ts'
import { loadBaseline } from '../profile/loadBaseline.ts'
import { loadTarget } from '../profile/loadTarget.ts'
import type { Profile, Target } from '../profile/types.ts'
import type { RunEvent } from '../run/events.ts'
import type { RunInput } from '../run/run.ts'
import { type RepeatedOutput, runRepeatedly } from '../run/runRepeatedly.ts'
import { identitiesOf } from '../run/startRun.ts'
import { type ExitCode, exitCode, outcome, summarise } from '../verdict/judge.ts'
import type { RunResult } from '../verdict/types.ts'
import { createWire } from '../wire/createWire.ts'
import type { Exchange, Wire } from '../wire/types.ts'
import { applyBaseline } from './applyBaseline.ts'
import { drilledVariants } from './drilledVariants.ts'
import { signingKeys } from './keyReference.ts'
import { loadProject } from './loadProject.ts'
import { makeLogin } from './makeLogin.ts'
import { toolFacts } from './packageRoot.ts'
import { type RunSetting, runFacts, runId } from './runFacts.ts'
import { sleepFor } from './sleepFor.ts'
import { withDirectory } from './withDirectory.ts'

export interface RunAssayOptions {
  /** Profile id or path. */
  readonly profile: string
  /** Path of the target file. */
  readonly target: string
  /** Run folder; default `reports/<target>/<run id>/` below the current folder. */
  readonly out?: string
  /** Globs over case ids; empty or absent: all. */
  readonly only?: readonly string[]
  /** false: leave out cases that wait for something to expire. */
  readonly slow?: boolean
  /** Cases at once; default 8. */
  readonly concurrency?: number
  /** How often the plan is run; default 1. Cases whose verdicts differ are incomplete. */
  readonly repeat?: number
  /** Path of a file with known failures: they are shown as waived and do not decide the result. */
  readonly baseline?: string
  /** SQLite file to which the run is appended. */
  readonly record?: string
  /** References to private keys (file or `$env:NAME`) that sign the run folder; absent or empty: it is left unsigned. */
  readonly sign?: readonly string[]
  /** Who sits at the runner; default `self`. */
  readonly observedBy?: 'self' | 'operator'
  /** Commit of the release under test, 40 or 64 hex digits. */
  readonly commit?: string
  /** Folders with further suites. */
  readonly suites?: readonly string[]
  /** Makes the drills that the target allows instead of the cases of the profile (`assay drill`). */
  readonly drills?: boolean
  /** Environment for `$env:` references. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborting it saves what was done; the exit code is then 130. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
  /** Called with each exchange as it was, secrets in clear: for measuring, never for writing down. */
  readonly onExchange?: (exchange: Exchange) => void
}

export interface RunAssayResult {
  /** Redacted, as in `run.json`. */
  readonly result: RunResult
  /** The redacted run as written, for drawing. */
  readonly recorded: RecordedRun
  readonly folder: string
  readonly exitCode: ExitCode
}

function resultOf(setting: RunSetting, output: RepeatedOutput, exchanges: readonly Exchange[]): RunResult {
  const cases = setting.baseline.apply(output.cases)
  const summary = summarise(cases)
  return {
    schemaVersion: 1,
    run: {
      ...runFacts(setting),
      finishedAt: new Date().toISOString(),
      accommodations: output.accommodations,
      interrupted: output.interrupted,
      ...(setting.options.drills ? { drills: true as const } : {}),
      ...(output.directory === null ? {} : { directory: output.directory }),
      ...setting.baseline.facts(cases),
      ...(output.repeats > 1 ? { repeats: output.repeats } : {}),
      observedBy: setting.options.observedBy ?? 'self',
      ...(setting.options.commit === undefined ? {} : { commit: setting.options.commit }),
      server: serverFacts(exchanges),
    },
    result: outcome(summary),
    summary,
    cases,
  }
}

function openWire(setting: RunSetting, onExchange: (exchange: Exchange) => void): Wire {
  const { target, options } = setting
  const { name, version } = toolFacts()
  return createWire({
    ca: target.ca,
    identities: identitiesOf(target),
    now: Date.now,
    onExchange,
    userAgent: `${name}/${version}`,
    ...(options.signal ? { signal: options.signal } : {}),
  })
}

/** Listeners print, and a CI job keeps what is printed. */
function redactedEvent(event: RunEvent, redactor: Redactor, log: EventLog): RunEvent {
  if (event.kind === 'note') return { ...event, text: redactor.text(event.text) }
  if (event.kind !== 'case-end') return event
  const result = redactor.caseResult(event.result)
  log.caseEnd(result)
  return { ...event, result }
}

/** `non-conformant: 560 pass, 2 fail`: what is left to say when nothing can be written. */
function sumOf({ result, summary }: RunResult): string {
  const counts = Object.entries(summary).filter(([, count]) => count > 0)
  return `${result}: ${counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`
}

/** Loaded only for a run that is recorded: its library has ten times as many files as all else together. */
async function statusRecord() {
  const [{ prepareRecord }, { recordFinished }, { foreseenObjection }] = await Promise.all([
    import('../status/recordRun.ts'),
    import('./recordFinished.ts'),
    import('./foreseenObjection.ts'),
  ])
  return { prepareRecord, recordFinished, foreseenObjection }
}

/** Says before the first request what will keep a run of an operator from certifying. */
async function warn(
  options: RunAssayOptions,
  target: Target,
  profile: Profile,
  plan: Plan,
  keys: readonly EvidenceKey[],
) {
  const { record, observedBy, drills } = options
  if (record === undefined || observedBy !== 'operator' || drills) return
  const { organisation, application, environment } = target
  const key = { organisation, application, profile: profile.id, environment }
  const { foreseenObjection } = await statusRecord()
  const objection = await foreseenObjection({ record, keys, key, omitted: plan.omitted, now: Date.now() })
  if (objection !== null)
    options.onEvent?.({ kind: 'note', text: `This run will be recorded, but cannot certify: ${objection}` })
}

/** Sends, judges and writes one run; the log keeps what was done if the process ends before its time. */
async function conduct(
  setting: RunSetting,
  folder: string,
  keys: readonly EvidenceKey[],
): Promise<{ result: RunResult; recorded: RecordedRun }> {
  const { options, target, profile, suite, plan, baseline } = setting
  const redactor = createRedactor({ secrets: target.secrets, show: profile.api?.show ?? [] })
  const log = openEventLog(folder, redactor)
  const wire = openWire(setting, (exchange) => {
    log.exchange(exchange)
    options.onExchange?.(exchange)
  })
  const login = target.login ? await makeLogin(target.login) : null
  try {
    log.runStart(runFacts(setting))
    const input: RunInput = {
      target,
      profile,
      plan,
      wire,
      login,
      maxWaitMs: profile.maxWaitS * 1000,
      registries: { checks, probes, requirements: suite.requirements },
      // A drill changes what all others lean on: one after the other, in the order of the suite.
      concurrency: options.drills ? 1 : (options.concurrency ?? 8),
      drills: options.drills ?? false,
      clock: { now: Date.now, sleep: sleepFor(options.signal) },
      signal: options.signal ?? null,
      onEvent: (event) => {
        const marked = event.kind === 'case-end' ? { ...event, result: baseline.mark(event.result) } : event
        const safe = redactedEvent(marked, redactor, log)
        options.onEvent?.(safe)
      },
    }
    const running = runRepeatedly(input, options.repeat ?? 1)
    // Not needed before the end: loaded while the server makes its first answer.
    const [output, { fileReports }] = await Promise.all([running, import('../report/reports.ts')])
    const result = resultOf(setting, output, wire.exchanges)
    const recorded = await writeRun({
      folder,
      result,
      exchanges: wire.exchanges,
      suite,
      secrets: target.secrets,
      screenshots: output.screenshots,
      redactor,
      reports: fileReports,
      ...(keys.length === 0 ? {} : { seal: { keys, secrets: target.secrets } }),
      token: randomBytes(4).toString('hex'),
    }).catch((error: unknown) => {
      // What was found out in minutes is not to be lost with the disk: the listener has heard the verdicts, and now their sum.
      options.onEvent?.({ kind: 'note', text: `not written: ${sumOf(result)}` })
      throw error
    })
    return { result: recorded.result, recorded }
  } finally {
    log.close()
    await login?.close()
    await wire.close()
  }
}

/**
 * `assay run`: reads profile, target and suites, runs the plan, writes the run folder and, with `record`, the status record.
 * @throws InputError, PlanError, EvidenceError, StatusError with a message for people
 */
export async function runAssay(options: RunAssayOptions): Promise<RunAssayResult> {
  // Made beside the main thread while it reads the files: later it would take the processor from the server's first answers.
  // What cannot be made here is made, or fails, in the case that needs it.
  prepareSpareKey().catch(() => undefined)
  const given = loadTarget({ file: options.target, env: options.env, now: Date.now })
  const { profile, suite } = loadProject(options.profile, options.suites ?? [], {
    directory: Boolean(given.directory),
    drills: options.drills ?? false,
  })
  const whole = withDirectory(given, profile)
  const target = options.drills ? drilledVariants(whole) : whole
  const known = options.baseline === undefined ? null : loadBaseline(options.baseline)
  const plan = makePlan(profile, target, suite, { only: options.only ?? [], slow: options.slow ?? true })
  // A record that cannot be written is better known before a run of minutes than after it.
  if (options.record !== undefined) await (await statusRecord()).prepareRecord(options.record)
  const startedAt = new Date()
  const id = runId(startedAt)
  const folder = options.out ?? join('reports', target.id, id)
  // As above: a key that cannot be read, or a folder that cannot be signed, would make the run worthless.
  const keys = signingKeys(options.sign ?? [], options.env)
  if (keys.length > 0) await refuseForeignFiles(folder)
  const baseline = applyBaseline(known, suite, target, startedAt.getTime())
  const total = plan.items.length * (options.repeat ?? 1)
  options.onEvent?.({ kind: 'run-start', total, target: target.id, profile: profile.id })
  await warn(options, target, profile, plan, keys)
  const { result, recorded } = await conduct(
    { options, profile, target, suite, plan, baseline, id, startedAt },
    folder,
    keys,
  )
  if (options.record !== undefined) {
    const { recordFinished } = await statusRecord()
    await recordFinished({ file: options.record, folder, result, profile, now: Date.now() })
  }
  options.onEvent?.({ kind: 'run-end', result, folder })
  return { result, recorded, folder, exitCode: exitCode(result.result, result.run.interrupted) }
}
