import type { HeaderLines } from '../wire/types.ts'

/** A request of a page that waits for its answer (Chrome DevTools Protocol, `Fetch.requestPaused`). */
export interface PausedRequest {
  readonly requestId: string
  readonly frameId: string
  readonly resourceType: string
  /** Set if the request follows a redirect. */
  readonly redirectedRequestId?: string
  readonly request: {
    readonly url: string
    readonly urlFragment?: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly postData?: string
    readonly postDataEntries?: readonly { readonly bytes?: string }[]
  }
}

const NOT_TEXT = new Set([
  'Image',
  'Font',
  'Media',
  'TextTrack',
  'Manifest',
  'Ping',
  'CSPViolationReport',
  'SignedExchange',
])
const WIRE_ADDS = new Set(['host', 'connection', 'content-length', 'accept-encoding'])

/** URL with its fragment. */
export function urlOf({ request }: PausedRequest): string {
  return `${request.url}${request.urlFragment ?? ''}`
}

/** The page itself or a frame in it moves to another address. */
export function isNavigation({ resourceType }: PausedRequest): boolean {
  return resourceType === 'Document'
}

/** Streams have no end that could be recorded. */
export function isStream({ request, resourceType }: PausedRequest): boolean {
  return resourceType === 'EventSource' || headerValue(request.headers, 'accept') === 'text/event-stream'
}

/** Pictures and the like, which the wire could not carry and nobody has to see; reports that nobody waits for. */
export function isNotText({ request, resourceType }: PausedRequest): boolean {
  const icon = resourceType === 'Other' && headerValue(request.headers, 'accept').startsWith('image/')
  return NOT_TEXT.has(resourceType) || icon
}

/** Text of the body, null without one. */
export function bodyOf({ request }: PausedRequest): string | null {
  const entries = request.postDataEntries ?? []
  const parts = entries.flatMap(({ bytes }) => (bytes === undefined ? [] : [Buffer.from(bytes, 'base64')]))
  return parts.length > 0 ? Buffer.concat(parts).toString('utf8') : (request.postData ?? null)
}

/** Media type of the body, '' without one. */
export function bodyType({ request }: PausedRequest): string {
  return headerValue(request.headers, 'content-type')
}

/** The header lines as the browser has made them, without those that the wire adds. */
export function headerLines({ request }: PausedRequest): HeaderLines {
  return Object.entries(request.headers).filter(([name]) => !WIRE_ADDS.has(name.toLowerCase()))
}

function headerValue(headers: Readonly<Record<string, string>>, wanted: string): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
}
