import type { Baseline } from '../profile/baselineTypes.ts'
import type { Target } from '../profile/types.ts'
import type { Suite } from '../suite/types.ts'
import { baselineFaults } from '../verdict/baselineFaults.ts'
import type { CaseResult, RunResult } from '../verdict/types.ts'
import { hasExpired, waive } from '../verdict/waive.ts'

/** A baseline in use during one run. */
export interface BaselineInUse {
  /** The result as it is reported: marked if the baseline knows it. */
  mark(result: CaseResult): CaseResult
  /** All results of a run marked, and a failure for each entry that is of no use. */
  apply(results: readonly CaseResult[]): readonly CaseResult[]
  /** What the run says about its baseline. */
  facts(results: readonly CaseResult[]): Pick<RunResult['run'], 'baseline'>
}

const none: BaselineInUse = { mark: (result) => result, apply: (results) => results, facts: () => ({}) }

/**
 * @param baseline null: there is none, every result stays as it is
 * @param now Unix epoch in ms, at which entries have expired or not
 */
export function applyBaseline(baseline: Baseline | null, suite: Suite, target: Target, now: number): BaselineInUse {
  if (baseline === null) return none
  const entries = baseline.entries.filter((entry) => !hasExpired(entry, now))
  const planned = target.variants.flatMap(({ key }) => suite.cases.map(({ id }) => ({ id, variant: key })))
  const mark = (result: CaseResult): CaseResult => waive(result, entries)
  return {
    mark,
    apply: (results) => {
      const marked = results.map(mark)
      return [...marked, ...baselineFaults(baseline, marked, planned, now)]
    },
    facts: (results) => {
      const waived = results.filter((result) => result.waived !== undefined).length
      return { baseline: { id: baseline.id, digest: baseline.digest, waived } }
    },
  }
}
