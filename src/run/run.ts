import type { DirectoryFacts } from '../directory/directoryFacts.ts'
import { takeTurns } from '../login/takeTurns.ts'
import type { Session as BrowserSession, LoginDriver } from '../login/types.ts'
import type { Plan } from '../plan/plan.ts'
import type { Profile, Target } from '../profile/types.ts'
import type { CaseResult } from '../verdict/types.ts'
import { patientWire } from '../wire/patientWire.ts'
import type { Wire } from '../wire/types.ts'
import type { Accommodation } from './accommodate.ts'
import { clashOf, getsThrough } from './clashOf.ts'
import { closingProblem } from './closing.ts'
import { directoryLookUp } from './directoryLookUp.ts'
import { drillTools } from './drillTools.ts'
import type { RunEvent } from './events.ts'
import type { Registries } from './executeItem.ts'
import { type Drills, openDrills } from './openDrills.ts'
import { createRetryRule, retryAlone } from './retryAlone.ts'
import { type Entry, finalResult, Runner } from './runner.ts'
import { type Clock, discoverTarget, environmentOf } from './startRun.ts'
import { prepareVariant, type VariantRun } from './variantRun.ts'

export interface RunInput {
  readonly target: Target
  /** The rules of the ecosystem; absent: none. */
  readonly profile?: Profile
  readonly plan: Plan
  readonly wire: Wire
  readonly login: LoginDriver | null
  /** Makes drills, which change the state of the server, as far as the target allows them. */
  readonly drills?: boolean
  readonly registries: Registries
  readonly concurrency: number
  /** Longest wait in ms that a case may make (profile). */
  readonly maxWaitMs: number
  readonly clock: Clock
  readonly signal: AbortSignal | null
  readonly onEvent: (event: RunEvent) => void
}

export interface RunOutput {
  readonly cases: readonly CaseResult[]
  readonly accommodations: readonly Accommodation[]
  readonly interrupted: boolean
  /** What the trust directory says about the target; null: it names none. */
  readonly directory: DirectoryFacts | null
  readonly screenshots: readonly {
    readonly caseId: string
    readonly variant: string
    readonly step: string
    readonly png: Uint8Array
  }[]
}

/** Refusals count only if the server still accepts the honest flow at the end. */
async function confirm(runner: Runner, entries: readonly Entry[], vr: VariantRun): Promise<readonly Entry[]> {
  const leaning = entries.filter((entry) => entry.outcome.leansOn.length > 0 && entry.outcome.findings.length > 0)
  if (leaning.length === 0 || runner.interrupted) return entries
  const problem = await closingProblem(vr)
  if (!problem) return entries
  return entries.map((entry) => {
    const affected =
      entry.outcome.leansOn.some((step) => problem.steps.includes(step)) && entry.item.case.expect?.kind !== 'accept'
    return affected ? runner.rejudge(entry, { reason: problem.reason, attributed: 'as' }) : entry
  })
}

/**
 * Walks the plan: controls first, then all items with bounded concurrency (waiting ones first, so that their waits
 * overlap with everything else), then single retries and the closing controls. Emits events, prints nothing.
 */
export async function run(input: RunInput): Promise<RunOutput> {
  const drills = input.drills ? await openDrills(input.target, input.clock.now) : null
  try {
    return await walkPlan(input, drills)
  } finally {
    await drills?.close()
  }
}

const clashNotes = {
  visits: 'the server mixes up authorizations of one browser, so they are made one by one',
  flows: 'a new authorization or token of a user ends the earlier ones of the same client, so cases are run one by one',
}

async function walkPlan(input: RunInput, drills: Drills | null): Promise<RunOutput> {
  const { plan, target, clock } = input
  const wire = patientWire(input.wire, clock)
  const login = input.login && takeTurns(input.login)
  const runner = new Runner(input)
  const runs = new Map<string, VariantRun>()
  const { server, problem } = await discoverTarget(wire, target)
  if (problem) input.onEvent({ kind: 'note', text: problem })
  const directory = directoryLookUp(target, wire, clock.now)
  const master: BrowserSession | null = login?.newSession() ?? null
  const needed = new Set(plan.items.map((item) => item.variant.key))
  for (const variant of target.variants.filter(({ key }) => needed.has(key))) {
    const more = { login, now: clock.now, maxWaitMs: input.maxWaitMs }
    const env = environmentOf(wire, target, variant, server, more, input.profile)
    if (runner.interrupted) continue
    const prepared = { ...(await prepareVariant(env, master, input.profile)), directory }
    const drill = drills && drillTools(prepared, drills, clock)
    runs.set(variant.key, { ...prepared, drill })
  }
  const sample = [...runs.values()].find(getsThrough)
  const clash = sample && input.concurrency > 1 && !runner.interrupted ? await clashOf(sample) : null
  if (clash === 'visits') login?.oneAtATime()
  if (clash === 'flows') runner.oneAtATime()
  if (clash !== null) input.onEvent({ kind: 'note', text: clashNotes[clash] })
  for (const vr of runs.values()) {
    for (const used of vr.accommodations)
      input.onEvent({ kind: 'note', text: `${vr.env.variant.key}: goes on with "${used.name}" past: ${used.reason}` })
  }
  const ordered = [...plan.items].sort((a, b) => Number(b.slow) - Number(a.slow))
  const isRetried = createRetryRule(clash === 'flows' ? 1 : input.concurrency)
  const held: Entry[] = []
  const settled: Entry[] = []
  await Promise.all(
    ordered.map(async (item) => {
      const entry = await runner.run(item, runs.get(item.variant.key) ?? 'the run was interrupted before this case')
      if (!runner.interrupted && isRetried(entry)) held.push(entry)
      else settled.push(runner.announce(entry))
    }),
  )
  const entries = [...settled, ...(await retryAlone(runner, held, runs))]
  const confirmed: Entry[] = []
  for (const [key, vr] of runs)
    confirmed.push(
      ...(await confirm(
        runner,
        entries.filter((e) => e.item.variant.key === key),
        vr,
      )),
    )
  const known = new Set(confirmed.map((entry) => entry.item))
  const all = [...confirmed, ...entries.filter((entry) => !known.has(entry.item))]
  const byItem = new Map(all.map((entry) => [entry.item, finalResult(entry)]))
  return {
    cases: plan.items.map((item) => byItem.get(item)).filter((result) => result !== undefined),
    accommodations: [...runs.values()].flatMap((vr) => vr.accommodations),
    interrupted: runner.interrupted,
    directory: directory === null ? null : await directory.facts(),
    screenshots: all.flatMap(({ item, outcome }) =>
      outcome.screenshots.map((png) => ({
        caseId: item.case.id,
        variant: item.variant.key,
        step: outcome.step ?? 'authorize',
        png,
      })),
    ),
  }
}
