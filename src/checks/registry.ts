import { accessTokenJwt } from './accessTokenJwt.ts'
import { authorizationDetails } from './authorizationDetails.ts'
import { authorizationResponse } from './authorizationResponse.ts'
import { ofBothClients } from './bothClients.ts'
import { browserPages } from './browserPages.ts'
import { browserRedirects } from './browserRedirects.ts'
import { consentClaims } from './consentClaims.ts'
import { consentPage } from './consentPage.ts'
import { credentialEntropy } from './credentialEntropy.ts'
import { discoveryDocument } from './discoveryDocument.ts'
import { dpopNonce } from './dpopNonce.ts'
import { grantedScope } from './grantedScope.ts'
import { honestFlowChecks } from './honestFlow.ts'
import { idToken } from './idToken.ts'
import { idTokenClaims } from './idTokenClaims.ts'
import { idTokenHashes } from './idTokenHashes.ts'
import { introspectionJwt, messageSigning } from './introspectionJwt.ts'
import { introspectionResponse, revocationResponse } from './introspectionResponse.ts'
import { jarmResponse } from './jarmResponse.ts'
import { jwkProperties } from './jwkProperties.ts'
import { jwkSet } from './jwkSet.ts'
import { limitChecks } from './limits.ts'
import { metadataAlgorithms } from './metadataAlgorithms.ts'
import { metadataExcess } from './metadataExcess.ts'
import { metadataFeatures } from './metadataFeatures.ts'
import { metadataMembers } from './metadataMembers.ts'
import { metadataSigning } from './metadataSigning.ts'
import { metadataUrls } from './metadataUrls.ts'
import { parResponse } from './parResponse.ts'
import { refreshResponse } from './refreshResponse.ts'
import { resourceResponse } from './resourceResponse.ts'
import { serverRuleChecks } from './serverRules.ts'
import { refreshForm, tokenResponse } from './tokenResponse.ts'
import type { Check } from './types.ts'
import { userinfo } from './userinfo.ts'

/** The checks by artefact, in the order in which a flow meets them. */
export const checkGroups: readonly Readonly<Record<string, Check>>[] = [
  honestFlowChecks,
  discoveryDocument,
  metadataMembers,
  metadataUrls,
  metadataFeatures,
  metadataAlgorithms,
  metadataExcess,
  metadataSigning,
  jwkSet,
  jwkProperties,
  parResponse,
  ofBothClients(authorizationResponse),
  ofBothClients(jarmResponse),
  ofBothClients(tokenResponse),
  grantedScope,
  authorizationDetails,
  ofBothClients(accessTokenJwt),
  credentialEntropy,
  ofBothClients(idToken),
  ofBothClients(idTokenClaims),
  ofBothClients(idTokenHashes),
  resourceResponse,
  userinfo,
  refreshForm,
  refreshResponse,
  introspectionResponse,
  introspectionJwt,
  messageSigning,
  revocationResponse,
  dpopNonce,
  browserRedirects,
  browserPages,
  consentPage,
  consentClaims,
  limitChecks,
  serverRuleChecks,
]

/** Every check by the name that case files use: `check: <name>`, `also: [<name>]`. */
export const checks: Readonly<Record<string, Check>> = Object.fromEntries(
  checkGroups.flatMap((group) => Object.entries(group)),
)
