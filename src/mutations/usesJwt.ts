import type { JwtName } from '../flow/draft.ts'
import { verifies } from '../flow/jws.ts'
import { sentJwt, sentMembers } from './sent.ts'
import type { Use } from './useTypes.ts'

/** Named changes that any signed part of a request can take. */
export const jwtUses: Readonly<Record<string, Use>> = {
  'alg-lower-case': {
    does: 'writes the name of the algorithm in lower case; the signature is what it was',
    apply: () => (draft, _flow, location) => {
      const name = location.part as JwtName
      const jwt = draft.jwts[name]
      if (!jwt) throw new RangeError(`the ${location.step} request of this variant has no ${location.part ?? 'JWT'}`)
      const alg = jwt.alg.toLowerCase()
      jwt.header.alg = alg
      return [
        (exchange) => {
          const sent = sentMembers(exchange, name, 'header')?.alg
          if (sent !== alg) return `"alg" was sent as ${JSON.stringify(sent)}, not as "${alg}"`
          return verifies(sentJwt(exchange, name) ?? '', jwt.alg, jwt.key.publicKey)
            ? null
            : 'the signature does not verify, so the name of the algorithm is not the only fault'
        },
      ]
    },
  },
}
