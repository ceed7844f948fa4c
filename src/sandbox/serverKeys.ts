import { generateKeyPairSync } from 'node:crypto'
import type { Jwk } from './signingKeys.ts'
import type { Site } from './site.ts'

/** The public JWK set of the server (FAPI 2.0 section 5.4.2). */
export function serverKeys(site: Site): { keys: Jwk[] } {
  const keys = site.credentials.serverKeys.map((key) => key.publicJwk)
  const [first, second, ...rest] = keys
  if (!site.strict('jwks-duplicate-kid') && first !== undefined && second !== undefined) {
    return { keys: [first, { ...second, kid: first.kid }, ...rest] }
  }
  if (!site.strict('jwks-short-rsa')) {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    keys.push({ ...publicKey.export({ format: 'jwk' }), kid: 'short', alg: 'PS256', use: 'sig' })
  }
  return { keys }
}
