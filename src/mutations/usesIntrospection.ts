import { setField } from '../flow/fields.ts'
import { decodeJwt } from '../flow/jws.ts'
import { sendStep } from '../flow/send.ts'
import { tokenScheme } from '../flow/strategies.ts'
import { sentFields } from './sent.ts'
import type { Use } from './useTypes.ts'

/** Named changes around JWT introspection responses. */
export const introspectionUses: Readonly<Record<string, Use>> = {
  'introspection-jwt-as-token': {
    does: 'asks for a JWT about the access token and uses that JWT as the access token',
    before: async (flow, _step, actor, memory) => {
      const sent = await sendStep(flow, 'introspect_jwt', null, actor)
      const body = sent?.exchange.response?.body.trim() ?? ''
      if (decodeJwt(body) === null) throw new RangeError('the introspection endpoint gave no JWT that could be used')
      memory.set('jwt', body)
    },
    apply: (memory) => (draft, flow) => {
      const value = `${tokenScheme[flow.env.variant.variant.sender_constraint]} ${memory.get('jwt') ?? ''}`
      setField(draft.headers, 'Authorization', value, true)
      return [
        (exchange) =>
          sentFields(exchange, 'headers').some(
            ([name, sent]) => name.toLowerCase() === 'authorization' && sent === value,
          )
            ? null
            : 'the JWT was not sent as access token',
      ]
    },
  },
}
