import type { JWK } from 'jose'
import { invalidProof, Refusal } from './answers.ts'
import { type Call, header, headerCount } from './http.ts'
import { ALGS, decode, jkt, sha256, verifiesWith } from './jwt.ts'
import { handle, type World } from './world.ts'

const SKEW_S = 20
const OLDEST_S = 120
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']

/** RFC 3986 sections 6.2.2 and 6.2.3, without query and fragment. */
export function normalised(text: unknown): string | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return null
  const url = new URL(text)
  url.search = ''
  url.hash = ''
  return url.href
}

const sameUri = (htu: unknown, url: string, world: World): boolean => {
  const [told, real] = [normalised(htu), normalised(url)]
  if (told === null || real === null) return false
  if (world.has('proof-htu-path-ignored')) return new URL(told).origin === new URL(real).origin
  if (world.has('proof-htu-prefix')) return real.startsWith(told)
  if (world.has('proof-htu-longer')) return told.startsWith(real)
  return told === real
}

/** Whether the server at hand wants nonces. */
export const wantsNonce = ({ choices }: World, party: 'as' | 'rs'): boolean =>
  choices.nonces === 'both' || choices.nonces === party

/** A nonce to hand out now. */
export function nextNonce(world: World, party: 'as' | 'rs'): string {
  const { choices } = world
  const nonces = world.nonces[party]
  if (choices.nonceLife !== 'stable' || nonces.length === 0) nonces.push(handle())
  if (choices.nonceLife === 'rotating' && nonces.length > 30) nonces.shift()
  return nonces.at(-1) ?? ''
}

const halfOf = (hash: string): string => Buffer.from(hash, 'base64url').subarray(0, 16).toString('base64url')

function checkNonce(nonce: unknown, party: 'as' | 'rs', world: World): void {
  if (!wantsNonce(world, party)) return
  const nonces = world.nonces[party]
  const known = typeof nonce === 'string' && nonces.includes(nonce)
  const fine = known || (world.has('proof-any-nonce') && typeof nonce === 'string')
  if (!fine && !(world.has('proof-nonce-optional') && nonce === undefined))
    throw new Refusal('use_dpop_nonce', 'a nonce is needed', { status: party === 'rs' ? 401 : 400 })
  if (world.choices.nonceLife === 'single-use' && known) nonces.splice(nonces.indexOf(nonce), 1)
}

function checkHeader(head: Readonly<Record<string, unknown>>, world: World): JWK {
  const { has } = world
  const { typ, alg, jwk } = head
  if (typ !== 'dpop+jwt' && !has('proof-any-typ')) throw invalidProof('typ is not dpop+jwt')
  const known = world.choices.proofAlgs.some((one) => one === alg) || (has('proof-alg-es384') && alg === 'ES384')
  const loose = has('proof-alg-any-case') && ALGS.some((one) => one.toLowerCase() === String(alg).toLowerCase())
  if (!known && !loose) throw invalidProof('alg is not allowed')
  if (typeof jwk !== 'object' || jwk === null) throw invalidProof('jwk is missing')
  if (PRIVATE.some((member) => member in jwk)) throw invalidProof('jwk holds a private key')
  const { n } = jwk as JWK
  if (n !== undefined && Buffer.from(n, 'base64url').length < 256) throw invalidProof('the RSA key is too small')
  return jwk as JWK
}

function checkClaims(claims: Readonly<Record<string, unknown>>, call: Call, world: World): void {
  const { has } = world
  const { htm, htu, iat, jti, nbf } = claims
  const methodFits = htm === call.method || (has('proof-htm-any-case') && String(htm).toUpperCase() === call.method)
  if (!methodFits) throw invalidProof('htm is another method')
  if (!sameUri(htu, call.url, world)) throw invalidProof('htu is another URL')
  if (typeof jti !== 'string' || jti === '') throw invalidProof('jti is missing')
  if (typeof iat !== 'number') throw invalidProof('iat is missing')
  const [ahead, old] = has('proof-any-age') ? [1e9, 1e9] : [SKEW_S, OLDEST_S]
  if (iat > world.now() + ahead || iat < world.now() - old) throw invalidProof('it is not of now')
  if (typeof nbf === 'number' && nbf > world.now() + ahead) throw invalidProof('it is not valid yet')
}

/**
 * Checks the one DPoP proof of a request (RFC 9449 section 4.3) and returns the thumbprint of its key; null: there is none.
 * @param token access token that comes along
 * @throws Refusal
 */
export async function checkProof(
  call: Call,
  party: 'as' | 'rs',
  world: World,
  token: string | null = null,
): Promise<string | null> {
  const { has } = world
  if (headerCount(call, 'dpop') === 0) return null
  if (headerCount(call, 'dpop') > 1 && !has('proof-first-of-two')) throw invalidProof('more than one DPoP header')
  const text = header(call, 'dpop') ?? ''
  const jwt = decode(text)
  if (!jwt) throw invalidProof('it is no JWT')
  const jwk = checkHeader(jwt.header, world)
  const algs = has('proof-alg-es384') ? [...ALGS, 'ES384'] : ALGS
  const lower = typeof jwt.header.alg === 'string' && jwt.header.alg === jwt.header.alg.toLowerCase()
  if (!(has('proof-alg-any-case') && lower) && !(await verifiesWith(text, [jwk], algs)))
    throw invalidProof('the signature does not verify')
  checkClaims(jwt.claims, call, world)
  const { ath, jti, nonce } = jwt.claims
  const hash = token === null ? null : sha256(token)
  const fits = hash === null || ath === hash || (has('proof-ath-empty') && ath === '')
  const beginning =
    has('proof-ath-beginning') && typeof ath === 'string' && ath.length >= 8 && hash?.startsWith(ath.slice(0, 8))
  const half = has('proof-ath-half') && hash !== null && ath === halfOf(hash)
  if (!fits && !beginning && !half) throw invalidProof('ath is not the hash of the token')
  checkNonce(nonce, party, world)
  const seen = has('proof-jti-with-everything') ? text : `${jkt(jwk as Record<string, unknown>)} ${jti}`
  if (world.choices.jtiTracking && world.jtis.has(seen)) throw invalidProof('jti was used before')
  world.jtis.set(seen, world.now())
  return jkt(jwk as Record<string, unknown>)
}
