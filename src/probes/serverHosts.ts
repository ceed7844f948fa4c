import type { Attribution } from '../checks/types.ts'
import type { ProbeContext } from './types.ts'

/** A URL that the target offers, and who calls it: a user's browser or a client program. */
export interface OfferedUrl {
  /** Where it was found: the metadata member, `issuer`, or `resource`. */
  readonly name: string
  readonly url: string
  readonly caller: 'browser' | 'client'
  readonly owner: Extract<Attribution, 'as' | 'rs'>
}

/** One host and port with everything that is offered there. */
export interface ServerHost {
  readonly host: string
  readonly port: number
  /** `host:port`, for messages. */
  readonly name: string
  readonly urls: readonly OfferedUrl[]
  readonly owner: Extract<Attribution, 'as' | 'rs'>
}

/** Members of the metadata that name places a browser is sent to; every other endpoint is called by clients. */
const browserMembers = new Set(['authorization_endpoint', 'end_session_endpoint', 'check_session_iframe'])

const isUrl = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)

function fromObject(found: Readonly<Record<string, unknown>>, prefix: string): OfferedUrl[] {
  return Object.entries(found)
    .filter(([member]) => member.endsWith('_endpoint') || member === 'jwks_uri' || browserMembers.has(member))
    .filter((entry): entry is [string, string] => isUrl(entry[1]))
    .map(([member, url]) => ({
      name: `${prefix}${member}`,
      url,
      caller: browserMembers.has(member) ? 'browser' : 'client',
      owner: 'as',
    }))
}

/** Every URL of the metadata (aliases for mutual TLS included), the issuer's own host and the protected resource. */
export function offeredUrls({
  metadata,
  target,
  variant,
}: Pick<ProbeContext, 'metadata' | 'target' | 'variant'>): OfferedUrl[] {
  const aliases = metadata.mtls_endpoint_aliases
  const all: OfferedUrl[] = [
    { name: 'issuer', url: target.issuer, caller: 'client', owner: 'as' },
    ...fromObject(metadata, ''),
    ...(typeof aliases === 'object' && aliases !== null ? fromObject({ ...aliases }, 'mtls_endpoint_aliases.') : []),
    { name: 'resource', url: variant.resource.url, caller: 'client', owner: 'rs' },
  ]
  return all.filter(({ url }) => isUrl(url))
}

const defaultPorts: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 }

/** Host and port of a URL; brackets of literal IPv6 addresses are left off. */
export function addressOf(url: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (defaultPorts[protocol] ?? 443) : Number(port) }
}

/** The https hosts that offer something to this caller (or to anybody), each once, in the order they were found. */
export function serverHosts(
  context: Pick<ProbeContext, 'metadata' | 'target' | 'variant'>,
  caller?: OfferedUrl['caller'],
): ServerHost[] {
  const byName = new Map<string, OfferedUrl[]>()
  for (const offered of offeredUrls(context)) {
    if (!/^https:/i.test(offered.url)) continue
    const { host, port } = addressOf(offered.url)
    const name = `${host.includes(':') ? `[${host}]` : host}:${port}`
    byName.set(name, [...(byName.get(name) ?? []), offered])
  }
  return [...byName]
    .filter(([, urls]) => caller === undefined || urls.some((offered) => offered.caller === caller))
    .map(([name, urls]) => ({
      ...addressOf(urls[0]?.url ?? ''),
      name,
      urls,
      owner: urls.every(({ owner }) => owner === 'rs') ? 'rs' : 'as',
    }))
}
