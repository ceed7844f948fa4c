import { registeredKeys, type SandboxClient } from './credentials.ts'
import type { Jws } from './jws.ts'
import { Refusal } from './refusal.ts'
import type { Rule } from './rules.ts'
import { verifiesWith } from './signatures.ts'
import type { Jwk, SigningKey } from './signingKeys.ts'

/** Everything the request object rules look at. */
export interface RequestObjectFacts {
  readonly jws: Jws
  readonly alg: string
  readonly client: SandboxClient
  readonly issuer: string
  /** Unix s. */
  readonly now: number
  readonly algs: readonly string[]
  /** Longest life, and longest age of `nbf`, in s. */
  readonly lifeS: number
}

const knownClaims = new Set([
  ...['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id', 'response_type', 'response_mode', 'redirect_uri', 'scope'],
  ...['state', 'nonce', 'code_challenge', 'code_challenge_method', 'dpop_jkt', 'prompt', 'max_age', 'claims'],
  // Refused for themselves.
  ...['request', 'request_uri'],
])
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
    id: 'request-object-typ-spelling',
    only: 'defect',
    refuse: ({ jws: { header } }) =>
      header.typ === undefined || header.typ === 'oauth-authz-req+jwt' ? null : bad('"typ": unknown'),
  },
  {
    id: 'request-object-crit',
    refuse: ({ jws: { header } }) => ('crit' in header ? bad('"crit": no critical extension is understood') : null),
  },
  {
    id: 'request-object-alg-none',
    refuse: ({ alg }) => (isUnsigned(alg) ? bad('"alg": an unsigned request object is not accepted') : null),
  },
  {
    id: 'request-object-alg-hmac',
    refuse: ({ alg }) => (isHmac(alg) ? bad('"alg": an HMAC is not accepted') : null),
  },
  {
    id: 'request-object-alg',
    refuse: ({ alg, algs }) =>
      isUnsigned(alg) || isHmac(alg) || algs.includes(alg) ? null : bad(`"alg": expected one of ${algs.join(', ')}`),
  },
  {
    id: 'request-object-signature',
    refuse: (facts) =>
      isUnsigned(facts.alg) || isHmac(facts.alg) || verifyingKey(facts) !== null || bringsItsKey(facts)
        ? null
        : bad('the signature does not verify with a key of the client'),
  },
  {
    id: 'request-object-embedded-key',
    refuse: (facts) =>
      !isUnsigned(facts.alg) && !isHmac(facts.alg) && verifyingKey(facts) === null && bringsItsKey(facts)
        ? bad('"jwk": keys that come with a request object are not used')
        : null,
  },
  {
    id: 'request-object-kid',
    refuse: (facts) => {
      const { kid } = facts.jws.header
      const key = verifyingKey(facts)
      return kid === undefined || key === null || kid === key.kid ? null : bad('"kid": does not name the key used')
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
    id: 'request-object-aud-array',
    only: 'defect',
    refuse: ({ jws: { claims } }) => (Array.isArray(claims.aud) ? bad('"aud": expected a string') : null),
  },
  {
    id: 'request-object-nbf',
    refuse: ({ jws: { claims } }) => (typeof claims.nbf === 'number' ? null : bad('"nbf": expected a NumericDate')),
  },
  {
    id: 'request-object-nbf-old',
    refuse: ({ jws: { claims }, now, lifeS }) =>
      isOld(claims.nbf, now, lifeS) ? bad(`"nbf": expected within the last ${lifeS} s`) : null,
  },
  {
    id: 'request-object-exp',
    refuse: ({ jws: { claims }, now }) =>
      typeof claims.exp === 'number' && claims.exp > now ? null : bad('"exp": expected a time ahead'),
  },
  {
    id: 'request-object-span',
    // An nbf that is old has a rule of its own.
    refuse: ({ jws: { claims }, now, lifeS }) =>
      typeof claims.exp !== 'number' ||
      typeof claims.nbf !== 'number' ||
      isOld(claims.nbf, now, lifeS) ||
      claims.exp <= claims.nbf + lifeS
        ? null
        : bad(`"exp": expected at most ${lifeS} s after "nbf"`),
  },
  {
    id: 'request-object-future',
    refuse: ({ jws: { claims }, now }) =>
      [claims.nbf, claims.iat].some((time) => typeof time === 'number' && time > now + futureS)
        ? bad(`"nbf" and "iat": expected at most ${futureS} s ahead`)
        : null,
  },
  {
    id: 'request-object-skew',
    only: 'defect',
    refuse: ({ jws: { claims }, now }) =>
      [claims.nbf, claims.iat].some((time) => typeof time === 'number' && time > now + 2)
        ? bad('the request object lies in the future')
        : null,
  },
  {
    id: 'request-object-client-id',
    refuse: ({ jws: { claims }, client }) =>
      claims.client_id === client.id ? null : bad('"client_id": expected the authenticated client'),
  },
  {
    id: 'request-object-nested-uri',
    refuse: ({ jws: { claims } }) =>
      'request_uri' in claims ? bad('"request_uri": not accepted in a request object') : null,
  },
  {
    id: 'request-object-nested',
    refuse: ({ jws: { claims } }) => ('request' in claims ? bad('"request": not accepted in a request object') : null),
  },
  {
    id: 'request-object-unknown-claim',
    only: 'defect',
    refuse: ({ jws: { claims } }) =>
      Object.keys(claims).every((name) => knownClaims.has(name)) ? null : bad('unknown claim'),
  },
]

const isOld = (nbf: unknown, now: number, lifeS: number): boolean => typeof nbf === 'number' && nbf < now - lifeS

const isHmac = (alg: string): boolean => alg.startsWith('HS')
const isUnsigned = (alg: string): boolean => alg.toLowerCase() === 'none'

/** The registered key that made the signature, whatever kid says; null if there is none. */
const verifyingKey = (facts: RequestObjectFacts): SigningKey | null =>
  registeredKeys(facts.client).find(({ publicJwk }) => verifiesWith(publicJwk, facts.alg, facts.jws)) ?? null

function bringsItsKey(facts: RequestObjectFacts): boolean {
  const { jwk } = facts.jws.header
  return typeof jwk === 'object' && jwk !== null && verifiesWith(jwk as Jwk, facts.alg, facts.jws)
}

function bad(description: string): Refusal {
  return new Refusal(400, 'invalid_request_object', description)
}
