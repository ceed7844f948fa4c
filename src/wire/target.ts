import type { WireRequest } from './types.ts'

/** Where a request goes, as undici wants it. */
export interface RequestTarget {
  readonly origin: string
  readonly hostname: string
  /** Path and query as they stand in the URL. */
  readonly path: string
}

/**
 * Splits an absolute http(s) URL. Path and query are taken as written, not normalised, so that dot segments and odd
 * escapes reach the server; only what cannot be written in a request line is percent-encoded. The fragment stays here.
 * Throws a TypeError that names the member.
 */
export function requestTarget({ url }: Pick<WireRequest, 'url'>): RequestTarget {
  if (!URL.canParse(url)) throw new TypeError(`"url" is not an absolute URL: ${JSON.stringify(url)}`)
  const parsed = new URL(url)
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')
    throw new TypeError(`"url" must be http or https, it is ${JSON.stringify(url)}`)
  const written = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? ''
  const path = written.startsWith('/') ? written : `/${written}`
  return {
    origin: parsed.origin,
    hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
    path: /^[\x21-\x7e]*$/.test(path) ? path : parsed.pathname + parsed.search,
  }
}
