import { resolveUrl } from './resolveUrl.ts'

export interface Hop {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly body: string | null
  readonly contentType: string | null
  /** The password is in body or query. */
  readonly carriesPassword: boolean
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const KEEPS_METHOD = new Set([307, 308])

/**
 * The request a browser makes after a redirect (RFC 9110 section 15.4; fetch standard, "HTTP-redirect fetch").
 * 301, 302 and 303 turn a POST into a GET, 307 and 308 send it again; a fragment is carried on unless the new URL has one.
 * @returns null if the answer is no redirect or has no `Location`; `invalid` with the value if that is no URL
 */
export function redirectOf(
  hop: Hop,
  status: number,
  location: string | null,
): { readonly kind: 'hop'; readonly hop: Hop } | { readonly kind: 'invalid'; readonly location: string } | null {
  if (!REDIRECTS.has(status) || location === null) return null
  const url = resolveUrl(location, hop.url)
  if (url === null) return { kind: 'invalid', location }
  const fragment = new URL(hop.url).hash
  const target = url.includes('#') || fragment === '' ? url : `${url}${fragment}`
  return KEEPS_METHOD.has(status)
    ? { kind: 'hop', hop: { ...hop, url: target } }
    : { kind: 'hop', hop: { method: 'GET', url: target, body: null, contentType: null, carriesPassword: false } }
}
