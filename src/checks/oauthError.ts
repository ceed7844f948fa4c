import { isObject } from '../json/object.ts'
import { headerValues } from './headers.ts'
import { mediaTypeProblem } from './mediaType.ts'
import type { Answered } from './readExchange.ts'
import { shapeOf, show } from './showValue.ts'
import { parseJson } from './strictJson.ts'

/** Characters of `error` and `error_description` (RFC 6749 sections 4.1.2.1 and 5.2; RFC 6750 section 3). */
const TEXT = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/
/** Characters of `error_uri`, which must be a URI reference. */
const URI = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** What is wrong with the members of an error, wherever they came from; names and values as strings or JSON values. */
export function errorMemberProblems(members: Readonly<Record<string, unknown>>): string[] {
  const problems: string[] = []
  for (const [name, pattern] of [
    ['error', TEXT],
    ['error_description', TEXT],
    ['error_uri', URI],
  ] as const) {
    const value = members[name]
    if (value === undefined) continue
    if (typeof value !== 'string') problems.push(`"${name}" is ${shapeOf(value)}, expected a string`)
    else if (!pattern.test(value))
      problems.push(`"${name}" is empty or has characters outside the allowed set: ${show(value)}`)
    else if (name === 'error_uri' && !URL.canParse(value, 'https://base.example/'))
      problems.push(`"error_uri" is not a URI: ${show(value)}`)
  }
  return problems
}

/** `error` of a JSON body, whatever the content type says; null if there is none. */
export function errorCodeOf(body: string): string | null {
  const parsed = parseJson(body)
  return parsed.ok && isObject(parsed.value) && typeof parsed.value.error === 'string' ? parsed.value.error : null
}

/** Refusals of HTTP itself, to which the JSON form of OAuth errors does not apply (RFC 9126 section 2.3 names 405 and 413). */
const HTTP_LEVEL: readonly number[] = [405, 406, 411, 413, 414, 415, 431]

/** RFC 6749 section 5.2: the scheme that a client used at the token endpoint and that no challenge answers; null: all is well. */
export function unansweredScheme({ request, response }: Answered): string | null {
  const scheme = headerValues(request.headers, 'authorization')[0]?.split(' ')[0]
  const challenged = headerValues(response.headers, 'www-authenticate').length > 0
  return response.status !== 401 || challenged ? null : (scheme ?? null)
}

function statusProblem(exchange: Answered, code: string | null): string | null {
  const { status } = exchange.response
  if (status === 400) return null
  if (status !== 401) return `status ${status}, expected 400 (401 only for invalid_client)`
  if (code !== null && code !== 'invalid_client') return `status 401 with error "${code}", expected 400`
  const scheme = unansweredScheme(exchange)
  return scheme === null ? null : `status 401 without WWW-Authenticate although the client used the ${scheme} scheme`
}

/** What is wrong with the form of an error response of the token endpoint and its kin (RFC 6749 section 5.2, RFC 9126 section 2.3). */
export function jsonErrorProblems(exchange: Answered): string[] {
  const { status, headers, body } = exchange.response
  // What is no POST is no token request, so nothing is said about the form in which it is turned away.
  if (HTTP_LEVEL.includes(status) || exchange.request.method !== 'POST') return []
  const parsed = parseJson(body)
  const members = parsed.ok && isObject(parsed.value) ? parsed.value : null
  const code = errorCodeOf(body)
  const type = mediaTypeProblem(headers, ['application/json'])
  const problems = type === null ? [] : [`${type}, expected application/json`]
  if (members === null) problems.push('the body is not a JSON object with "error"')
  else if (members.error === undefined) problems.push('"error" is missing')
  if (parsed.ok) problems.push(...parsed.duplicates.map((name) => `"${name}" occurs twice`))
  const byStatus = statusProblem(exchange, code)
  if (byStatus !== null) problems.push(byStatus)
  return [...problems, ...errorMemberProblems(members ?? {})]
}
