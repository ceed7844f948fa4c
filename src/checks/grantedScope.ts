import { isStringArray, type JsonObject } from '../json/object.ts'
import { askBody } from './ask.ts'
import { decodeJwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { isAnswered } from './readExchange.ts'
import { formOf } from './sentRequest.ts'
import { show } from './showValue.ts'
import { tokenIntrospection } from './tokenIntrospection.ts'
import type { Check, Trace } from './types.ts'

const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/

const valuesIn = (scope: string): string[] => scope.split(' ').filter((value) => value !== '')

/** Scope that the flow asked for: at PAR, where the user sees it, or else with the token request itself. */
function requestedScope(trace: Trace): string | null {
  if (trace.variant.grant === 'authorization_code') return trace.sent.scope
  const token = trace.exchanges.token?.at(-1)
  const own = token && formOf(token).find(([name]) => name === 'scope')?.[1]
  return own ?? trace.sent.scope
}

const form: Check = askBody('token', (body, exchange) => {
  if (body.scope === undefined || body.scope === '') return notApplicable('the token response has no "scope"')
  const ok = typeof body.scope === 'string' && SCOPE.test(body.scope)
  return judge(ok, '"scope" is a string of values with single spaces between', show(body.scope), exchange)
})

const subset: Check = askBody('token', (body, exchange, trace) => {
  const asked = requestedScope(trace)
  if (typeof body.scope !== 'string')
    return notApplicable('the token response has no "scope", so the scope asked for was granted')
  if (asked === null) return notApplicable('no scope was asked for')
  const extra = valuesIn(body.scope).filter((value) => !valuesIn(asked).includes(value))
  const problems = extra.map((value) => `${show(value)} was not asked for`)
  return judgeProblems(problems, `no scope beyond ${show(asked)}`, show(body.scope), exchange)
})

/** `scope` as a string or, as some servers write it, an array. */
function scopeMember(members: JsonObject): string[] | null {
  if (typeof members.scope === 'string') return valuesIn(members.scope)
  return isStringArray(members.scope) ? [...members.scope] : null
}

/** Scope that the access token really carries, where it can be seen: in the token itself or by introspection. */
function carriedScope(accessToken: unknown, trace: Trace): string[] | null {
  const decoded = decodeJwt(accessToken)
  if (decoded.ok) return scopeMember(decoded.jwt.claims)
  const last = trace.exchanges.introspect?.at(-1)
  const told = last && isAnswered(last) ? tokenIntrospection(last.response) : null
  return told?.active === true ? scopeMember(told) : null
}

/** Scopes of OpenID Connect ask for claims and tokens of its own; servers often leave them out of access tokens. */
const OPENID_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']

const sorted = (scopes: readonly string[]): string =>
  [...new Set(scopes)]
    .filter((scope) => !OPENID_SCOPES.includes(scope))
    .sort()
    .join(' ')

const toldWhenDifferent: Check = askBody('token', (body, exchange, trace) => {
  const expected = '"scope" in the token response when the token carries another scope than was asked for'
  if (typeof body.scope === 'string') return judge(true, expected, `"scope" is ${show(body.scope)}`, exchange)
  const asked = requestedScope(trace)
  const carried = carriedScope(body.access_token, trace)
  if (asked === null || carried === null)
    return notApplicable('the token response has no "scope", and the scope of the access token cannot be seen')
  const [got, wanted] = [sorted(carried), sorted(valuesIn(asked))]
  return judge(got === wanted, expected, `no "scope"; the token carries "${got}", asked for was "${wanted}"`, exchange)
})

/** The made-up value that cases ask for (`$scope.and_unknown`). */
const UNKNOWN_SCOPE = 'assay-unknown-scope'

/** RFC 6749 section 5.1: a response without `scope` grants what was asked for, so a made-up value as well. */
const known: Check = askBody('token', (body, exchange, trace) => {
  const granted = typeof body.scope === 'string' ? body.scope : requestedScope(trace)
  const ok = granted === null || !valuesIn(granted).includes(UNKNOWN_SCOPE)
  const seen = typeof body.scope === 'string' ? show(body.scope) : 'no "scope", so what was asked for was granted'
  return judge(ok, `a scope without ${show(UNKNOWN_SCOPE)}`, seen, exchange)
})

/** The scope that was granted (RFC 6749 sections 3.3 and 5.1). */
export const grantedScope = {
  'token-response-scope-form': form,
  'token-response-scope-subset': subset,
  'token-response-scope-told': toldWhenDifferent,
  'token-response-scope-known': known,
} satisfies Record<string, Check>
