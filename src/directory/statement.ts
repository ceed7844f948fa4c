import { compactVerify, decodeProtectedHeader, importJWK } from 'jose'
import { isObject, type JsonObject, jsonOf } from '../json/object.ts'
import type { PublicJwk } from './types.ts'

/** A signed statement of a federation: an entity statement, a trust mark, a delegation. Nothing is verified yet. */
export interface Statement {
  /** What it is, for messages: `the entity configuration of https://...`. */
  readonly name: string
  readonly jwt: string
  readonly header: JsonObject
  readonly claims: JsonObject
}

/** Asymmetric ones only: a statement that anybody could have made says nothing. */
const algorithms: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
  ...['EdDSA', 'Ed25519'],
]

/** Clocks may differ by that much, in s. */
export const leewayS = 60

function headerOf(jwt: string): JsonObject | null {
  try {
    return { ...decodeProtectedHeader(jwt) }
  } catch {
    return null
  }
}

/** Takes a compact JWS with JSON claims apart; null if the text is none. */
export function readStatement(name: string, text: string): Statement | null {
  const jwt = text.trim()
  const parts = jwt.split('.')
  const header = headerOf(jwt)
  const claims = jsonOf(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
  return parts.length === 3 && header !== null && isObject(claims) ? { name, jwt, header, claims } : null
}

const show = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value))

/** What is wrong with type, algorithm and key id of a statement. */
export function headerFaults({ name, header }: Statement, typ: string): readonly string[] {
  const faults: string[] = []
  if (header.typ !== typ) faults.push(`${name}: "typ" is ${show(header.typ)}, expected "${typ}"`)
  if (typeof header.alg !== 'string' || !algorithms.includes(header.alg))
    faults.push(`${name}: "alg" is ${show(header.alg)}, expected an asymmetric signature algorithm`)
  if (typeof header.kid !== 'string' || header.kid === '') faults.push(`${name}: "kid" is ${show(header.kid)}`)
  return faults
}

const timeText = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** What is wrong with its times. @param now Unix s @param needsExp false: one without `exp` does not expire */
export function timeFaults({ name, claims }: Statement, now: number, needsExp: boolean): readonly string[] {
  const { iat, exp } = claims
  const faults: string[] = []
  if (typeof iat !== 'number' || !Number.isFinite(iat)) faults.push(`${name}: "iat" is ${show(iat)}, expected a number`)
  else if (iat > now + leewayS) faults.push(`${name}: "iat" is in the future (${timeText(iat)})`)
  if (exp === undefined && !needsExp) return faults
  if (typeof exp !== 'number' || !Number.isFinite(exp)) faults.push(`${name}: "exp" is ${show(exp)}, expected a number`)
  else if (exp <= now - leewayS) faults.push(`${name} expired on ${timeText(exp)}`)
  return faults
}

/** Keys of a `jwks` claim; [] if there is none that can be read. */
export function keysIn(claims: JsonObject): readonly PublicJwk[] {
  const { jwks } = claims
  return isObject(jwks) && Array.isArray(jwks.keys) ? jwks.keys.filter(isObject) : []
}

/**
 * What is wrong with its signature; null: it verifies with the key of that `kid`.
 * @param whose owner of the keys, for messages
 */
export async function signatureFault(
  { name, jwt, header }: Statement,
  keys: readonly PublicJwk[],
  whose: string,
): Promise<string | null> {
  const key = keys.find(({ kid }) => kid === header.kid)
  if (key === undefined) return `${name}: its "kid" ${show(header.kid)} is no key of ${whose}`
  const alg = String(header.alg)
  try {
    await compactVerify(jwt, await importJWK({ ...key }, alg), { algorithms: [...algorithms] })
    return null
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `${name}: the signature does not verify with the key ${show(header.kid)} of ${whose} (${why})`
  }
}
