import type { TlsIdentity } from './types.ts'

/** A document that this process serves for somebody else to fetch. */
export interface ServedDocument {
  /** Replaces the text; later requests get the new one. */
  set(text: string): void
  /** Times of the requests so far, epoch ms. */
  readonly fetched: readonly number[]
  close(): Promise<void>
}

/**
 * Serves one JSON document at exactly this URL, for as long as a drill needs it: the `jwks_uri` of a client.
 * @param url host, port and path; the host must be an address of this machine
 * @param tls certificate for an https URL
 * @param now Unix epoch in ms
 * @throws Error if the port is in use or the certificate cannot be used
 */
export async function serveDocument(
  url: string,
  tls: TlsIdentity | null,
  text: string,
  now: () => number,
): Promise<ServedDocument> {
  const { hostname, port, pathname } = new URL(url)
  let current = text
  const fetched: number[] = []
  // Node loads a client of its own with these: a run without drills does not wait for it.
  const server =
    tls === null
      ? (await import('node:http')).createServer()
      : (await import('node:https')).createServer({ cert: tls.cert, key: tls.key })
  server.on('request', (request, response) => {
    const found = request.method === 'GET' && request.url?.split('?')[0] === pathname
    if (found) fetched.push(now())
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(found ? current : '{}')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(port), hostname.replace(/^\[|\]$/g, ''), resolve)
  })
  return {
    set: (next) => {
      current = next
    },
    fetched,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
