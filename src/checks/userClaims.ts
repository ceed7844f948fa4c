import { isObject, type JsonObject } from '../json/object.ts'
import { formOf, pushedParameter } from './sentRequest.ts'
import { parseJson } from './strictJson.ts'
import type { Trace } from './types.ts'

/** Claims about the user by the scope that asks for them (OpenID Connect Core sections 5.1 and 5.4). */
export const CLAIMS_BY_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: [
    ...['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture'],
    ...['website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'updated_at'],
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

const ALL = Object.values(CLAIMS_BY_SCOPE).flat()

/** The `claims` request parameter (OpenID Connect Core section 5.5); {} if none was sent or it is no object. */
export function claimsParameter(trace: Trace): JsonObject {
  const text = pushedParameter(trace, 'claims')
  const parsed = text === null ? null : parseJson(text)
  return parsed?.ok && isObject(parsed.value) ? parsed.value : {}
}

/** What the `claims` parameter asks of one claim in the ID token or UserInfo; undefined: it does not name it. */
export function claimRequest(trace: Trace, place: 'id_token' | 'userinfo', claim: string): unknown {
  const wanted = claimsParameter(trace)[place]
  return isObject(wanted) ? wanted[claim] : undefined
}

/** Standard claims about the user that neither a scope nor the `claims` parameter asked for. */
export function unrequestedClaims(claims: JsonObject, trace: Trace): string[] {
  const asked = pushedParameter(trace, 'scope') ?? trace.sent.scope ?? tokenScope(trace) ?? ''
  const byScope = asked
    .split(' ')
    .flatMap((scope) => (Object.hasOwn(CLAIMS_BY_SCOPE, scope) ? (CLAIMS_BY_SCOPE[scope] ?? []) : []))
  const named = Object.values(claimsParameter(trace)).flatMap((place) => (isObject(place) ? Object.keys(place) : []))
  return ALL.filter((name) => claims[name] !== undefined && !byScope.includes(name) && !named.includes(name))
}

function tokenScope({ exchanges }: Trace): string | null {
  const last = exchanges.token?.at(-1)
  return (last && formOf(last).find(([name]) => name === 'scope')?.[1]) ?? null
}
