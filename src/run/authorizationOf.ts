import { extraParameters, scopeOf } from '../flow/authorizationExtras.ts'
import { makeConsents } from '../flow/consents.ts'
import { newFlow } from '../flow/session.ts'
import type { ProbeContext } from '../probes/types.ts'
import { unknown } from './apiFlows.ts'
import type { VariantRun } from './variantRun.ts'

/** Lets a probe's own client ask for what the profile says, consents made for it included. */
export function authorizationOf(vr: VariantRun, caseId: string): NonNullable<ProbeContext['authorization']> {
  return async () => {
    const flow = newFlow(vr.env, caseId, 'client1', null)
    const lost = await makeConsents(flow)
    if (lost !== null) return unknown(`${lost.step} failed: ${lost.detail}`, lost.party)
    const scope = scopeOf(flow)
    const parameters = Object.fromEntries(extraParameters(flow))
    return { kind: 'parameters', parameters: scope === null ? parameters : { scope, ...parameters } }
  }
}
