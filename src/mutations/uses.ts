import { assertionUses } from './usesAssertion.ts'
import { certificateUses } from './usesCertificate.ts'
import { claimsUses } from './usesClaims.ts'
import { consentUses } from './usesConsent.ts'
import { detailsUses } from './usesDetails.ts'
import { introspectionUses } from './usesIntrospection.ts'
import { jwtUses } from './usesJwt.ts'
import { limitUses } from './usesLimits.ts'
import { payloadUses } from './usesPayload.ts'
import { proofUses } from './usesProof.ts'
import { replayUses } from './usesReplay.ts'
import { requestUses } from './usesRequest.ts'
import { requestObjectUses } from './usesRequestObject.ts'
import { scopeUses } from './usesScope.ts'
import type { Use } from './useTypes.ts'

/** Registered changes by name. */
export const uses: Readonly<Record<string, Use>> = {
  ...assertionUses,
  ...certificateUses,
  ...claimsUses,
  ...consentUses,
  ...detailsUses,
  ...jwtUses,
  ...limitUses,
  ...payloadUses,
  ...proofUses,
  ...requestUses,
  ...requestObjectUses,
  ...replayUses,
  ...introspectionUses,
  ...scopeUses,
}
