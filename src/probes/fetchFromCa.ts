import type { ProbeContext } from './types.ts'

/** Body of an HTTP/1.0 answer; null unless it is a success. */
function bodyOf(received: string): string | null {
  const end = received.indexOf('\r\n\r\n')
  return end > 0 && /^HTTP\/1\.[01] 200 /.test(received) ? received.slice(end + 4) : null
}

interface Wanted {
  readonly url: string
  /** Media type of the answer. */
  readonly accept: string
  /** Sent by POST; absent: GET. As Latin-1 text. */
  readonly body?: { readonly type: string; readonly bytes: string }
}

/**
 * Asks what a CA publishes. By raw bytes, because it is none of the text that the wire otherwise carries.
 * @returns the bytes as Latin-1 text, or what is wrong
 */
export async function fetchFromCa(
  { wire, label }: Pick<ProbeContext, 'wire' | 'label'>,
  step: string,
  { url, accept, body }: Wanted,
): Promise<{ readonly bytes: string } | { readonly problem: string }> {
  const { protocol, hostname, port, pathname, search, host } = new URL(url)
  const tls = protocol === 'https:'
  // HTTP/1.0: the end of the connection is the end of the answer, no chunks.
  const lines = [
    `${body === undefined ? 'GET' : 'POST'} ${pathname}${search} HTTP/1.0`,
    `Host: ${host}`,
    `Accept: ${accept}`,
    ...(body === undefined ? [] : [`Content-Type: ${body.type}`, `Content-Length: ${body.bytes.length}`]),
    'Connection: close',
  ]
  const bytes = `${lines.join('\r\n')}\r\n\r\n${body?.bytes ?? ''}`
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (tls ? 443 : 80) }
  const { received, error } = await wire.raw({ ...address, tls, bytes }, label(step))
  const found = bodyOf(received)
  if (found !== null) return { bytes: found }
  return { problem: `${url}: ${error?.message ?? (received.split('\r\n')[0] || 'no answer')}` }
}

const isHttp = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url)

/** Those that can be asked: http and https. */
export const httpUrls = (urls: readonly (string | undefined)[]): readonly string[] =>
  urls.filter((url): url is string => url !== undefined && isHttp(url))
