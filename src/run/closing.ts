import type { StepName } from '../suite/types.ts'
import { accepted, runControl } from './controls.ts'
import { controlId, type VariantRun } from './variantRun.ts'

/** Steps that the server took at the start of the run and no longer takes at its end. */
export interface ClosingProblem {
  readonly steps: readonly StepName[]
  readonly reason: string
}

/**
 * Walks the honest flow once more when all cases are done. A server that has begun to refuse everything (a locked
 * account, a rate limit, a blocked client) would otherwise pass every refusal case.
 */
export async function closingProblem(vr: VariantRun): Promise<ClosingProblem | null> {
  const first = vr.controls.client1
  if (!first || first.stop) return null
  const last = await runControl(vr.env, 'client1', `${controlId}-closing`, vr.browser(), false)
  if (!last.stop) return null
  const lost = [...first.outcomes.keys()].filter((step) => accepted(first, step) && !accepted(last, step))
  const { step, detail } = last.stop
  return {
    steps: lost,
    reason: `at the end of the run the server no longer accepted the honest ${step}: ${detail}; refusals before that prove nothing`,
  }
}
