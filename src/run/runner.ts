import type { PlanItem } from '../plan/plan.ts'
import { judge } from '../verdict/judge.ts'
import type { CaseResult, Try } from '../verdict/types.ts'
import type { RunEvent } from './events.ts'
import { executeItem, type ItemOutcome, type Registries, unfinished } from './executeItem.ts'
import { createPool, type Pool } from './pool.ts'
import type { Clock } from './startRun.ts'
import type { VariantRun } from './variantRun.ts'

/** One item with everything known about it so far. */
export interface Entry {
  readonly item: PlanItem
  readonly outcome: ItemOutcome
  readonly result: CaseResult
  /** Its case has been run more than once: what each time came to. */
  readonly tries: readonly Try[]
}

/** What a runner needs of the input of a run. */
export interface RunnerInput {
  readonly plan: { readonly items: readonly PlanItem[] }
  readonly registries: Registries
  readonly concurrency: number
  readonly clock: Clock
  readonly signal: AbortSignal | null
  readonly onEvent: (event: RunEvent) => void
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

/** Runs items in a pool, judges them, and tells of them when their verdict is settled. */
export class Runner {
  readonly #input: RunnerInput
  #pool: Pool
  readonly #startedAt: number
  #done = 0

  constructor(input: RunnerInput) {
    this.#input = input
    this.#pool = createPool(input.concurrency, input.clock.sleep)
    this.#startedAt = input.clock.now()
  }

  /** From now on no two items run beside each other; to be called before the first one. */
  oneAtATime(): void {
    this.#pool = createPool(1, this.#input.clock.sleep)
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
      return { item, outcome, result, tries: [] }
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

  /** Judges again with a reason why it cannot be told. A failing finding still outweighs it. */
  rejudge(entry: Entry, incomplete: NonNullable<ItemOutcome['incomplete']>): Entry {
    const outcome: ItemOutcome = { ...entry.outcome, incomplete }
    const { startMs, durationMs } = entry.result
    return { ...entry, outcome, result: resultOf(entry.item, outcome, startMs, durationMs) }
  }

  /** Says that the entry is settled. */
  announce(entry: Entry): Entry {
    this.#done++
    this.#input.onEvent({
      kind: 'case-end',
      result: finalResult(entry),
      done: this.#done,
      total: this.#input.plan.items.length,
    })
    return entry
  }
}

/** The result as it goes into the report. */
export const finalResult = ({ result, tries }: Entry): CaseResult =>
  tries.length === 0 ? result : { ...result, tries }
