import { type FlowSession, newFlow } from '../flow/session.ts'
import type { StepName } from '../suite/types.ts'
import { noPause } from './controls.ts'
import { tokenPath } from './path.ts'
import type { VariantRun } from './variantRun.ts'
import { walk } from './walk.ts'

/** Few enough to cost nothing, enough for two of them to be on their pages at the same time. */
const AT_ONCE = 3
const CASE_ID = 'flows-beside-each-other'

/**
 * What the server does not bear beside each other. `visits`: authorizations of one browser, as servers do that keep the one
 * in progress in the session. `flows`: whole flows, as servers do on which a user has one consent, code or token per
 * client, so that a new one ends the others. null: nothing that shows.
 */
export type Clash = 'flows' | 'visits' | null

/** Makes the next step; whether it went well. An authorization has to end with the state it was sent with. */
async function goesOn(flow: FlowSession, step: StepName): Promise<boolean> {
  const { steps, problem } = await walk(flow, [step], null, noPause)
  if (problem !== null || steps.length === 0 || steps.some(({ outcome }) => outcome.kind !== 'accepted')) return false
  if (step !== 'authorize') return true
  const state = flow.callback?.params.find(([name]) => name === 'state')?.[1] ?? null
  return state === flow.sent.state
}

/** Whether honest flows that go step by step beside each other all get to the resource. */
async function endWell(vr: VariantRun, count: number, visits: 'at once' | 'one by one'): Promise<boolean> {
  const flows = Array.from({ length: count }, () => newFlow(vr.env, CASE_ID, 'client1', vr.browser()))
  const path = tokenPath(vr.env.variant.variant.grant)
  for (const step of [...path, 'resource' as const]) {
    const fine: boolean[] = []
    if (step === 'authorize' && visits === 'one by one') for (const flow of flows) fine.push(await goesOn(flow, step))
    else fine.push(...(await Promise.all(flows.map((flow) => goesOn(flow, step)))))
    if (fine.includes(false)) return false
  }
  const [first] = flows
  if (count === 1 || first === undefined) return true
  // Another consent may end what an earlier one gave, before there is a token for it.
  const late = newFlow(vr.env, CASE_ID, 'client1', vr.browser())
  for (const step of path.slice(0, -1)) if (!(await goesOn(late, step))) return false
  return goesOn(first, 'resource')
}

/** Whether honest flows get through in this variant. */
export const getsThrough = ({ controls }: VariantRun): boolean => controls.client1?.stop === null

/**
 * Tries whether flows of one client and user bear each other. That they do not is no fault by any clause, but cases that
 * run beside each other would be judged by it. A flow alone has to end well, or nothing is known.
 */
export async function clashOf(vr: VariantRun): Promise<Clash> {
  if ((await endWell(vr, AT_ONCE, 'at once')) || !(await endWell(vr, 1, 'at once'))) return null
  return (await endWell(vr, AT_ONCE, 'one by one')) ? 'visits' : 'flows'
}
