import type { HeaderLines } from '../wire/types.ts'
import type { Hop } from './redirect.ts'

const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

/**
 * Header lines of a top-level navigation as browsers send them. `Origin` and `Referer` are there because servers use them
 * against cross-site request forgery; the referrer is cut by `strict-origin-when-cross-origin`, the default of browsers.
 * @param initiator page that caused the navigation, null for a typed address
 * @param tainted whether redirects crossed origins, so that the origin counts as unknown
 */
export function navigationHeaders(
  hop: Hop,
  initiator: string | null,
  cookie: string | null,
  tainted: boolean,
): HeaderLines {
  const lines: [string, string][] = [
    ['accept', ACCEPT],
    ['accept-language', 'en'],
    ['upgrade-insecure-requests', '1'],
  ]
  if (initiator !== null) {
    if (hop.method === 'POST') lines.push(['origin', tainted ? 'null' : new URL(initiator).origin])
    const referer = refererOf(initiator, hop.url)
    if (referer !== null) lines.push(['referer', referer])
  }
  if (hop.contentType !== null) lines.push(['content-type', hop.contentType])
  if (cookie !== null) lines.push(['cookie', cookie])
  return lines
}

function refererOf(initiator: string, target: string): string | null {
  const [from, to] = [new URL(initiator), new URL(target)]
  if (from.protocol === 'https:' && to.protocol !== 'https:') return null
  return from.origin === to.origin ? from.href.slice(0, from.href.length - from.hash.length) : `${from.origin}/`
}
