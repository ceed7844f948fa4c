import { X509Certificate } from 'node:crypto'
import type { ProbeContext } from './types.ts'

/** A certificate revocation list (RFC 5280 section 5) as far as it is asked about. */
export interface Crl {
  readonly thisUpdate: Date
  /** null: it does not say when the next one comes. */
  readonly nextUpdate: Date | null
  /** True if a certificate of that serial number (hex) is on it and not taken off again. */
  revokes(serialNumber: string): boolean
  /** True if it is signed with the key of that CA (PEM). */
  isSignedBy(pem: string): Promise<boolean>
}

/** The library for more than node's crypto knows of certificates; loaded by runs that need it only. */
async function x509() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

/** DER of the object identifier of the extension, 2.5.29.31: most certificates lack it, and the library takes its time. */
const extensionId = Buffer.from('0603551d1f', 'hex')

/** http and https URLs at which the certificate says that its CRL is (RFC 5280 section 4.2.1.13). */
export async function crlUrls(pem: string): Promise<readonly string[]> {
  if (!new X509Certificate(pem).raw.includes(extensionId)) return []
  const { X509Certificate: Certificate, CRLDistributionPointsExtension } = await x509()
  const extension = new Certificate(pem).getExtension(CRLDistributionPointsExtension)
  const points = extension?.distributionPoints ?? []
  return points
    .flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? [])
    .map(({ uniformResourceIdentifier: url }) => url)
    .filter((url): url is string => url !== undefined && /^https?:\/\//i.test(url) && URL.canParse(url))
}

/** URLs of OCSP responders (RFC 6960 section 3.1). */
export function ocspUrls(pem: string): readonly string[] {
  const { infoAccess = '' } = new X509Certificate(pem)
  return [...infoAccess.matchAll(/^OCSP - URI:(\S+)$/gm)].flatMap(([, url]) => url ?? [])
}

const hexOf = (serialNumber: string): string => serialNumber.toLowerCase().replace(/^0+/, '')

/** Reads a CRL in DER or PEM. @param bytes as Latin-1 text @throws if it is none */
export async function readCrl(bytes: string): Promise<Crl> {
  const { X509Crl, X509Certificate: Certificate } = await x509()
  const isPem = bytes.includes('-----BEGIN')
  const crl = new X509Crl(isPem ? bytes : Buffer.from(bytes, 'latin1'))
  // Taken off a delta list again; on a whole one it does not stand (section 5.3.1).
  const removed = 8
  const revoked = new Set(
    crl.entries.filter(({ reason }) => reason !== removed).map((entry) => hexOf(entry.serialNumber)),
  )
  return {
    thisUpdate: crl.thisUpdate,
    nextUpdate: crl.nextUpdate ?? null,
    revokes: (serialNumber) => revoked.has(hexOf(serialNumber)),
    isSignedBy: async (pem) => {
      try {
        return await crl.verify({ publicKey: new Certificate(pem) })
      } catch {
        return false
      }
    },
  }
}

/** Body of an HTTP/1.0 answer; null unless it is a success. */
function bodyOf(received: string): string | null {
  const end = received.indexOf('\r\n\r\n')
  return end > 0 && /^HTTP\/1\.[01] 200 /.test(received) ? received.slice(end + 4) : null
}

/**
 * Fetches a CRL. By raw bytes, because it is none of the text that the wire otherwise carries.
 * @returns what is wrong as text
 */
export async function fetchCrl(
  { wire, label }: Pick<ProbeContext, 'wire' | 'label'>,
  url: string,
): Promise<Crl | string> {
  const { protocol, hostname, port, pathname, search, host } = new URL(url)
  const tls = protocol === 'https:'
  // HTTP/1.0: the end of the connection is the end of the list, no chunks.
  const bytes = `GET ${pathname}${search} HTTP/1.0\r\nHost: ${host}\r\nAccept: application/pkix-crl\r\nConnection: close\r\n\r\n`
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (tls ? 443 : 80) }
  const { received, error } = await wire.raw({ ...address, tls, bytes }, label('crl'))
  const body = bodyOf(received)
  if (body === null) return `${url}: ${error?.message ?? (received.split('\r\n')[0] || 'no answer')}`
  try {
    return await readCrl(body)
  } catch {
    return `${url}: no certificate revocation list`
  }
}
