import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { readRun } from '../evidence/readRun.ts'
import { startDelay } from '../fleet/startDelay.ts'
import { type Fleet, loadFleet } from '../profile/loadFleet.ts'
import { fleetJunit } from '../report/fleetJunit.ts'
import type { FleetOutcome, FleetReport, FleetRow } from '../report/fleetTypes.ts'
import { fleetPage } from '../report/html/fleetPage.ts'
import { holdLock } from '../status/holdLock.ts'
import { listStatus } from '../status/readStatus.ts'
import { prepareRecord } from '../status/recordRun.ts'
import { appendLine, type PlannedRun, readJournal } from './campaignJournal.ts'
import { fleetComplaints } from './fleetComplaints.ts'
import { foreseenSignature } from './foreseenSignature.ts'
import { signingKeys } from './keyReference.ts'
import { toolFacts } from './packageRoot.ts'
import { type FleetPlan, planFleet } from './planFleet.ts'
import type { FleetTaskOutcome, RecertifyOptions, RecertifyResult } from './recertifyTypes.ts'
import { type FleetThread, openFleetThread } from './recertifyWorkers.ts'
import { recordFolder } from './recordFolder.ts'
import { runId } from './runFacts.ts'
import { sleepFor } from './sleepFor.ts'

const JOURNAL = 'campaign.jsonl'

/** A campaign as its journal tells: what is planned, and what is done. */
interface Campaign extends FleetPlan {
  readonly id: string
  readonly folder: string
  readonly startedAt: string
  readonly done: ReadonlyMap<string, FleetRow>
}

/** The last campaign of this fleet if it was cut off; else null. */
function unfinished(out: string): Campaign | null {
  const folders = existsSync(out) ? readdirSync(out).sort() : []
  const id = folders.findLast((name) => existsSync(join(out, name, JOURNAL)))
  if (id === undefined) return null
  const lines = readJournal(join(out, id, JOURNAL))
  const plan = lines.find((line) => line.kind === 'plan')
  if (plan === undefined || lines.some(({ kind }) => kind === 'end')) return null
  const done = new Map(lines.flatMap((line) => (line.kind === 'done' ? [[line.folder, line.row] as const] : [])))
  return { id, folder: join(out, id), startedAt: plan.startedAt, runs: plan.runs, leftOut: plan.leftOut, done }
}

/** Writes the plan before anything is run, so that a crash can lose no target and run none twice. */
function begin(out: string, plan: FleetPlan, now: Date): Campaign {
  const id = runId(now)
  const folder = join(out, id)
  mkdirSync(folder, { recursive: true })
  const startedAt = now.toISOString()
  appendLine(join(folder, JOURNAL), { kind: 'plan', campaign: id, startedAt, ...plan })
  return { id, folder, startedAt, ...plan, done: new Map() }
}

/** Where the record stands after the run; the row keeps what it had if there is nothing to read. */
async function withStanding(row: FleetRow, record: string): Promise<FleetRow> {
  const { organisation, application, profile, environment } = row
  const key = { organisation, application, profile, environment }
  const [line] = await listStatus(record, key, { now: Date.now() })
  return line === undefined ? row : { ...row, after: line.state, nextDue: line.nextDue }
}

function rowOf({ row, folder }: PlannedRun, outcome: FleetTaskOutcome, durationMs: number): FleetRow {
  if (outcome.kind === 'problem') return { ...row, outcome: 'error', reason: outcome.problem, durationMs }
  const { runId: id, result, summary, complaints } = outcome
  return { ...row, outcome: result, runId: id, summary, complaints, folder, durationMs }
}

class Conductor {
  readonly #fleet: Fleet
  readonly #campaign: Campaign
  readonly #options: RecertifyOptions
  readonly #rows: Map<string, FleetRow>

  constructor(fleet: Fleet, campaign: Campaign, options: RecertifyOptions) {
    this.#fleet = fleet
    this.#campaign = campaign
    this.#options = options
    this.#rows = new Map(campaign.done)
  }

  get rows(): ReadonlyMap<string, FleetRow> {
    return this.#rows
  }

