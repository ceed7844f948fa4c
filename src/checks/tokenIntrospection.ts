import { isObject, type JsonObject } from '../json/object.ts'
import type { RecordedResponse } from '../wire/types.ts'
import { decodeJwt } from './jwt.ts'
import { parseJson } from './strictJson.ts'

/** Members of an introspection response: the JSON object (RFC 7662 section 2.2) or the one inside a JWT (RFC 9701 section 5). */
export function tokenIntrospection({ body }: RecordedResponse): JsonObject | null {
  const decoded = decodeJwt(body.trim())
  if (decoded.ok)
    return isObject(decoded.jwt.claims.token_introspection) ? decoded.jwt.claims.token_introspection : null
  const parsed = parseJson(body)
  return parsed.ok && isObject(parsed.value) ? parsed.value : null
}
