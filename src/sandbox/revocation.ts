import 'reflect-metadata'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as x509 from '@peculiar/x509'
import { type CertifiedKey, createAuthority, issueServerCertificate } from './certificates.ts'
import type { Credentials } from './credentials.ts'
import { createOcspResponder } from './ocspResponder.ts'
import type { Strict } from './strict.ts'

const hourMs = 3_600_000
const names = { dns: ['localhost'], ip: ['127.0.0.1'] }
/** Of an OCSP request about one certificate, in octets. */
const longestRequest = 10_000

/** A CA that says which certificates it took back, and a server certificate that says where. */
export interface ServedRevocation {
  readonly server: CertifiedKey
  close(): Promise<void>
}

async function list({ serverAuthority }: Credentials, revoked: string, strict: Strict, now: number): Promise<Buffer> {
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

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestRequest) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Serves the CRL of the server's CA, and its OCSP responder, in clear text, as they are (RFC 5280 section 8). */
export async function serveRevocation(
  credentials: Credentials,
  strict: Strict,
  now: number,
): Promise<ServedRevocation> {
  let crl: Uint8Array = Buffer.alloc(0)
  const respond = await createOcspResponder(credentials.serverAuthority, strict, now)
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'POST') {
      const told = await respond(await bodyOf(request))
      response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(told)
    } else response.writeHead(200, { 'content-type': 'application/pkix-crl' }).end(crl)
  }
  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(0, '127.0.0.1', resolve)
  })
  const address = http.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const places = { crl: `${origin}/ca.crl`, ocsp: `${origin}/ocsp` }
  const server = await issueServerCertificate(credentials.serverAuthority, names, now, undefined, places)
  crl = await list(credentials, new x509.X509Certificate(server.cert).serialNumber, strict, now)
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}
