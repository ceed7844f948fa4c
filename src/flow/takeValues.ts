import { lookUp, pointerTokens } from '../payload/jsonPointer.ts'
import { decodeJwt } from './jws.ts'

const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** The JSON of a body, or the claims where it is a JWS (`application/jwt`); undefined: it is neither. Nothing is verified. */
export function bodyValue(text: string): unknown {
  if (compactJws.test(text.trim())) return decodeJwt(text.trim())?.claims
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What an answer gives by name: texts and numbers as text; `missing` are the names whose pointer leads to neither. */
export function takeValues(
  body: unknown,
  take: Readonly<Record<string, string>>,
): { readonly values: ReadonlyMap<string, string>; readonly missing: readonly string[] } {
  const values = new Map<string, string>()
  const missing: string[] = []
  for (const [name, pointer] of Object.entries(take)) {
    const value = lookUp(body, pointerTokens(pointer))?.value
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') values.set(name, String(value))
    else missing.push(name)
  }
  return { values, missing }
}
