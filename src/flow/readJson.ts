import { isObject, jsonOf } from '../json/object.ts'
import type { Exchange } from '../wire/types.ts'

/** The JSON object in a 2xx answer; null if there is none. Takes what the flow needs, judges nothing. */
export function readJson(exchange: Exchange): Record<string, unknown> | null {
  const { response } = exchange
  if (!response || response.status < 200 || response.status > 299) return null
  const value = jsonOf(response.body)
  return isObject(value) ? { ...value } : null
}

/** All values of a header, names compared without regard to case. */
export function headerValues(exchange: Exchange, name: string): string[] {
  const wanted = name.toLowerCase()
  return (exchange.response?.headers ?? []).filter(([n]) => n.toLowerCase() === wanted).map(([, v]) => v)
}
