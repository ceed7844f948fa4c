import { newFlow } from '../flow/session.ts'
import { noPause } from './controls.ts'
import type { VariantRun } from './variantRun.ts'
import { walk } from './walk.ts'

/** Few enough to cost nothing, enough for two of them to be on their pages at the same time. */
const AT_ONCE = 3

/** Whether an honest authorization in a browser that is logged in ends with a code and the state it was sent with. */
async function endsWell(vr: VariantRun, caseId: string): Promise<boolean> {
  const flow = newFlow(vr.env, caseId, 'client1', vr.browser())
  const { steps, problem } = await walk(flow, ['par', 'authorize'], null, noPause)
  const state = flow.callback?.params.find(([name]) => name === 'state')?.[1] ?? null
  return problem === null && steps.every(({ outcome }) => outcome.kind === 'accepted') && state === flow.sent.state
}

/** Whether users are sent to the server in this variant, and get through. */
export const canVisit = ({ env, controls }: VariantRun): boolean =>
  env.variant.variant.grant === 'authorization_code' && env.login !== null && controls.client1?.stop === null

/**
 * True if the server mixes up authorizations that one browser makes at the same time, as servers do that keep the one in
 * progress in the session. That is no fault by any clause, but cases that run beside each other would be judged by it.
 * An authorization alone has to end well, or nothing is known.
 */
export async function visitsClash(vr: VariantRun): Promise<boolean> {
  const caseId = 'visits-beside-each-other'
  const together = await Promise.all(Array.from({ length: AT_ONCE }, () => endsWell(vr, caseId)))
  return together.includes(false) && (await endsWell(vr, caseId))
}
