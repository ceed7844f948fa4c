import { probesOf } from './drillAnswers.ts'
import { offboarding } from './drillOffboarding.ts'
import { clientRevocation, grantRevocation, tokenRevocation } from './drillRevocation.ts'
import { certificateRotation, keyRotation } from './drillRotation.ts'
import { serverKeyRotation } from './drillServerKeys.ts'
import type { Probe } from './types.ts'

/** Drills, by the name that case files use. */
export const drillProbes: Readonly<Record<string, Probe>> = {
  ...probesOf(keyRotation),
  ...probesOf(certificateRotation),
  ...probesOf(tokenRevocation),
  ...probesOf(grantRevocation),
  ...probesOf(clientRevocation),
  ...probesOf(serverKeyRotation),
  ...probesOf(offboarding),
}
