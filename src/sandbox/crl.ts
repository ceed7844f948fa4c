import 'reflect-metadata'
import { createServer } from 'node:http'
import * as x509 from '@peculiar/x509'
import { type CertifiedKey, createAuthority, issueServerCertificate } from './certificates.ts'
import type { Credentials } from './credentials.ts'
import type { Strict } from './strict.ts'

const hourMs = 3_600_000
const names = { dns: ['localhost'], ip: ['127.0.0.1'] }

/** A CA that publishes a revocation list, and a server certificate that says where. */
export interface ServedCrl {
  readonly server: CertifiedKey
  close(): Promise<void>
}

async function list(credentials: Credentials, revoked: string, strict: Strict, now: number): Promise<Buffer> {
  const { serverAuthority } = credentials
  // Defect: somebody else signs in the name of the CA.
  const signer = strict('crl-signature') ? serverAuthority : await createAuthority('Assay Sandbox CA', now)
  const crl = await x509.X509CrlGenerator.create({
    issuer: serverAuthority.subject,
    thisUpdate: new Date(now - 2 * hourMs),
    nextUpdate: new Date(now + (strict('crl-stale') ? 24 : -1) * hourMs),
    entries: [
      { serialNumber: '0102030405', revocationDate: new Date(now - 2 * hourMs), reason: x509.X509CrlReason.superseded },
      ...(strict('crl-revoked') ? [] : [{ serialNumber: revoked, revocationDate: new Date(now - hourMs) }]),
    ],
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    signingKey: signer.keys.privateKey,
  })
  return Buffer.from(crl.rawData)
}

/** Serves the CRL of the server's CA in clear text, as CRLs are (RFC 5280 section 8). */
export async function serveCrl(credentials: Credentials, strict: Strict, now: number): Promise<ServedCrl> {
  let bytes: Uint8Array = Buffer.alloc(0)
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/pkix-crl' }).end(bytes)
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(0, '127.0.0.1', resolve)
  })
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}/ca.crl`
  const server = await issueServerCertificate(credentials.serverAuthority, names, now, undefined, [url])
  bytes = await list(credentials, new x509.X509Certificate(server.cert).serialNumber, strict, now)
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}
