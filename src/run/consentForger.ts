import { authorizeVisit } from '../flow/authorize.ts'
import { newFlow } from '../flow/session.ts'
import type { Visit } from '../login/types.ts'
import type { ProbeContext } from '../probes/types.ts'
import { noPause } from './controls.ts'
import type { VariantRun } from './variantRun.ts'
import { walk } from './walk.ts'

/** An authorization request of its own, pushed and not yet visited; null: the push was not accepted. */
async function pushedVisit(vr: VariantRun, caseId: string): Promise<Visit | null> {
  const flow = newFlow(vr.env, caseId, 'client1', vr.browser())
  const { steps } = await walk(flow, ['par'], null, noPause)
  if (steps.at(-1)?.outcome.kind !== 'accepted') return null
  return (await authorizeVisit(flow))?.visit ?? null
}

/** Lets a probe forge the consent of the logged-in user; null: the login driver cannot. */
export function consentForger(vr: VariantRun, caseId: string): NonNullable<ProbeContext['forgeConsent']> | null {
  const { login } = vr.env
  const { forgeConsent } = login ?? {}
  if (!login || !forgeConsent) return null
  return () => forgeConsent.call(login, () => pushedVisit(vr, caseId))
}
