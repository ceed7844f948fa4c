import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createCa } from '../support/pki.ts'

export interface MetadataServer {
  readonly issuer: string
  /** PEM of the CA that signed its certificate. */
  readonly ca: string
  close(): Promise<void>
}

/** A TLS server that serves these metadata at the OpenID location, everything else as 404. */
export async function serveMetadata(metadata: (issuer: string) => unknown): Promise<MetadataServer> {
  const authority = await createCa()
  const { cert, key } = await authority.issue()
  const server = createServer({ cert, key }, (request, response) => {
    const found = request.url === '/op/.well-known/openid-configuration'
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(found ? JSON.stringify(metadata(issuer())) : '{}')
  })
  const issuer = (): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}/op`
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    issuer: issuer(),
    ca: authority.ca,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
