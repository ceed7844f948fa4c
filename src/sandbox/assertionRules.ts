import type { SandboxClient } from './credentials.ts'
import type { Jws } from './jws.ts'
import { invalidClient, invalidRequest, type Refusal } from './refusal.ts'
import type { ReplayCache } from './replayCache.ts'
import type { Rule } from './rules.ts'
import { verifiesWith } from './signatures.ts'
import type { Jwk } from './signingKeys.ts'

/** Everything the client assertion rules look at. */
export interface AssertionFacts {
  readonly jws: Jws
  readonly alg: string
  /** The client that the assertion names. */
  readonly client: SandboxClient
  /** `client_assertion_type` and `client_id` as sent. */
  readonly assertionType: string | undefined
  readonly clientId: string | undefined
  readonly issuer: string
  /** URLs of the server's endpoints, on both hosts. */
  readonly endpoints: readonly string[]
  readonly replays: ReplayCache
  /** Unix s. */
  readonly now: number
  readonly algs: readonly string[]
}

const bearerType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** How far ahead iat and nbf may lie; FAPI 2.0 section 5.3.2.1 item 13 leaves 10 to 60 s. */
const futureS = 30

/** The defect that knows no clock difference takes nothing older than this. */
const recentS = 8
const knownClaims = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']

const isHmac = (alg: string) => alg.startsWith('HS')

