import { createHash, type X509Certificate } from 'node:crypto'

/** base64url SHA-256 of the DER certificate, the `x5t#S256` of RFC 8705 section 3.1. */
export function certificateThumbprint(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64url')
}
