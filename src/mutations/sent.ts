import type { JwtName } from '../flow/draft.ts'
import { decodeFields } from '../flow/fields.ts'
import type { PartName, PlaceName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'

/** What the recorded request carries, for proving that a change was really sent. */
export function sentFields(exchange: Exchange, part: PartName): [string, string][] {
  const { request } = exchange
  if (part === 'form') return decodeFields(request.body ?? '')
  if (part === 'query') return [...new URL(request.url).searchParams]
  if (part === 'headers') return request.headers.map(([n, v]) => [n, v])
  return []
}

/** The compact JWT of that name in the recorded request; null if there is none. */
export function sentJwt(exchange: Exchange, name: JwtName): string | null {
  if (name === 'payload') return exchange.request.body
  const from: Readonly<Record<Exclude<JwtName, 'payload'>, readonly [PartName, string]>> = {
    client_assertion: ['form', 'client_assertion'],
    request_object: ['form', 'request'],
    dpop: ['headers', 'dpop'],
  }
  const [part, field] = from[name]
  return sentFields(exchange, part).find(([n]) => n.toLowerCase() === field)?.[1] ?? null
}

/** Header or claims of a JWT in the recorded request, as read from its bytes. */
export function sentMembers(exchange: Exchange, name: JwtName, place: PlaceName): Record<string, unknown> | null {
  const piece = sentJwt(exchange, name)?.split('.')[place === 'header' ? 0 : 1]
  if (!piece) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(piece, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
