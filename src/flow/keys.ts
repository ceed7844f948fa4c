import { createPrivateKey, createPublicKey, generateKeyPair, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { thumbprintOf } from '../json/thumbprint.ts'

export type Jwk = Readonly<Record<string, unknown>>

/** A private key with the JWS algorithm that its owner signs with. */
export interface SigningKey {
  readonly kid: string | null
  readonly alg: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly publicJwk: Jwk
  readonly privateJwk: Jwk
}

const privateMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])
/** Public part of a JWK: private members dropped, everything else kept. */
export function publicPart(jwk: Jwk): Jwk {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !privateMembers.has(name)))
}

/** The algorithm a key signs with: its `alg`, or the FAPI algorithm of its type. */
export function algOfJwk(jwk: Jwk): string {
  if (typeof jwk.alg === 'string') return jwk.alg
  if (jwk.kty === 'RSA') return 'PS256'
  return jwk.kty === 'OKP' ? 'EdDSA' : 'ES256'
}

/** Loads a private JWK. Throws if node's crypto cannot read it. */
export function signingKey(jwk: Jwk): SigningKey {
  const privateKey = createPrivateKey({ key: jwk as never, format: 'jwk' })
  return {
    kid: typeof jwk.kid === 'string' ? jwk.kid : null,
    alg: algOfJwk(jwk),
    privateKey,
    publicKey: createPublicKey(privateKey),
    publicJwk: publicPart(jwk),
    privateJwk: jwk,
  }
}

const SPARE_BITS = 2048
const makePair = promisify(generateKeyPair)

const generators: Readonly<Record<string, () => KeyObject>> = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  ES512: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
  ES256K: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
  EdDSA: () => generateKeyPairSync('ed25519').privateKey,
  Ed25519: () => generateKeyPairSync('ed25519').privateKey,
  Ed448: () => generateKeyPairSync('ed448').privateKey,
}

/** A new key that fits the algorithm; RSA keys have 2048 bits unless told. */
export function generateKey(alg: string, bits = SPARE_BITS): SigningKey {
  const make = generators[alg] ?? (() => generateKeyPairSync('rsa', { modulusLength: bits }).privateKey)
  return keyOf(make(), alg)
}

function keyOf(privateKey: KeyObject, alg: string): SigningKey {
  const jwk = { ...(privateKey.export({ format: 'jwk' }) as Record<string, unknown>), alg }
  return { ...signingKey(jwk), alg, publicJwk: withoutAlg(publicPart(jwk)) }
}

/** By the kind of key: one RSA key serves all RSA algorithms. */
const spares = new Map<string, SigningKey>()

const spareName = (alg: string, bits: number): string => (alg in generators ? alg : `RSA ${bits}`)

/**
 * Makes the spare RSA key beside the main thread, where the wait for it costs nothing. Called when a run begins; a change
 * that needs the key earlier makes its own.
 */
export async function prepareSpareKey(): Promise<void> {
  const name = spareName('PS256', SPARE_BITS)
  if (spares.has(name)) return
  const { privateKey } = await makePair('rsa', { modulusLength: SPARE_BITS })
  if (!spares.has(name)) spares.set(name, keyOf(privateKey, 'PS256'))
}

/**
 * A key of nobody for that algorithm, the same one each time: for changes that need some other key. RSA keys take long
 * to make, and one stranger is as good as another.
 */
export function spareKey(alg: string, bits = SPARE_BITS): SigningKey {
  const name = spareName(alg, bits)
  const known = spares.get(name) ?? generateKey(alg, bits)
  spares.set(name, known)
  return { ...known, alg, privateJwk: { ...known.privateJwk, alg } }
}

function withoutAlg(jwk: Jwk): Jwk {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => name !== 'alg'))
}

/** RFC 7638 SHA-256 thumbprint of a public or private key, base64url. Throws `RangeError` for what is none. */
export function thumbprint(jwk: Jwk): string {
  const print = thumbprintOf(jwk)
  if (print === null) throw new RangeError(`a JWK of kty ${JSON.stringify(jwk.kty)} with all its members was expected`)
  return print
}
