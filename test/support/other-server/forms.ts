import { invalidRequest } from './answers.ts'
import type { Call, Pairs } from './http.ts'

/** Parameters by name; repeated ones are refused, empty ones count as not sent (RFC 6749 section 3.2). */
export function parameters(pairs: Pairs): Map<string, string> {
  const names = pairs.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalidRequest(`parameter ${twice} is repeated`)
  return new Map(pairs.filter(([, value]) => value !== ''))
}

/** Parameters of a POST body. */
export function formOf(call: Call): Map<string, string> {
  if (call.form === null) throw invalidRequest('the body is no form')
  if (call.query.length > 0) throw invalidRequest('parameters belong into the body')
  return parameters(call.form)
}
