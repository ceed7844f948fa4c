import { setField } from '../flow/fields.ts'
import { NotApplicable } from './NotApplicable.ts'
import type { Use } from './useTypes.ts'

/** Changes to bodies that have to be signed. */
export const payloadUses: Readonly<Record<string, Use>> = {
  'body-not-signed': {
    does: 'sends the claims of the body as plain JSON, without a signature',
    apply: () => (draft) => {
      const { payload } = draft.jwts
      if (payload === undefined) throw new NotApplicable('the profile does not sign the body of this request')
      const body = JSON.stringify(payload.claims)
      delete draft.jwts.payload
      draft.body = body
      setField(draft.headers, 'content-type', 'application/json', true)
      return [({ request }) => (request.body === body ? null : 'the body was not sent as plain JSON')]
    },
  },
}
