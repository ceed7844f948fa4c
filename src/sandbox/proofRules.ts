import { createHash } from 'node:crypto'
import type { DefectId } from './defects.ts'
import { normaliseUri } from './normaliseUri.ts'
import type { ProofFacts } from './proofFacts.ts'
import { Refusal } from './refusal.ts'
import type { Rule } from './rules.ts'
import { algFitsKey, allowedAlgs, keyIsLongEnough, verifySignature } from './signatures.ts'

/** Proofs may be dated this far ahead; FAPI 2.0 section 5.3.2.1 item 13 leaves 10 to 60 s. */
const futureS = 30
/** Proofs without nonce are accepted this long (RFC 9449 section 11.1: seconds or minutes). */
const ageS = 60
/** Longer than any proof stays acceptable: by age and lead, or as long as its nonce is recent. */
const memoryS = 180

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
const knownClaims = ['jti', 'htm', 'htu', 'iat', 'ath', 'nonce', 'exp', 'nbf']
const knownHeaders = ['typ', 'alg', 'jwk']
/** The defect that knows no clock difference takes nothing older than this. */
const recentS = 8

const bad = (description: string) => new Refusal(400, 'invalid_dpop_proof', description)

/** The checks of RFC 9449 section 4.3 in its order, for one of the two servers. */
export function proofRules(place: 'as' | 'rs'): readonly Rule<ProofFacts>[] {
  const of = (name: string) => `${place}-dpop-${name}` as DefectId
  const shared: Rule<ProofFacts>[] = [
    {
      id: of('multiple'),
      refuse: ({ headers }) => (headers.length > 1 ? bad('"DPoP": expected one header, seen more than one') : null),
    },
    {
      id: of('typ'),
      refuse: ({ jws }) => (jws.header.typ === 'dpop+jwt' ? null : bad('"typ": expected "dpop+jwt"')),
    },
    {
      id: of('alg-none'),
      refuse: ({ jws }) => (jws.header.alg === 'none' ? bad('"alg": an unsigned proof is not accepted') : null),
    },
    {
      id: of('alg-case'),
      refuse: ({ jws, alg }) =>
        jws.header.alg === undefined || jws.header.alg === alg ? null : bad(`"alg": expected "${alg}"`),
    },
    {
      id: of('alg'),
      refuse: ({ alg }) =>
        alg === 'none' || allowedAlgs.includes(alg) ? null : bad(`"alg": expected one of ${allowedAlgs.join(', ')}`),
    },
    {
      id: of('private-jwk'),
      refuse: ({ jwk }) =>
        privateMembers.some((name) => name in jwk) ? bad('"jwk": expected a public key, seen private members') : null,
    },
    {
      id: of('crit'),
      refuse: ({ jws }) => ('crit' in jws.header ? bad('"crit": no critical extension is understood') : null),
    },
    {
      id: of('signature'),
      refuse: ({ jws, alg, key }) =>
        alg === 'none' || (algFitsKey(alg, key) && verifySignature(alg, key, jws.signingInput, jws.signature))
          ? null
          : bad('the signature does not verify with the key in "jwk"'),
    },
    {
      id: of('claims'),
      refuse: ({ jws: { claims } }) =>
        ['jti', 'htm', 'htu'].every((name) => typeof claims[name] === 'string' && claims[name] !== '') &&
        typeof claims.iat === 'number'
          ? null
          : bad('"jti", "htm", "htu" and "iat" are all required'),
    },
    {
      id: of('htm'),
      refuse: ({ jws, method }) =>
        absent(jws.claims.htm) || jws.claims.htm === method ? null : bad(`"htm": expected "${method}"`),
    },
    {
      id: of('htu'),
      refuse: ({ jws, url }) =>
        absent(jws.claims.htu) || pathOf(jws.claims.htu) === pathOf(url) ? null : bad(`"htu": expected "${url}"`),
    },
    {
      id: of('htu-origin'),
      refuse: ({ jws, url }) =>
        absent(jws.claims.htu) || originOf(jws.claims.htu) === originOf(url) ? null : bad(`"htu": expected "${url}"`),
    },
    {
      id: of('htu-raw'),
      only: 'defect',
      refuse: ({ jws, url }) =>
        String(jws.claims.htu).split(/[?#]/)[0] === url ? null : bad(`"htu": expected "${url}"`),
    },
    {
      id: of('iat-old'),
      // With a recent nonce the time in the nonce counts (RFC 9449 section 4.3 item 11). A proof need not say when it
      // ends, but a JWT that does means it (RFC 7519 section 4.1.4).
      refuse: ({ jws, now, nonces }) => {
        const { iat, exp } = jws.claims
        if (!absent(exp) && Number(exp) <= now) return bad('"exp": the proof has expired')
        return nonces !== null || absent(iat) || Number(iat) >= now - ageS
          ? null
          : bad(`"iat": expected at most ${ageS} s ago`)
      },
    },
    {
      id: of('iat-future'),
      refuse: ({ jws, now }) => {
        const { iat, nbf } = jws.claims
        const times = place === 'rs' ? [iat, nbf] : [iat]
        return times.every((time) => absent(time) || Number(time) <= now + futureS)
          ? null
          : bad(`"iat" and "nbf": expected at most ${futureS} s ahead`)
      },
    },
    {
      id: of('nonce-missing'),
      refuse: ({ jws, nonces }) =>
        nonces !== null && absent(jws.claims.nonce) ? demand('a nonce of this server is required') : null,
    },
    {
      id: of('nonce-wrong'),
      refuse: ({ jws: { claims }, nonces }) =>
        nonces === null || absent(claims.nonce) || (typeof claims.nonce === 'string' && nonces.isRecent(claims.nonce))
          ? null
          : demand('"nonce": not a recent nonce of this server'),
    },
    {
      id: of('extra'),
      only: 'defect',
      refuse: ({ jws: { header, claims } }) =>
        Object.keys(claims).every((name) => knownClaims.includes(name)) &&
        Object.keys(header).every((name) => knownHeaders.includes(name))
          ? null
          : bad('unknown claim or header parameter'),
    },
    {
      id: of('htu-query'),
      only: 'defect',
      refuse: ({ jws }) => (/[?#]/.test(String(jws.claims.htu)) ? bad('"htu": expected no query or fragment') : null),
    },
    {
      id: of('recent'),
      only: 'defect',
      refuse: ({ jws, now }) => (Number(jws.claims.iat) < now - recentS ? bad('"iat": too long ago') : null),
    },
    {
      id: of('times'),
      only: 'defect',
      refuse: ({ jws: { claims } }) =>
        absent(claims.nbf) && absent(claims.exp) ? null : bad('"nbf" and "exp" are not expected'),
    },
    {
      id: of('skew'),
      only: 'defect',
      refuse: ({ jws: { claims }, now }) =>
        [claims.iat, claims.nbf].some((time) => Number(time) > now + 2) ? bad('the proof lies in the future') : null,
    },
  ]
  const own = place === 'as' ? asRules : rsRules
  const last: Rule<ProofFacts> = {
    id: of('replay'),
    // Last, so that a proof refused for another reason is not used up.
    refuse: ({ jws, jkt, url, replays, now }) =>
      absent(jws.claims.jti) || replays.firstUse(`${jkt} ${url} ${jws.claims.jti}`, now + memoryS, now)
        ? null
        : bad('"jti": the proof was used before'),
  }
  return [...shared, ...own, last]
}

const asRules: readonly Rule<ProofFacts>[] = [
  {
    // FAPI 2.0 section 5.3.2.1 item 13 is about authorization servers.
    id: 'as-dpop-nbf',
    refuse: ({ jws, now }) =>
      absent(jws.claims.nbf) || Number(jws.claims.nbf) <= now + futureS
        ? null
        : bad(`"nbf": expected at most ${futureS} s ahead`),
  },
  {
    // Only here: the resource accepts no key that a token was not bound to before.
    id: 'as-dpop-key-size',
    refuse: ({ key }) => (keyIsLongEnough(key) ? null : bad('"jwk": expected an RSA key of 2048 bits or more')),
  },
]

const rsRules: readonly Rule<ProofFacts>[] = [
  {
    id: 'rs-dpop-ath',
    refuse: ({ jws, accessToken }) =>
      accessToken === null || jws.claims.ath === createHash('sha256').update(accessToken).digest('base64url')
        ? null
        : bad('"ath": expected the SHA-256 of the access token'),
  },
]

/** Null for what is no URI; the two parts of a URI in its normal form make up the whole. */
function pathOf(uri: unknown): string | null {
  const normal = normaliseUri(uri)
  return normal === null ? null : new URL(normal).pathname
}

function originOf(uri: unknown): string | null {
  const normal = normaliseUri(uri)
  return normal === null ? null : new URL(normal).origin
}

function absent(value: unknown): boolean {
  return value === undefined || value === null
}

function demand(description: string): Refusal {
  return new Refusal(400, 'use_dpop_nonce', description)
}
