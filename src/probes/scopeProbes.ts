import { detailsFewer } from './detailsFewer.ts'
import {
  grantsNothingUnasked,
  grantsOnlyAsked,
  refreshNoWider,
  refusesAlteredToken,
  refusesOtherClient,
  refusesRevokedToken,
} from './scopeGrants.ts'
import { scopesDeny, scopesDenyByCode, scopesOpen } from './scopeMatrix.ts'
import type { Probe } from './types.ts'

/** The least-privilege matrix: what each set of scope values opens, and what it must not. */
export const scopeProbes: Readonly<Record<string, Probe>> = {
  'details-fewer': detailsFewer,
  'scope-altered-token': refusesAlteredToken,
  'scope-closes': scopesDeny,
  'scope-closes-by-code': scopesDenyByCode,
  'scope-granted-only-asked': grantsOnlyAsked,
  'scope-granted-unasked': grantsNothingUnasked,
  'scope-opens': scopesOpen,
  'scope-other-client': refusesOtherClient,
  'scope-refresh-no-wider': refreshNoWider,
  'scope-revoked-token': refusesRevokedToken,
}
