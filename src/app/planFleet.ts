import { join } from 'node:path'
import { readRun } from '../evidence/readRun.ts'
import { serverChange } from '../fleet/serverChange.ts'
import { whyDue } from '../fleet/whyDue.ts'
import type { Fleet, FleetEntry } from '../profile/loadFleet.ts'
import { loadProfile } from '../profile/loadProfile.ts'
import { loadTarget } from '../profile/loadTarget.ts'
import type { Target } from '../profile/types.ts'
import type { FleetRow } from '../report/fleetTypes.ts'
import { listStatus, readStatus } from '../status/readStatus.ts'
import type { StatusLine } from '../status/types.ts'
import { globPattern } from '../suite/globPattern.ts'
import type { PlannedRun } from './campaignJournal.ts'
import { lookAtServer } from './lookAtServer.ts'
import { packageRoot } from './packageRoot.ts'
import type { RecertifyOptions } from './recertifyTypes.ts'

export interface FleetPlan {
  readonly runs: readonly PlannedRun[]
  readonly leftOut: readonly FleetRow[]
}

const unknown = {
  organisation: '',
  application: '',
  environment: '',
  before: null,
  after: null,
  nextDue: null,
  runId: null,
  summary: null,
  complaints: [],
  folder: null,
  durationMs: 0,
} as const

type Read = { readonly target: Target; readonly profile: string } | { readonly problem: string }

/** A target file that is broken must not keep the others from being tested. */
function read({ target: file, profile }: FleetEntry, env: RecertifyOptions['env']): Read {
  try {
    const target = loadTarget({ file, env, now: Date.now })
    return { target, profile: loadProfile({ profile, folder: join(packageRoot, 'profiles') }).id }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** What the server shows otherwise than in its last run; null where there is nothing to compare, or nobody answers now. */
async function changeOf(target: Target, record: string, line: StatusLine, now: number): Promise<string | null> {
  const [known] = await readStatus(record, line, { now })
  const folder = known?.runs[0]?.folder ?? null
  if (folder === null) return null
  try {
    const { server } = (await readRun(folder)).result.run
    return server === undefined ? null : serverChange(server, await lookAtServer(target))
  } catch {
    // The evidence is gone or cannot be read: then its date decides.
    return null
  }
}

async function statusLines(record: string, now: number): Promise<readonly StatusLine[]> {
  try {
    return await listStatus(record, {}, { now })
  } catch (error) {
    // No record yet: everything is due, and the first run starts it.
    if (error instanceof Error && 'code' in error && error.code === 'MISSING') return []
    throw error
  }
}

/** What of a fleet has to be run now, and what is left out, with reasons. Looks at the servers of what is not due by date. */
export async function planFleet(fleet: Fleet, options: RecertifyOptions, now: number): Promise<FleetPlan> {
  const lines = await statusLines(fleet.record, now)
  const wanted = (options.only ?? []).map(globPattern)
  const plan = { runs: [] as PlannedRun[], leftOut: [] as FleetRow[] }
  const taken = new Map<string, string>()
  for (const entry of fleet.entries) {
    const seen = read(entry, options.env)
    if ('problem' in seen) {
      const base = { target: entry.target, file: entry.target, profile: entry.profile }
      plan.leftOut.push({ ...unknown, ...base, outcome: 'error', reason: seen.problem })
      continue
    }
    const { target, profile } = seen
    if (wanted.length > 0 && !wanted.some((glob) => glob.test(target.id))) continue
    const { organisation, application, environment } = target
    const key = { organisation, application, profile, environment }
    const line = lines.find((one) =>
      Object.entries(key).every(([name, value]) => one[name as keyof typeof key] === value),
    )
    const base = { ...unknown, ...key, target: target.id, file: entry.target, before: line?.state ?? null }
    const row = { ...base, after: base.before, nextDue: line?.nextDue ?? null }
    const folder = `${target.id}.${profile}`
    const other = taken.get(folder)
    if (other !== undefined) {
      const reason = `"target: ${target.id}" with profile ${profile} stands in ${other}, too; targets of a fleet need ids of their own`
      plan.leftOut.push({ ...row, outcome: 'error', reason })
      continue
    }
    taken.set(folder, entry.target)
    const question = { line, all: options.all ?? false, aheadMs: fleet.aheadMs, now }
    let dueness = whyDue({ ...question, changed: null })
    if (!dueness.due && fleet.changes && line?.state === 'conformant')
      dueness = whyDue({ ...question, changed: await changeOf(target, fleet.record, line, now) })
    if (!dueness.due) plan.leftOut.push({ ...row, outcome: 'left-out', reason: dueness.reason })
    else {
      const { profile: named, baseline } = entry
      const due = { ...row, outcome: 'not-started' as const, reason: dueness.reason }
      plan.runs.push({ file: entry.target, profile: named, baseline, folder, row: due })
    }
  }
  return plan
}
