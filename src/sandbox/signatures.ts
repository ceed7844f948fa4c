import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Jws } from './jws.ts'
import type { Jwk } from './signingKeys.ts'

/** Algorithms that FAPI 2.0 section 5.4.1 allows; `Ed25519` is the registered fully-specified name of the same thing. */
export const allowedAlgs: readonly string[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

/** The allowed algorithm that a name means where letter case is overlooked; other names are what they are. */
export const foldAlg = (name: string): string =>
  allowedAlgs.find((alg) => alg.toLowerCase() === name.toLowerCase()) ?? name

interface Verification {
  /** `asymmetricKeyType` of the key that fits. */
  readonly keyType: 'rsa' | 'ec' | 'ed25519'
  readonly curve?: string
  readonly hash: string | null
  readonly pss?: true
}

/** What the sandbox can verify; more than what it allows, so that a switched-off rule still leaves a real check. */
const verifications: Readonly<Record<string, Verification>> = {
  PS256: { keyType: 'rsa', hash: 'sha256', pss: true },
  PS384: { keyType: 'rsa', hash: 'sha384', pss: true },
  PS512: { keyType: 'rsa', hash: 'sha512', pss: true },
  RS256: { keyType: 'rsa', hash: 'sha256' },
  RS384: { keyType: 'rsa', hash: 'sha384' },
  RS512: { keyType: 'rsa', hash: 'sha512' },
  ES256: { keyType: 'ec', curve: 'prime256v1', hash: 'sha256' },
  ES384: { keyType: 'ec', curve: 'secp384r1', hash: 'sha384' },
  ES512: { keyType: 'ec', curve: 'secp521r1', hash: 'sha512' },
  EdDSA: { keyType: 'ed25519', hash: null },
  Ed25519: { keyType: 'ed25519', hash: null },
}

const RSA_PKCS1_PSS_PADDING = 6

/** Registered keys are read again with every request. */
const read = new WeakMap<Jwk, KeyObject | null>()

/** Reads a public JWK; null if it is none. */
export function importPublicJwk(jwk: Jwk): KeyObject | null {
  const known = read.get(jwk)
  if (known !== undefined) return known
  const key = readPublicJwk(jwk)
  read.set(jwk, key)
  return key
}

function readPublicJwk(jwk: Jwk): KeyObject | null {
  try {
    return createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' })
  } catch {
    return null
  }
}

/** True if the algorithm belongs to the kind of key (RFC 8725 section 3.1). */
export function algFitsKey(alg: string, key: KeyObject): boolean {
  const spec = verifications[alg]
  if (spec === undefined || spec.keyType !== key.asymmetricKeyType) return false
  return spec.curve === undefined || spec.curve === key.asymmetricKeyDetails?.namedCurve
}

/** True if the key is long enough for FAPI 2.0 section 5.4.1 (RSA 2048 bits; the supported curves all are). */
export function keyIsLongEnough(key: KeyObject): boolean {
  return key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
}

/** Verifies a JWS signature over `header.payload`. False as well if algorithm and key do not fit. */
export function verifySignature(alg: string, key: KeyObject, signingInput: string, signature: Buffer): boolean {
  const spec = verifications[alg]
  if (spec === undefined || !algFitsKey(alg, key)) return false
  const options =
    spec.keyType === 'ec'
      ? { key, dsaEncoding: 'ieee-p1363' as const }
      : spec.pss === true
        ? { key, padding: RSA_PKCS1_PSS_PADDING, saltLength: Number(spec.hash?.slice(3)) / 8 }
        : key
  try {
    return verify(spec.hash, Buffer.from(signingInput), options, signature)
  } catch {
    return false
  }
}

/** Verifies a JWS with a public JWK; false as well if that is none. */
export function verifiesWith(
  jwk: Jwk,
  alg: string,
  { signingInput, signature }: Pick<Jws, 'signingInput' | 'signature'>,
): boolean {
  const key = importPublicJwk(jwk)
  return key !== null && verifySignature(alg, key, signingInput, signature)
}
