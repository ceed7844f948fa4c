import type { WireRequest } from '../wire/types.ts'
import type { Draft, JwtDraft, JwtName } from './draft.ts'
import { encodeFields, type Fields, type FieldValue } from './fields.ts'
import { signJwtAside } from './jws.ts'

/** A draft with its JWTs signed: the request to send and the JWTs as they stand in it. */
export interface Finished {
  readonly request: WireRequest
  readonly jwts: Readonly<Partial<Record<JwtName, string>>>
}

function resolved(fields: Fields, jwts: Readonly<Partial<Record<JwtName, string>>>): [string, string][] {
  const value = (v: FieldValue): string => (typeof v === 'string' ? v : (jwts[v.jwt] ?? ''))
  return fields.map(([name, v]) => [name, value(v)])
}

/** Puts the query fields behind whatever query the URL already has. */
export function urlWith(url: string, query: readonly (readonly [string, string])[]): string {
  if (query.length === 0) return url
  const [before = url, hash] = url.split('#', 2)
  const joined = `${before}${before.includes('?') ? '&' : '?'}${encodeFields(query)}`
  return hash === undefined ? joined : `${joined}#${hash}`
}

/** Signs last, then serialises: form fields become the body, query fields the query. */
export async function finish(draft: Draft): Promise<Finished> {
  const entries = Object.entries(draft.jwts) as [JwtName, JwtDraft][]
  const signed = entries.map(async ([name, jwt]): Promise<[JwtName, string]> => [name, await signJwtAside(jwt)])
  const jwts: Partial<Record<JwtName, string>> = Object.fromEntries(await Promise.all(signed))
  const body = draft.form === null ? (draft.body ?? jwts.payload ?? null) : encodeFields(resolved(draft.form, jwts))
  return {
    request: {
      method: draft.method,
      url: urlWith(draft.url, resolved(draft.query, jwts)),
      headers: resolved(draft.headers, jwts),
      ...(body === null ? {} : { body }),
      ...(draft.identity === null ? {} : { identity: draft.identity }),
    },
    jwts,
  }
}
