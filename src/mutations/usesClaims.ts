import { claimsWith } from '../flow/authorizationExtras.ts'
import { paramsOf } from './places.ts'
import type { Use } from './useTypes.ts'

/** Changes to the claims parameter, which keeps what the profile asks for. */
export const claimsUses: Readonly<Record<string, Use>> = {
  'unknown-claim': {
    does: 'asks in the claims parameter for auth_time, name and a claim that nobody knows',
    apply: () => (draft, flow) => {
      const more = { id_token: { auth_time: null, assay_unknown: null }, userinfo: { name: null } }
      const claims = JSON.stringify(claimsWith(flow, more))
      const params = paramsOf(draft)
      params.set('claims', claims)
      return [
        (exchange) => {
          const [sent] = params.sent(exchange, 'claims')
          return params.equal(sent, claims, 'claims') ? null : '"claims" was not sent as it was to be'
        },
      ]
    },
  },
}
