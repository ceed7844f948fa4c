import { isDeepStrictEqual } from 'node:util'
import type { Draft, JwtName } from '../flow/draft.ts'
import { type Fields, removeField, setField } from '../flow/fields.ts'
import { claimOf, isParameter } from '../flow/requestClaims.ts'
import type { Location, PartName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { sentFields, sentMembers } from './sent.ts'

/** A map of the draft that `set`, `remove` and `keep` work on, and the same map as it went over the wire. */
export interface Place {
  readonly names: () => string[]
  readonly set: (name: string, value: unknown) => void
  readonly remove: (name: string) => void
  /** Values under that name in the recorded request. */
  readonly sent: (exchange: Exchange, name: string) => unknown[]
  readonly sentNames: (exchange: Exchange) => string[]
  readonly equal: (sent: unknown, wanted: unknown, name: string) => boolean
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** @param own names that the URL of the endpoint brings along (RFC 6749 sections 3.1 and 3.2) */
function fieldsPlace(part: PartName, fields: Fields, own: readonly string[] = []): Place {
  const ignoreCase = part === 'headers'
  const key = (name: string): string => (ignoreCase ? name.toLowerCase() : name)
  return {
    names: () => fields.map(([name]) => name),
    set: (name, value) => setField(fields, name, asText(value), ignoreCase),
    remove: (name) => removeField(fields, name, ignoreCase),
    sent: (exchange, name) =>
      sentFields(exchange, part)
        .filter(([n]) => key(n) === key(name))
        .map(([, v]) => v),
    sentNames: (exchange) =>
      sentFields(exchange, part)
        .map(([name]) => name)
        .filter((name) => !own.includes(name)),
    equal: (sent, wanted) => sent === asText(wanted),
  }
}

function membersPlace(name: JwtName, place: 'claims' | 'header', members: Record<string, unknown>): Place {
  const read = (exchange: Exchange): Record<string, unknown> => sentMembers(exchange, name, place) ?? {}
  return {
    names: () => Object.keys(members),
    set: (member, value) => {
      members[member] = value
    },
    remove: (member) => {
      delete members[member]
    },
    sent: (exchange, member) => (Object.hasOwn(read(exchange), member) ? [read(exchange)[member]] : []),
    sentNames: (exchange) => Object.keys(read(exchange)),
    equal: (sent, wanted) => isDeepStrictEqual(sent, JSON.parse(JSON.stringify(wanted))),
  }
}

/** The claims of a request object that stand for parameters, under the values that forms give them. */
function claimsAsParams(claims: Record<string, unknown>): Place {
  const place = membersPlace('request_object', 'claims', claims)
  return {
    ...place,
    names: () => place.names().filter(isParameter),
    set: (name, value) => place.set(name, claimOf(name, value)),
    sentNames: (exchange) => place.sentNames(exchange).filter(isParameter),
    equal: (sent, wanted, name) => place.equal(sent, claimOf(name, wanted), name),
  }
}

const tlsPlace = (draft: Draft): Place => ({
  names: () => ['certificate'],
  set: (_name, value) => {
    draft.identity = typeof value === 'string' ? value : null
  },
  remove: () => {
    draft.identity = null
  },
  sent: (exchange) => (exchange.request.identity === null ? [] : [exchange.request.identity]),
  sentNames: (exchange) => (exchange.request.identity === null ? [] : ['certificate']),
  equal: (sent, wanted) => sent === wanted,
})

/** The authorization request parameters of a push, wherever they travel: in its request object, or else in its form. */
export function paramsOf(draft: Draft): Place {
  const object = draft.jwts.request_object
  if (object) return claimsAsParams(object.claims)
  draft.form ??= []
  return fieldsPlace('form', draft.form)
}

/** The place that a location names in this draft; null: the draft has no such part (the change cannot be delivered). */
export function placeOf(draft: Draft, location: Location): Place | null {
  const { part, place } = location
  if (part === 'params') return paramsOf(draft)
  if (part === 'form') {
    draft.form ??= []
    return fieldsPlace(part, draft.form)
  }
  if (part === 'query') return fieldsPlace(part, draft.query, [...new URL(draft.url).searchParams.keys()])
  if (part === 'headers') return fieldsPlace(part, draft.headers)
  if (part === 'tls') return tlsPlace(draft)
  const jwt = part === null ? undefined : draft.jwts[part]
  return jwt && part !== null && place !== null ? membersPlace(part, place, jwt[place]) : null
}
