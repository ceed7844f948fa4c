import type { Session as BrowserSession, LoginDriver } from '../login/types.ts'
import type { Plan, PlanItem } from '../plan/plan.ts'
import type { Target } from '../profile/types.ts'
import { judge } from '../verdict/judge.ts'
import type { CaseResult } from '../verdict/types.ts'
import type { Wire } from '../wire/types.ts'
import type { Accommodation } from './accommodate.ts'
import { closingProblem } from './closing.ts'
import type { RunEvent } from './events.ts'
import { executeItem, type ItemOutcome, type Registries, unfinished } from './executeItem.ts'
import { createPool, type Pool } from './pool.ts'
import { type Clock, discoverTarget, environmentOf } from './startRun.ts'
import { prepareVariant, type VariantRun } from './variantRun.ts'

export interface RunInput {
  readonly target: Target
  readonly plan: Plan
  readonly wire: Wire
  readonly login: LoginDriver | null
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
  readonly screenshots: readonly {
    readonly caseId: string
    readonly variant: string
    readonly step: string
    readonly png: Uint8Array
  }[]
}

/** One item with everything known about it so far. */
interface Entry {
  readonly item: PlanItem
  outcome: ItemOutcome
  result: CaseResult
}

function resultOf(item: PlanItem, outcome: ItemOutcome, startMs: number, durationMs: number): CaseResult {
  const { verdict, reason, attributed } = judge(outcome)
  return {
    id: item.case.id,
    variant: item.variant.key,
    title: item.case.title,
    refs: item.case.refs,
    verdict,
    reason,
    attributed,
    step: outcome.step,
    durationMs: Math.round(durationMs),
    startMs: Math.round(startMs),
    exchanges: [...new Set(outcome.exchanges)],
    control: outcome.control,
    findings: outcome.findings,
  }
}

class Runner {
  readonly #input: RunInput
  readonly #pool: Pool
  readonly #startedAt: number
  #done = 0

  constructor(input: RunInput) {
    this.#input = input
    this.#pool = createPool(input.concurrency, input.clock.sleep)
    this.#startedAt = input.clock.now()
  }

  get interrupted(): boolean {
    return this.#input.signal?.aborted ?? false
  }

  /** Runs one item in the pool and judges it. */
  async run(item: PlanItem, vr: VariantRun | string): Promise<Entry> {
    return this.#pool.run(async () => {
      const { onEvent, clock, registries } = this.#input
      const begun = clock.now()
      onEvent({ kind: 'case-start', id: item.case.id, variant: item.variant.key })
      const outcome = await this.#outcome(item, vr, registries)
      const result = resultOf(item, outcome, begun - this.#startedAt, clock.now() - begun)
      return { item, outcome, result }
    })
  }

  async #outcome(item: PlanItem, vr: VariantRun | string, registries: Registries): Promise<ItemOutcome> {
    if (this.interrupted) return unfinished('the run was interrupted before this case', 'harness')
    if (typeof vr === 'string') return unfinished(vr, 'harness')
    const outcome = await executeItem(item, vr, registries, (ms) => this.#pool.pause(ms))
    if (this.interrupted && outcome.findings.length === 0)
      return unfinished('the run was interrupted during this case', 'harness')
    return outcome
  }

  /** Judges again with a reason why it cannot be told. */
  rejudge(entry: Entry, reason: string): Entry {
    const outcome: ItemOutcome = { ...entry.outcome, incomplete: { reason, attributed: 'as' } }
    return { ...entry, outcome, result: resultOf(entry.item, outcome, entry.result.startMs, entry.result.durationMs) }
  }

  announce(entry: Entry): Entry {
    this.#done++
    this.#input.onEvent({
      kind: 'case-end',
      result: entry.result,
      done: this.#done,
      total: this.#input.plan.items.length,
    })
    return entry
  }
}

/** A second try, alone, for what failed to get an answer: congestion must not look like a verdict. */
async function retryAlone(runner: Runner, entries: Entry[], runs: ReadonlyMap<string, VariantRun>): Promise<Entry[]> {
  const limit = 25
  let tried = 0
  const out: Entry[] = []
  for (const entry of entries) {
    const vr = runs.get(entry.item.variant.key)
    const again = entry.outcome.transient && tried < limit && !entry.item.slow
    if (!again || !vr || runner.interrupted) {
      out.push(entry.outcome.transient ? runner.announce(entry) : entry)
      continue
    }
    tried++
    const second = await runner.run(entry.item, vr)
    const reason = `${second.result.reason} (second try, alone; the first: ${entry.result.reason})`
    out.push(runner.announce({ ...second, result: { ...second.result, reason } }))
  }
  return out
}

/** Refusals count only if the server still accepts the honest flow at the end. */
async function confirm(runner: Runner, entries: Entry[], vr: VariantRun): Promise<Entry[]> {
  const leaning = entries.filter((entry) => entry.outcome.leansOn.length > 0 && entry.outcome.findings.length > 0)
  if (leaning.length === 0 || runner.interrupted) return entries
  const problem = await closingProblem(vr)
  if (!problem) return entries
  return entries.map((entry) => {
    const affected =
      entry.outcome.leansOn.some((step) => problem.steps.includes(step)) && entry.item.case.expect?.kind !== 'accept'
    return affected ? runner.rejudge(entry, problem.reason) : entry
  })
}

/**
 * Walks the plan: controls first, then all items with bounded concurrency (waiting ones first, so that their waits
 * overlap with everything else), then single retries and the closing controls. Emits events, prints nothing.
 */
export async function run(input: RunInput): Promise<RunOutput> {
  const { plan, target, wire, login, clock } = input
  const runner = new Runner(input)
  const runs = new Map<string, VariantRun>()
  const { server, problem } = await discoverTarget(wire, target)
  if (problem) input.onEvent({ kind: 'note', text: problem })
  const master: BrowserSession | null = login?.newSession() ?? null
  const needed = new Set(plan.items.map((item) => item.variant.key))
  for (const variant of target.variants.filter(({ key }) => needed.has(key))) {
    const env = environmentOf(wire, target, variant, server, { login, now: clock.now, maxWaitMs: input.maxWaitMs })
    if (!runner.interrupted) runs.set(variant.key, await prepareVariant(env, master))
  }
  for (const vr of runs.values()) {
    for (const used of vr.accommodations)
      input.onEvent({ kind: 'note', text: `${vr.env.variant.key}: goes on with "${used.name}" past: ${used.reason}` })
  }
  const ordered = [...plan.items].sort((a, b) => Number(b.slow) - Number(a.slow))
  const first = await Promise.all(
    ordered.map(async (item) => {
      const entry = await runner.run(item, runs.get(item.variant.key) ?? 'the run was interrupted before this case')
      return entry.outcome.transient ? entry : runner.announce(entry)
    }),
  )
  const entries = await retryAlone(runner, first, runs)
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
  const byItem = new Map(all.map((entry) => [entry.item, entry.result]))
  return {
    cases: plan.items.map((item) => byItem.get(item)).filter((result) => result !== undefined),
    accommodations: [...runs.values()].flatMap((vr) => vr.accommodations),
    interrupted: runner.interrupted,
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
