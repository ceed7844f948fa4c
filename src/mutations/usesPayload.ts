import { setField } from '../flow/fields.ts'
import { verifies } from '../flow/jws.ts'
import { spareKey } from '../flow/keys.ts'
import { NotApplicable } from './NotApplicable.ts'
import { sentJwt } from './sent.ts'
import type { Use } from './useTypes.ts'

/** Changes to bodies that have to be signed. */
export const payloadUses: Readonly<Record<string, Use>> = {
  'body-with-own-key': {
    does: 'signs the body with a key of its own that it shows in the header (jwk)',
    apply: () => (draft) => {
      const { payload } = draft.jwts
      if (payload === undefined) throw new RangeError('the body of this endpoint is not signed')
      const key = spareKey(payload.alg)
      payload.key = key
      payload.header.jwk = key.publicJwk
      return [
        (exchange) => {
          const sent = sentJwt(exchange, 'payload') ?? ''
          return verifies(sent, payload.alg, key.publicKey) ? null : 'the body was not signed with the key it shows'
        },
      ]
    },
  },
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
