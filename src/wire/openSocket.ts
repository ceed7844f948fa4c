import { connect, isIP, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import type { Credential } from './identities.ts'

/** Starts a TCP connection, or a TLS one with the certificate and host name checked. */
export function openSocket(
  address: { readonly host: string; readonly port: number },
  credential: Credential | null,
): Socket {
  if (credential === null) return connect(address)
  return tlsConnect({
    ...address,
    secureContext: credential.context,
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
    // RFC 6066 section 3: no literal addresses in SNI.
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
  })
}
