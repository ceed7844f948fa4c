import { createHash } from 'node:crypto'
import { CompactSign, compactVerify, decodeProtectedHeader, importJWK, type JWK, type JWTPayload } from 'jose'
import type { ServerKey } from './credentials.ts'

export const ALGS = ['PS256', 'ES256', 'EdDSA'] as const

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

const parse = (part: string | undefined): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** Header and claims without verification; null: it is no JWS of three parts. */
export function decode(text: string): Jwt | null {
  const parts = text.split('.')
  const [header, claims] = [parse(parts[0]), parse(parts[1])]
  return parts.length === 3 && parts[2] !== '' && header && claims ? { header, claims } : null
}

/** Whether the JWS verifies with one of the keys under an algorithm of the profile. */
export async function verifiesWith(
  text: string,
  keys: readonly JWK[],
  algs: readonly string[] = ALGS,
  crit: Readonly<Record<string, boolean>> = {},
): Promise<boolean> {
  for (const jwk of keys) {
    try {
      const { alg = '' } = decodeProtectedHeader(text)
      if (!algs.includes(alg)) return false
      const { alg: _alg, ...bare } = jwk
      await compactVerify(text, await importJWK(bare, alg), { algorithms: [...algs], crit: { ...crit } })
      return true
    } catch {
      // Not this key.
    }
  }
  return false
}

/** Signs claims with a key of the server. */
export async function sign(
  claims: JWTPayload,
  key: Pick<ServerKey, 'alg' | 'privateJwk'> & { readonly kid?: string },
  typ = 'JWT',
): Promise<string> {
  const header = { alg: key.alg, typ, ...(key.kid === undefined ? {} : { kid: key.kid }) }
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(header)
    .sign(await importJWK(key.privateJwk, key.alg))
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
}

/** RFC 7638. */
export const jkt = (jwk: Readonly<Record<string, unknown>>): string =>
  sha256(JSON.stringify(Object.fromEntries((MEMBERS[String(jwk.kty)] ?? []).map((name) => [name, jwk[name]]))))
