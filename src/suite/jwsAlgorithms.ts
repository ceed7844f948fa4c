/** Names that `alg:` may put into a JWT header: RFC 7518, RFC 8037, RFC 8812 and RFC 9864. */
export const jwsAlgorithms: readonly string[] = [
  'none',
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'EdDSA',
  'Ed25519',
]

/** True for a known algorithm and for `none` in any letter case, which careless servers take for something else. */
export function isJwsAlgorithm(name: string): boolean {
  return jwsAlgorithms.includes(name) || name.toLowerCase() === 'none'
}