  #note(planned: PlannedRun, row: FleetRow): void {
    appendLine(join(this.#campaign.folder, JOURNAL), { kind: 'done', folder: planned.folder, row })
    this.#rows.set(planned.folder, row)
    this.#options.onEvent?.({ kind: 'done', row, done: this.#rows.size, total: this.#campaign.runs.length })
  }

  /** A run whose folder is whole was finished before the crash: it is recorded (again, which changes nothing), not run. */
  async #recover(planned: PlannedRun): Promise<boolean> {
    const folder = join(this.#campaign.folder, planned.folder)
    if (!existsSync(folder)) return false
    if (!existsSync(join(folder, 'run.json'))) {
      // What was cut off is evidence, too.
      renameSync(folder, `${folder}.cut-off-${Date.now()}`)
      return false
    }
    const { result } = await readRun(folder)
    await recordFolder({ file: this.#fleet.record, folder, profile: planned.profile, now: Date.now() })
    const { summary, cases, run } = result
    const outcome = { result: result.result, summary, complaints: fleetComplaints(cases), interrupted: run.interrupted }
    const row = rowOf(planned, { kind: 'ran', runId: run.id, ...outcome }, 0)
    this.#note(planned, await withStanding(row, this.#fleet.record))
    return true
  }

  async #run(planned: PlannedRun, thread: FleetThread): Promise<void> {
    const { slow, concurrency, sign, observedBy, record } = this.#fleet
    const { file: target, profile, baseline, row } = planned
    this.#options.onEvent?.({ kind: 'start', target: row.target, reason: row.reason })
    const began = performance.now()
    const out = join(this.#campaign.folder, planned.folder)
    const common = { slow, concurrency, sign, observedBy, record, env: this.#options.env }
    const outcome = await thread.run({ profile, target, out, baseline, ...common })
    // An interrupted run is made again when the campaign goes on.
    if (outcome.kind === 'ran' && outcome.interrupted) return
    const made = rowOf(planned, outcome, Math.round(performance.now() - began))
    this.#note(planned, await withStanding(made, record))
  }

  /** Takes one run after another, each not before its time; ends when there are none, or no time is left. */
  async #work(queue: { readonly planned: PlannedRun; readonly at: number }[], thread: FleetThread): Promise<void> {
    const { budgetMs } = this.#fleet
    const begun = Date.parse(this.#campaign.startedAt)
    const { signal } = this.#options
    while (!signal?.aborted) {
      const next = queue.shift()
      if (next === undefined) return
      if (begun + next.at > Date.now()) await sleepFor(signal)(begun + next.at - Date.now())
      if (signal?.aborted || (budgetMs !== null && Date.now() > begun + budgetMs)) return
      await this.#run(next.planned, thread)
    }
  }

  async conduct(): Promise<void> {
    const { runs, id } = this.#campaign
    const open = runs.filter(({ folder }) => !this.#rows.has(folder))
    const left: PlannedRun[] = []
    for (const planned of open) if (!(await this.#recover(planned))) left.push(planned)
    const queue = left
      .map((planned) => ({ planned, at: startDelay(id, planned.folder, this.#fleet.spreadMs) }))
      .sort((a, b) => a.at - b.at)
    const size = Math.min(this.#fleet.runs ?? availableParallelism(), queue.length)
    const threads = Array.from({ length: size }, openFleetThread)
    const abort = (): void => {
      for (const thread of threads) thread.abort()
    }
    this.#options.signal?.addEventListener('abort', abort)
    try {
      await Promise.all(threads.map((thread) => this.#work(queue, thread)))
    } finally {
      this.#options.signal?.removeEventListener('abort', abort)
      await Promise.all(threads.map((thread) => thread.close()))
    }
  }
}

const OUTCOMES: readonly FleetOutcome[] = [
  'conformant',
  'non-conformant',
  'incomplete',
  'error',
  'not-started',
  'left-out',
]

function reportOf(fleet: Fleet, campaign: Omit<Campaign, 'folder'>, interrupted: boolean): FleetReport {
  const ran = campaign.runs.map(({ folder, row }) => campaign.done.get(folder) ?? row)
  const targets = [...ran, ...campaign.leftOut]
  const counts = Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, targets.filter((row) => row.outcome === outcome).length]),
  ) as Record<FleetOutcome, number>
  return {
    schemaVersion: 1,
    fleet: fleet.id,
    campaign: campaign.id,
    startedAt: campaign.startedAt,
    finishedAt: new Date().toISOString(),
    interrupted,
    tool: toolFacts(),
    counts,
    targets,
  }
}

function exitCodeOf({ counts, interrupted }: FleetReport): RecertifyResult['exitCode'] {
  if (interrupted) return 130
  if (counts['non-conformant'] > 0) return 1
  return counts.incomplete + counts.error + counts['not-started'] > 0 ? 3 : 0
}

function writeSummary(folder: string, report: FleetReport): void {
  const files = {
    'junit.xml': fleetJunit(report),
    'report.html': fleetPage(report),
    'recertification.json': `${JSON.stringify(report, null, 2)}\n`,
  }
  for (const [name, text] of Object.entries(files)) {
    // A reader never sees half a file.
    writeFileSync(join(folder, `${name}.new`), text)
    renameSync(join(folder, `${name}.new`), join(folder, name))
  }
}

/**
 * `assay recertify`: runs every target of a fleet that is due, in parallel within the fleet's limits, appends the runs to the
 * status record and writes one summary. A campaign that was cut off goes on where it was: no run is made twice, none is lost.
 * @throws FleetError, EvidenceError for a key that cannot be used, StatusError (`LOCKED`: another process works on this fleet)
 */
export async function recertify(options: RecertifyOptions): Promise<RecertifyResult> {
  const fleet = loadFleet(options.fleet)
  const out = options.out ?? join('reports', fleet.id)
  const now = new Date()
  if (options.dryRun) {
    const plan = await planFleet(fleet, options, now.getTime())
    const report = reportOf(fleet, { id: runId(now), startedAt: now.toISOString(), ...plan, done: new Map() }, false)
    return { report, folder: null, exitCode: 0 }
  }
  mkdirSync(out, { recursive: true })
  const release = holdLock(join(out, 'campaign.lock'))
  try {
    await prepareRecord(fleet.record)
    const keys = signingKeys(fleet.sign, options.env)
    const objection = fleet.observedBy === 'self' ? null : await foreseenSignature(fleet.record, keys)
    if (objection !== null) options.onEvent?.({ kind: 'note', text: `No run can certify: ${objection}` })
    const open = unfinished(out)
    const campaign = open ?? begin(out, await planFleet(fleet, options, now.getTime()), now)
    const { id, runs, folder, done } = campaign
    options.onEvent?.({ kind: 'campaign', campaign: id, due: runs.length, resumed: open === null ? null : done.size })
    const conductor = new Conductor(fleet, campaign, options)
    await conductor.conduct()
    const interrupted = options.signal?.aborted ?? false
    const report = reportOf(fleet, { ...campaign, done: conductor.rows }, interrupted)
    writeSummary(folder, report)
    if (!interrupted) appendLine(join(folder, JOURNAL), { kind: 'end' })
    return { report, folder, exitCode: exitCodeOf(report) }
  } finally {
    release()
  }
}
