import { isObject, type JsonObject } from '../json/object.ts'
import type { Exchange } from '../wire/types.ts'
import { show } from './showValue.ts'
import { parseJson } from './strictJson.ts'
import type { Trace } from './types.ts'

/** Clocks of the two sides may differ by this much. */
const SKEW_S = 300

/** A life over this is a mistake of its own, such as a point in time. */
const LONGEST_S = 366 * 24 * 3600
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/

/** The values of a scope in its form (RFC 6749 section 3.3); null: it has none, which is asked elsewhere. */
const valuesOf = (scope: unknown): readonly string[] | null =>
  typeof scope === 'string' && SCOPE.test(scope) ? scope.split(' ') : null

/** What was granted: what the response says, or where it says nothing what was asked for (RFC 6749 section 5.1). */
const grantedBy = ({ scope }: JsonObject, { sent }: Trace): readonly string[] | null =>
  valuesOf(scope === undefined || scope === '' ? sent.scope : scope)

function responseOf(issue: Exchange | null): JsonObject | null {
  const parsed = parseJson(issue?.response?.body ?? '')
  return parsed.ok && isObject(parsed.value) ? parsed.value : null
}

function scopeProblems(members: JsonObject, granted: readonly string[] | null): string[] {
  const extra = (granted && valuesOf(members.scope))?.filter((value) => !granted?.includes(value)) ?? []
  return extra.map((value) => `"scope" holds ${show(value)}, which was not granted`)
}

/** `iat` and `exp` against the time of issue and the life that the client was told, in s. */
function timeProblems({ exp, iat }: JsonObject, issuedS: number, lifeS: number | null): string[] {
  const problems: string[] = []
  // A server may hand out a token that it has made before; none is made after it was handed out.
  if (typeof iat === 'number' && iat - issuedS > SKEW_S)
    problems.push(`"iat" is ${Math.round(iat - issuedS)} s after the time of issue`)
  const off = typeof exp === 'number' && lifeS !== null ? Math.round(exp - issuedS - lifeS) : 0
  if (Math.abs(off) > SKEW_S) problems.push(`"exp" is ${off} s from the end that "expires_in" told`)
  return problems
}

/**
 * Where the answer about a live access token differs from what the client was told when it was issued (RFC 7662 section
 * 2.2, RFC 6749 section 5.1). All members are optional; a scope may be narrower for the one who asks.
 * @param issue the token or refresh exchange that brought the token
 */
export function disagreements(members: JsonObject, issue: Exchange | null, trace: Trace): string[] {
  const response = responseOf(issue)
  const client = members.client_id
  const foreign = client !== undefined && client !== trace.client.id ? [`"client_id" is ${show(client, 100)}`] : []
  if (issue === null || response === null) return foreign
  const told = response.expires_in
  const life = typeof told === 'number' && told > 0 && told < LONGEST_S ? told : null
  return [
    ...foreign,
    ...scopeProblems(members, grantedBy(response, trace)),
    ...timeProblems(members, issue.timing.startedAt / 1000, life),
  ]
}
