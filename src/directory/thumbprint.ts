import { createHash } from 'node:crypto'

const members: Readonly<Record<string, readonly string[]>> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
}

/** RFC 7638 SHA-256 thumbprint of a public JWK, base64url; null if it is none. */
export function thumbprintOf(jwk: Readonly<Record<string, unknown>>): string | null {
  const names = members[String(jwk.kty)]
  if (names === undefined || !names.every((name) => typeof jwk[name] === 'string')) return null
  const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])))
  return createHash('sha256').update(canonical).digest('base64url')
}