/** RFC 7523 section 3, OpenID Connect Core section 9, RFC 8725 and FAPI 2.0 sections 5.3.2.1 and 5.4.1. */
export const assertionRules: readonly Rule<AssertionFacts>[] = [
  {
    id: 'assertion-type',
    refuse: ({ assertionType }) =>
      assertionType === bearerType ? null : invalidRequest(`"client_assertion_type": expected "${bearerType}"`),
  },
  {
    id: 'assertion-typ',
    refuse: ({ jws: { header } }) =>
      header.typ === undefined || /^(application\/)?(jwt|client-authentication\+jwt)$/i.test(String(header.typ))
        ? null
        : bad('"typ": the JWT is not a client assertion'),
  },
  {
    id: 'assertion-alg-none',
    refuse: ({ alg }) => (alg === 'none' ? bad('"alg": an unsigned assertion is not accepted') : null),
  },
  {
    id: 'assertion-alg-hmac',
    refuse: ({ alg }) => (isHmac(alg) ? bad('"alg": an HMAC is not accepted') : null),
  },
  {
    id: 'assertion-alg-case',
    refuse: ({ jws, alg }) =>
      jws.header.alg === undefined || jws.header.alg === alg ? null : bad(`"alg": expected "${alg}"`),
  },
  {
    id: 'assertion-alg',
    refuse: ({ alg, algs }) =>
      alg === 'none' || isHmac(alg) || algs.includes(alg) ? null : bad(`"alg": expected one of ${algs.join(', ')}`),
  },
  {
    id: 'assertion-crit',
    refuse: ({ jws }) => ('crit' in jws.header ? bad('"crit": no critical extension is understood') : null),
  },
  {
    id: 'assertion-signature',
    refuse: (facts) =>
      facts.alg === 'none' || isHmac(facts.alg) || verifiesWithRegistered(facts) || verifiesWithEmbedded(facts)
        ? null
        : bad('the signature does not verify with a key of the client'),
  },
  {
    id: 'assertion-embedded-key',
    refuse: (facts) =>
      facts.alg !== 'none' && !isHmac(facts.alg) && !verifiesWithRegistered(facts) && verifiesWithEmbedded(facts)
        ? bad('"jwk": keys that come with the assertion are not used')
        : null,
  },
  {
    id: 'assertion-iss',
    refuse: ({ jws, client }) => (jws.claims.iss === client.id ? null : bad('"iss": expected the client_id')),
  },
  {
    id: 'assertion-sub',
    refuse: ({ jws, client }) => (jws.claims.sub === client.id ? null : bad('"sub": expected the client_id')),
  },
  {
    id: 'assertion-client-id',
    refuse: ({ clientId, client }) =>
      clientId === undefined || clientId === client.id
        ? null
        : invalidRequest('"client_id": differs from the subject of the client assertion'),
  },
  {
    id: 'assertion-aud',
    refuse: (facts) => (audKind(facts) === 'foreign' ? bad(`"aud": expected "${facts.issuer}"`) : null),
  },
  {
    id: 'assertion-aud-array',
    refuse: (facts) =>
      audKind(facts) === 'array' ? bad(`"aud": expected "${facts.issuer}" as a string, seen an array`) : null,
  },
  {
    id: 'assertion-aud-endpoint',
    refuse: (facts) =>
      audKind(facts) === 'endpoint' ? bad(`"aud": expected "${facts.issuer}", seen an endpoint`) : null,
  },
  {
    id: 'assertion-exp-missing',
    refuse: ({ jws }) => (typeof jws.claims.exp === 'number' ? null : bad('"exp": expected a NumericDate')),
  },
  {
    id: 'assertion-exp',
    refuse: ({ jws, now }) =>
      typeof jws.claims.exp === 'number' && jws.claims.exp <= now ? bad('"exp": the assertion has expired') : null,
  },
  {
    id: 'assertion-nbf',
    refuse: ({ jws, now }) => (tooFarAhead(jws.claims.nbf, now) ? bad(`"nbf": more than ${futureS} s ahead`) : null),
  },
  {
    id: 'assertion-iat',
    refuse: ({ jws, now }) => (tooFarAhead(jws.claims.iat, now) ? bad(`"iat": more than ${futureS} s ahead`) : null),
  },
  {
    id: 'assertion-skew',
    only: 'defect',
    refuse: ({ jws, now }) =>
      [jws.claims.iat, jws.claims.nbf].some((time) => typeof time === 'number' && time > now + 2)
        ? bad('the assertion lies in the future')
        : null,
  },
  {
    id: 'assertion-iat-required',
    only: 'defect',
    refuse: ({ jws }) => (jws.claims.iat === undefined ? bad('"iat": required') : null),
  },
  {
    id: 'assertion-nbf-required',
    only: 'defect',
    refuse: ({ jws }) => (jws.claims.nbf === undefined ? bad('"nbf": required') : null),
  },
  {
    id: 'assertion-iat-old',
    only: 'defect',
    refuse: ({ jws, now }) => (Number(jws.claims.iat) < now - recentS ? bad('"iat": too long ago') : null),
  },
  {
    id: 'assertion-extra',
    only: 'defect',
    refuse: ({ jws }) =>
      Object.keys(jws.claims).every((name) => knownClaims.includes(name)) ? null : bad('unknown claim'),
  },
  {
    id: 'assertion-client-id-required',
    only: 'defect',
    refuse: ({ clientId }) => (clientId === undefined ? invalidRequest('"client_id": required') : null),
  },
  {
    id: 'assertion-jti',
    refuse: ({ jws }) =>
      typeof jws.claims.jti === 'string' && jws.claims.jti !== '' ? null : bad('"jti": expected a unique value'),
  },
  {
    id: 'assertion-replay',
    // Last, so that an assertion refused for another reason is not used up.
    refuse: ({ jws: { claims }, client, replays, now }) =>
      claims.jti === undefined ||
      replays.firstUse(`${client.id} ${claims.jti}`, Math.max(Number(claims.exp ?? 0), now + 60), now)
        ? null
        : bad('"jti": the assertion was used before'),
  },
]

function bad(description: string): Refusal {
  return invalidClient(description)
}

function tooFarAhead(time: unknown, now: number): boolean {
  return time !== undefined && (typeof time !== 'number' || time > now + futureS)
}

function audKind({ jws, issuer, endpoints }: AssertionFacts): 'issuer' | 'array' | 'endpoint' | 'foreign' {
  const { aud } = jws.claims
  if (aud === issuer) return 'issuer'
  if (Array.isArray(aud)) return aud.includes(issuer) ? 'array' : 'foreign'
  return typeof aud === 'string' && endpoints.includes(aud) ? 'endpoint' : 'foreign'
}

function verifiesWithRegistered({ jws, alg, client }: AssertionFacts): boolean {
  const key = client.signingKey
  // A kid names the key to use; a kid that the client does not have names none (RFC 7515 section 4.1.4).
  if (key === null || (jws.header.kid !== undefined && jws.header.kid !== key.kid)) return false
  return verifiesWith(key.publicJwk, alg, jws)
}

function verifiesWithEmbedded({ jws, alg }: AssertionFacts): boolean {
  const { jwk } = jws.header
  return typeof jwk === 'object' && jwk !== null && verifiesWith(jwk as Jwk, alg, jws)
}
