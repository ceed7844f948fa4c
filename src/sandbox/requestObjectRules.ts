import type { SandboxClient } from './credentials.ts'
import type { Jws } from './jws.ts'
import { Refusal } from './refusal.ts'
import type { Rule } from './rules.ts'
import { allowedAlgs, importPublicJwk, verifySignature } from './signatures.ts'

/** Everything the request object rules look at. */
export interface RequestObjectFacts {
  readonly jws: Jws
  readonly alg: string
  readonly client: SandboxClient
  readonly issuer: string
  /** Unix s. */
  readonly now: number
}

const hourS = 60 * 60
/** FAPI 2.0 section 5.3.2.1 item 13 leaves 10 to 60 s. */
const futureS = 30

/** FAPI 2.0 Message Signing section 5.3.1, RFC 9101 sections 4, 6 and 10, RFC 9126 section 3. */
export const requestObjectRules: readonly Rule<RequestObjectFacts>[] = [
  {
    id: 'request-object-typ',
    refuse: ({ jws: { header } }) =>
      header.typ === undefined || /^(application\/)?(jwt|oauth-authz-req\+jwt)$/i.test(String(header.typ))
        ? null
        : bad('"typ": the JWT is not a request object'),
  },
  {
    id: 'request-object-alg-none',
    refuse: ({ alg }) => (alg === 'none' ? bad('"alg": an unsigned request object is not accepted') : null),
  },
  {
    id: 'request-object-alg',
    refuse: ({ alg }) =>
      alg === 'none' || allowedAlgs.includes(alg) ? null : bad(`"alg": expected one of ${allowedAlgs.join(', ')}`),
  },
  {
    id: 'request-object-signature',
    refuse: ({ jws, alg, client }) => {
      if (alg === 'none') return null
      const named = jws.header.kid === undefined || jws.header.kid === client.signingKey?.kid
      const key = client.signingKey === null ? null : importPublicJwk(client.signingKey.publicJwk)
      return named && key !== null && verifySignature(alg, key, jws.signingInput, jws.signature)
        ? null
        : bad('the signature does not verify with a key of the client')
    },
  },
  {
    id: 'request-object-aud',
    refuse: ({ jws: { claims }, issuer }) =>
      claims.aud === issuer || (Array.isArray(claims.aud) && claims.aud.includes(issuer))
        ? null
        : bad(`"aud": expected "${issuer}"`),
  },
  {
    id: 'request-object-nbf',
    refuse: ({ jws: { claims }, now }) =>
      typeof claims.nbf === 'number' && claims.nbf >= now - hourS ? null : bad('"nbf": expected within the last hour'),
  },
  {
    id: 'request-object-exp',
    refuse: ({ jws: { claims }, now }) =>
      typeof claims.exp === 'number' &&
      claims.exp > now &&
      (typeof claims.nbf !== 'number' || claims.exp <= claims.nbf + hourS)
        ? null
        : bad('"exp": expected ahead and at most one hour after "nbf"'),
  },
  {
    id: 'request-object-future',
    refuse: ({ jws: { claims }, now }) =>
      [claims.nbf, claims.iat].some((time) => typeof time === 'number' && time > now + futureS)
        ? bad(`"nbf" and "iat": expected at most ${futureS} s ahead`)
        : null,
  },
  {
    id: 'request-object-client-id',
    refuse: ({ jws: { claims }, client }) =>
      claims.client_id === client.id && (claims.iss === undefined || claims.iss === client.id)
        ? null
        : bad('"client_id": expected the authenticated client'),
  },
  {
    id: 'request-object-nested',
    refuse: ({ jws: { claims } }) =>
      'request_uri' in claims || 'request' in claims ? bad('"request_uri": not accepted in a request object') : null,
  },
]

function bad(description: string): Refusal {
  return new Refusal(400, 'invalid_request_object', description)
}
