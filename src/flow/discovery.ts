import type { Target } from '../profile/types.ts'
import type { Exchange, ExchangeLabel, Wire } from '../wire/types.ts'
import { readJson } from './readJson.ts'
import type { ServerFacts } from './session.ts'

/** The two places where metadata may be: RFC 8414 section 3.1 inserts the path, OpenID Discovery section 4 appends it. */
export function wellKnownUrls(issuer: string): { openid: string; oauth: string } {
  const url = new URL(issuer)
  const path = url.pathname.replace(/\/$/, '')
  return {
    openid: `${url.origin}${path}/.well-known/openid-configuration`,
    oauth: `${url.origin}/.well-known/oauth-authorization-server${path}`,
  }
}

/** Discovery failed: what was asked, and what came instead. */
export interface DiscoveryFailure {
  readonly message: string
  readonly exchanges: readonly Exchange[]
}

const isFailure = (exchange: Exchange): boolean => exchange.response?.status !== 200 || readJson(exchange) === null

function describe(exchange: Exchange): string {
  if (exchange.error) return exchange.error.message
  const { status = 0, body = '' } = exchange.response ?? {}
  if (status >= 300 && status < 400)
    return `it answered ${status}, a redirect; metadata is served directly (RFC 8414 section 3.2)`
  if (status !== 200) return `it answered ${status}`
  const start = body.trimStart().slice(0, 40)
  return start.startsWith('<')
    ? 'it answered HTML instead of JSON'
    : `its body is not one JSON object: ${JSON.stringify(start)}`
}

/**
 * Fetches the metadata from both well-known locations (the one that fits first) and the JWK set, once per run.
 * Never follows redirects. A missing second location is left to the checks.
 */
export async function discover(
  wire: Wire,
  target: Pick<Target, 'issuer'>,
  openid: boolean,
  label: (step: string) => ExchangeLabel,
): Promise<ServerFacts | DiscoveryFailure> {
  const { openid: oidcUrl, oauth: oauthUrl } = wellKnownUrls(target.issuer)
  const urls = openid ? [oidcUrl, oauthUrl] : [oauthUrl, oidcUrl]
  const headers = [['accept', 'application/json']] as const
  const found = await Promise.all(urls.map((url) => wire.send({ method: 'GET', url, headers }, label('discovery'))))
  const good = found.filter((exchange) => !isFailure(exchange))
  const chosen = good[0]
  const metadata = chosen && readJson(chosen)
  if (!metadata) {
    const tried = found.map((exchange) => `${exchange.request.url}: ${describe(exchange)}`)
    return { message: `no metadata of issuer ${target.issuer}. ${tried.join('; ')}`, exchanges: found }
  }
  const jwksUri = metadata.jwks_uri
  const keys =
    typeof jwksUri === 'string' ? await wire.send({ method: 'GET', url: jwksUri, headers }, label('jwks')) : null
  const set = keys && readJson(keys)
  return {
    metadata,
    jwks: Array.isArray(set?.keys) ? set.keys : null,
    // The exchange that counts stands last.
    exchanges: {
      discovery: [...found.filter((exchange) => exchange !== chosen), chosen],
      ...(keys ? { jwks: [keys] } : {}),
    },
  }
}
