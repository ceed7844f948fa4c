import { createHash } from 'node:crypto'
import { isObject } from './object.ts'

/** Members of the thumbprint by key type, in lexicographic order (RFC 7638 section 3.2, RFC 8037 section 2). */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
}

/** SHA-256 thumbprint of a public JWK, base64url; null if a member is missing or the key type is another. */
export function thumbprintOf(jwk: unknown): string | null {
  if (!isObject(jwk) || typeof jwk.kty !== 'string' || !Object.hasOwn(MEMBERS, jwk.kty)) return null
  const members = MEMBERS[jwk.kty] ?? []
  if (!members.every((name) => typeof jwk[name] === 'string')) return null
  const canonical = JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])))
  return createHash('sha256').update(canonical).digest('base64url')
}
