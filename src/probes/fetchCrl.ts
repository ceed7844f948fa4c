import { X509Certificate } from 'node:crypto'
import { fetchFromCa, httpUrls } from './fetchFromCa.ts'
import type { RevocationStatement } from './revocationTypes.ts'
import type { ProbeContext } from './types.ts'

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
  const names = points.flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? [])
  return httpUrls(names.map(({ uniformResourceIdentifier: url }) => url))
}

const hexOf = (serialNumber: string): string => serialNumber.toLowerCase().replace(/^0+/, '')

/**
 * What a CRL in DER or PEM says of a certificate.
 * @param bytes as Latin-1 text
 * @param pem the certificate
 * @throws Error if it is no CRL
 */
export async function readCrl(bytes: string, pem: string, name: string): Promise<RevocationStatement> {
  const { X509Crl, X509Certificate: Certificate } = await x509()
  const crl = new X509Crl(bytes.includes('-----BEGIN') ? bytes : Buffer.from(bytes, 'latin1'))
  const serialNumber = hexOf(new X509Certificate(pem).serialNumber)
  // Taken off a delta list again; on a whole one it does not stand (section 5.3.1).
  const removed = 8
  return {
    name,
    thisUpdate: crl.thisUpdate,
    nextUpdate: crl.nextUpdate ?? null,
    revoked: crl.entries.some((entry) => entry.reason !== removed && hexOf(entry.serialNumber) === serialNumber),
    isBy: async (issuer) => {
      try {
        return await crl.verify({ publicKey: new Certificate(issuer) })
      } catch {
        return false
      }
    },
  }
}

/** Fetches a CRL and looks a certificate up. @returns what is wrong as text */
export async function fetchCrl(
  context: Pick<ProbeContext, 'wire' | 'label'>,
  url: string,
  pem: string,
): Promise<RevocationStatement | string> {
  const answer = await fetchFromCa(context, 'crl', { url, accept: 'application/pkix-crl' })
  if ('problem' in answer) return answer.problem
  try {
    return await readCrl(answer.bytes, pem, `the CRL at ${url}`)
  } catch {
    return `${url}: no certificate revocation list`
  }
}
