import { brokenKeys } from './keyFaults.ts'
import type { Jwk } from './signingKeys.ts'
import type { Site } from './site.ts'

/** The public JWK set of the server (FAPI 2.0 section 5.4.2). */
export function serverKeys({ credentials, strict }: Site): { keys: readonly Jwk[] } {
  const keys = credentials.serverKeys.map((key) => key.publicJwk)
  return { keys: brokenKeys(keys, strict) }
}
