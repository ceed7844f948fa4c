import { constants, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'

/** A DPoP key pair of the walker. */
export async function proofKey(alg: 'ES256' | 'PS256' | 'RS256' | 'EdDSA' = 'ES256', bits = 2048) {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: bits })
  const jwk = publicKey.export({ format: 'jwk' }) as JWK
  return {
    alg,
    privateKey,
    jwk,
    privateJwk: privateKey.export({ format: 'jwk' }),
    jkt: await calculateJwkThumbprint(jwk),
  }
}

export type ProofKey = Awaited<ReturnType<typeof proofKey>>

export function seconds(): number {
  return Math.floor(Date.now() / 1000)
}

export function without(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

export function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Replaces the last part of a JWT but keeps its length. */
export function corrupt(jwt: string): string {
  const dot = jwt.lastIndexOf('.') + 1
  return `${jwt.slice(0, dot)}${jwt[dot] === 'A' ? 'B' : 'A'}${jwt.slice(dot + 1)}`
}

/** The JWT with `alg: none` and no signature. */
export function unsigned(jwt: string): string {
  const [header = '', payload] = jwt.split('.')
  const members = JSON.parse(Buffer.from(header, 'base64url').toString()) as object
  return `${Buffer.from(JSON.stringify({ ...members, alg: 'none' })).toString('base64url')}.${payload}.`
}

/** Signs whatever header and claims are given, without the checks of a library. */
export function signRaw(header: Record<string, unknown>, claims: Record<string, unknown>, key: KeyObject): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${encode(header)}.${encode(claims)}`
  const options =
    key.asymmetricKeyType === 'ec'
      ? { key, dsaEncoding: 'ieee-p1363' as const }
      : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return `${input}.${sign('sha256', Buffer.from(input), options).toString('base64url')}`
}

/** Claims of a JWT, not verified. */
export function claimsOf(jwt: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(jwt).split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
}

/** Header of a JWT. */
export function headerOf(jwt: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(jwt).split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>
}

/** A private JWK as key for `signRaw`. */
export function privateKeyOf(jwk: unknown): KeyObject {
  return createPrivateKey({ key: jwk as Record<string, string>, format: 'jwk' })
}
