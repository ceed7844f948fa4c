import type { Attribution } from '../checks/types.ts'
import { isObject, type JsonObject, jsonOf } from '../json/object.ts'
import type { Exchange, WireRequest } from '../wire/types.ts'
import type { Unknown } from './handshakes.ts'

/** Answers that say nothing about the request, only that it may be sent again later. */
const LATER: readonly number[] = [408, 425, 429, 502, 503, 504]

/** What to answer when a request got no HTTP answer, or none for now; null if it got one. */
export function noAnswer({ request, response, error }: Exchange, owner: Attribution): Unknown | null {
  if (response && LATER.includes(response.status)) {
    const reason = `${request.method} ${request.url}: status ${response.status}, the server could not answer now`
    return { kind: 'unknown', reason, attributed: owner }
  }
  if (error === null) return null
  const attributed = error.code.startsWith('TLS_') ? owner : error.code === 'ABORTED' ? 'harness' : 'network'
  return { kind: 'unknown', reason: `${request.method} ${request.url}: ${error.message}`, attributed }
}

/** All values of a response header. */
export function valuesOf({ response }: Exchange, name: string): string[] {
  return (response?.headers ?? []).filter(([header]) => header.toLowerCase() === name).map(([, value]) => value)
}

/** The body as one JSON object, null if it is anything else. */
export function objectIn({ response }: Exchange): JsonObject | null {
  const value = jsonOf(response?.body ?? '')
  return isObject(value) ? value : null
}

/** A request without body, with the identity where there is one. */
export const plainRequest = (
  method: string,
  url: string,
  headers: WireRequest['headers'],
  identity: string | null,
): WireRequest => ({
  method,
  url,
  headers,
  ...(identity === null ? {} : { identity }),
})
