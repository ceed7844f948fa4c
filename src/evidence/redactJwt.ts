import { fromBase64url, toBase64url } from './base64url.ts'
import { rewriteJson } from './rewriteJson.ts'
import { isPlainClaim } from './sensitiveNames.ts'
import type { Door } from './types.ts'

/** A compact JWS or JWE anywhere in a text; the last part may be empty (`alg` "none") or missing (a cut signature). */
export const JWT_PATTERN = /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){0,3}/g

const WHOLE_JWT = /^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){0,3}$/

/** True where the whole text has the form of a compact JWS or JWE. */
export function isJwt(text: string): boolean {
  return text.startsWith('eyJ') && WHOLE_JWT.test(text)
}

function issuerOf(claims: string): string | null {
  try {
    const parsed: unknown = JSON.parse(claims)
    if (typeof parsed !== 'object' || parsed === null || !('iss' in parsed)) return null
    return typeof parsed.iss === 'string' ? parsed.iss : null
  } catch {
    return null
  }
}

function redactClaims(claims: string, door: Door): string | null {
  const issuer = issuerOf(claims)
  return rewriteJson(
    claims,
    (path, value) => {
      if (typeof value === 'boolean' || value === null) return undefined
      // Inside a kept claim (`cnf.jkt`, an `aud` array) the outer name decides, but a private key is one at any depth.
      const kept = isPlainClaim(path[0] ?? '')
      // A client assertion names the client twice (RFC 7523 section 3); in an ID token `sub` is a person.
      const clientName = path.length === 1 && path[0] === 'sub' && value === issuer
      if (!kept && !clientName) return value === '' ? undefined : door.hide('claim', String(value))
      if (typeof value === 'number') return undefined
      const written = door.named(path.at(-1) ?? '', value, 'payload')
      return written === value ? undefined : written
    },
    door.name,
  )
}

/**
 * A recorded JWT stays a JWT that tools can decode: the header as it was (private key members hidden), the claims with
 * their names and harmless values, and in place of the signature the digest of the whole original. An empty or missing
 * signature stays empty or missing, because it may be what the case is about. Encrypted or unreadable ones are one tag
 * after the header.
 *
 * @param compact the compact serialization
 * @param door the redactor
 */
export function redactJwt(compact: string, door: Door): string {
  const parts = compact.split('.')
  const [header = '', claims = ''] = parts
  const tag = door.hide('jwt', compact)
  const headerText = fromBase64url(header)
  const safeHeader = door.json(headerText, 'metadata')
  if (safeHeader === null) return tag
  const head = safeHeader === headerText ? header : toBase64url(safeHeader)
  if (parts.length > 3) return `${head}.${tag}`
  const safeClaims = redactClaims(fromBase64url(claims), door)
  if (safeClaims === null) return `${head}.${tag}`
  const signature = parts[2] === undefined ? '' : `.${parts[2] === '' ? '' : tag}`
  return `${head}.${toBase64url(safeClaims)}${signature}`
}
