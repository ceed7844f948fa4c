import { constants, createHmac, type KeyObject, sign, verify } from 'node:crypto'
import { concatSignature } from './concatSignature.ts'
import type { JwtDraft, SignatureFault } from './draft.ts'

interface Algorithm {
  readonly hash: string | null
  readonly padding?: number
  readonly saltLength?: number
  readonly keyType: string
  /** Octets of each of the two numbers of an ECDSA signature. */
  readonly size?: number
  /** Name of the curve in node's words, for algorithms that are bound to one (RFC 7518 section 3.4). */
  readonly curve?: string
}

const pss = (hash: string, saltLength: number): Algorithm => ({
  hash,
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength,
  keyType: 'rsa',
})
const pkcs1 = (hash: string): Algorithm => ({ hash, padding: constants.RSA_PKCS1_PADDING, keyType: 'rsa' })
const ecdsa = (hash: string, curve: string, size: number): Algorithm => ({ hash, keyType: 'ec', curve, size })

/**
 * JWS algorithms this tool can sign with, the forbidden ones included. One signer serves honest and broken JWTs, so
 * that a control proves the signer that the mutated request uses; jose, which rightly refuses most broken JWTs,
 * verifies this signer in the tests.
 */
export const algorithms: Readonly<Record<string, Algorithm>> = {
  PS256: pss('sha256', 32),
  PS384: pss('sha384', 48),
  PS512: pss('sha512', 64),
  RS256: pkcs1('sha256'),
  RS384: pkcs1('sha384'),
  RS512: pkcs1('sha512'),
  ES256: ecdsa('sha256', 'prime256v1', 32),
  ES384: ecdsa('sha384', 'secp384r1', 48),
  ES512: ecdsa('sha512', 'secp521r1', 66),
  ES256K: ecdsa('sha256', 'secp256k1', 32),
  EdDSA: { hash: null, keyType: 'ed25519' },
  Ed25519: { hash: null, keyType: 'ed25519' },
  Ed448: { hash: null, keyType: 'ed448' },
}

const macHashes: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }

export const isMac = (alg: string): boolean => alg in macHashes
export const isNone = (alg: string): boolean => alg.toLowerCase() === 'none'

/** True if a key of this type can make signatures of that algorithm. */
export function fits(alg: string, key: KeyObject): boolean {
  const algorithm = algorithms[alg]
  if (algorithm?.keyType !== key.asymmetricKeyType) return false
  return algorithm?.curve === undefined || algorithm.curve === key.asymmetricKeyDetails?.namedCurve
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function keyInput({ padding, saltLength }: Algorithm, key: KeyObject) {
  return {
    key,
    ...(padding === undefined ? {} : { padding }),
    ...(saltLength === undefined ? {} : { saltLength }),
  }
}

function signature(draft: JwtDraft, input: string): string {
  if (isNone(draft.alg)) return ''
  const hash = macHashes[draft.alg]
  if (hash !== undefined)
    return createHmac(hash, draft.secret ?? Buffer.alloc(32))
      .update(input)
      .digest('base64url')
  const algorithm = algorithms[draft.alg]
  if (algorithm === undefined) throw new RangeError(`"alg" ${draft.alg} is not one this tool can sign with`)
  const made = sign(algorithm.hash, Buffer.from(input), keyInput(algorithm, draft.key.privateKey))
  return (algorithm.size === undefined ? made : concatSignature(made, algorithm.size)).toString('base64url')
}

const faults: Readonly<Record<SignatureFault, (input: string, sig: string) => string>> = {
  corrupt: (input, sig) => `${input}.${sig.startsWith('A') ? 'B' : 'A'}${sig.slice(1)}`,
  strip: (input) => `${input}.`,
  missing: (input) => input,
}

const inputOf = ({ header, claims }: JwtDraft): string => `${encode(header)}.${encode(claims)}`
const compact = ({ signatureFault }: JwtDraft, input: string, sig: string): string =>
  signatureFault ? faults[signatureFault](input, sig) : `${input}.${sig}`

/** Signs the draft (RFC 7515 compact form), then applies its signature fault. */
export function signJwt(draft: JwtDraft): string {
  const input = inputOf(draft)
  return compact(draft, input, signature(draft, input))
}

/**
 * The same, but a signature that takes long is made beside the main thread, where other requests go on meanwhile. Only
 * RSA is worth the way there and back.
 */
export async function signJwtAside(draft: JwtDraft): Promise<string> {
  const algorithm = algorithms[draft.alg]
  if (algorithm?.keyType !== 'rsa') return signJwt(draft)
  const input = inputOf(draft)
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const key = keyInput(algorithm, draft.key.privateKey)
    sign(algorithm.hash, Buffer.from(input), key, (error, made) => (error ? reject(error) : resolve(made)))
  })
  return compact(draft, input, bytes.toString('base64url'))
}

/** True if the compact JWS verifies with that key under that algorithm. */
export function verifies(jws: string, alg: string, key: KeyObject): boolean {
  const algorithm = algorithms[alg]
  const [header, payload, sig] = jws.split('.')
  if (!algorithm || !header || !payload || !sig) return false
  try {
    return verify(
      algorithm.hash,
      Buffer.from(`${header}.${payload}`),
      { ...keyInput(algorithm, key), ...(algorithm.size === undefined ? {} : { dsaEncoding: 'ieee-p1363' as const }) },
      Buffer.from(sig, 'base64url'),
    )
  } catch {
    return false
  }
}

/** Header and claims of a compact JWS without verification; null if it cannot be read. */
export function decodeJwt(jwt: string): { header: Record<string, unknown>; claims: Record<string, unknown> } | null {
  const [header, payload] = jwt.split('.')
  try {
    return {
      header: JSON.parse(Buffer.from(header ?? '', 'base64url').toString('utf8')),
      claims: JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8')),
    }
  } catch {
    return null
  }
}
