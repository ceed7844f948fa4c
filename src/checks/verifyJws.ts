import { Buffer } from 'node:buffer'
import { constants, createPublicKey, type VerifyKeyObjectInput, verify } from 'node:crypto'
import type { JsonObject } from '../json/object.ts'
import type { Jwt } from './jwt.ts'
import { show } from './showValue.ts'
import { isAllowedAlg } from './signingAlgs.ts'

interface Algorithm {
  readonly kty: string
  readonly crv: readonly string[] | null
  /** Digest name; null where the algorithm has its own. */
  readonly hash: string | null
  readonly options: Omit<VerifyKeyObjectInput, 'key'>
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const P1363 = { dsaEncoding: 'ieee-p1363' } as const

/** Weak algorithms are here too: whether a signature is right and whether its algorithm is allowed are two questions. */
const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  PS256: { kty: 'RSA', crv: null, hash: 'sha256', options: PSS },
  PS384: { kty: 'RSA', crv: null, hash: 'sha384', options: PSS },
  PS512: { kty: 'RSA', crv: null, hash: 'sha512', options: PSS },
  RS256: { kty: 'RSA', crv: null, hash: 'sha256', options: {} },
  RS384: { kty: 'RSA', crv: null, hash: 'sha384', options: {} },
  RS512: { kty: 'RSA', crv: null, hash: 'sha512', options: {} },
  ES256: { kty: 'EC', crv: ['P-256'], hash: 'sha256', options: P1363 },
  ES384: { kty: 'EC', crv: ['P-384'], hash: 'sha384', options: P1363 },
  ES512: { kty: 'EC', crv: ['P-521'], hash: 'sha512', options: P1363 },
  EdDSA: { kty: 'OKP', crv: ['Ed25519', 'Ed448'], hash: null, options: {} },
  Ed25519: { kty: 'OKP', crv: ['Ed25519'], hash: null, options: {} },
}

const algorithmOf = (alg: unknown): Algorithm | undefined =>
  typeof alg === 'string' && Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined

/** Whether a published key can have made a signature of that algorithm (FAPI2-SP 5.4.3: kty, crv, use, alg, key_ops). */
export function keyFits(key: JsonObject, alg: unknown): boolean {
  const algorithm = algorithmOf(alg)
  if (algorithm === undefined || key.kty !== algorithm.kty) return false
  if (algorithm.crv !== null && !algorithm.crv.includes(String(key.crv))) return false
  if (key.use !== undefined && key.use !== 'sig') return false
  if (Array.isArray(key.key_ops) && !key.key_ops.includes('verify')) return false
  const aliases = ['EdDSA', 'Ed25519']
  const sameAlg = key.alg === alg || (aliases.includes(String(key.alg)) && aliases.includes(String(alg)))
  return key.alg === undefined || sameAlg
}

function signedBy(jwt: Jwt, key: JsonObject, algorithm: Algorithm): boolean {
  try {
    const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' })
    return verify(
      algorithm.hash,
      Buffer.from(jwt.signingInput),
      { key: publicKey, ...algorithm.options },
      jwt.signature,
    )
  } catch {
    return false
  }
}

/**
 * Verifies a JWS against published keys: those with its `kid` if it has one, then every one of them that fits.
 * Returns null when one of the keys made the signature, else what is wrong.
 */
export function signatureProblem(jwt: Jwt, keys: readonly JsonObject[]): string | null {
  const { alg, kid } = jwt.header
  const algorithm = algorithmOf(alg)
  if (algorithm === undefined) return `alg ${show(alg)}, which no published key can verify`
  const named = kid === undefined ? keys : keys.filter((key) => key.kid === kid)
  if (named.length === 0) return `no published key has kid ${show(kid)}`
  // That the algorithm is none of the profile's is told by another check; here only the signature counts.
  const meant = (key: JsonObject): JsonObject => (isAllowedAlg(alg) ? key : { ...key, alg: undefined })
  const candidates = named.filter((key) => keyFits(meant(key), alg))
  if (candidates.length === 0)
    return `no published key${kid === undefined ? '' : ` with kid ${show(kid)}`} fits alg ${show(alg)}`
  if (candidates.some((key) => signedBy(jwt, key, algorithm))) return null
  return `the ${show(alg)} signature does not verify with the ${candidates.length === 1 ? 'published key' : `${candidates.length} published keys`} that fit`
}
