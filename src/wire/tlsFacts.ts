import { X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { CertificateFacts, TlsFacts } from './types.ts'

/**
 * The certificates the server sent, its own first, up to a root. Read through the older of node's two calls: the newer
 * one, when it comes first, leaves node's own check of the host name without the names (seen with node 24).
 */
export function peerCertificates(socket: TLSSocket): X509Certificate[] {
  const found: X509Certificate[] = []
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  // A root is its own issuer; the bound is for chains that run in circles.
  while (next?.raw && found.length < 10) {
    found.push(new X509Certificate(next.raw))
    next = next.issuerCertificate?.fingerprint256 === next.fingerprint256 ? undefined : next.issuerCertificate
  }
  return found
}

/** Facts of a TLS connection; call once the handshake is through. */
export function tlsFacts(
  socket: TLSSocket,
  clientFingerprint256: string | null,
  factsOf: (certificate: X509Certificate) => CertificateFacts,
): TlsFacts {
  const [certificate] = peerCertificates(socket)
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    // Typed as always there, but absent once the connection is gone.
    cipher: socket.getCipher()?.standardName ?? 'unknown',
    peerCertificate: certificate ? factsOf(certificate) : null,
    clientFingerprint256,
  }
}
