import type { X509Certificate } from 'node:crypto'
import { certificateThumbprint } from './certificateThumbprint.ts'
import type { SandboxClient } from './credentials.ts'
import { invalidClient } from './refusal.ts'
import type { Rule } from './rules.ts'

/** Everything the TLS client authentication rules look at. */
export interface CertificateFacts {
  readonly client: SandboxClient
  readonly certificate: X509Certificate | null
  /** The CA that issues certificates to the sandbox's clients. */
  readonly authority: X509Certificate
  /** Unix s. */
  readonly now: number
}

const clientAuth = '1.3.6.1.5.5.7.3.2'
const isPki = (client: SandboxClient) => client.clientAuth === 'tls_client_auth'

/** RFC 8705 section 2, both methods. */
export const certificateRules: readonly Rule<CertificateFacts>[] = [
  {
    id: 'certificate-missing',
    refuse: ({ certificate }) => (certificate === null ? invalidClient('no client certificate was presented') : null),
  },
  {
    id: 'certificate-chain',
    refuse: ({ client, certificate, authority }) =>
      certificate === null || !isPki(client) || isIssuedBy(certificate, authority)
        ? null
        : invalidClient('the client certificate is not issued by a trusted CA'),
  },
  {
    id: 'certificate-validity',
    refuse: ({ certificate, now }) =>
      certificate === null ||
      (certificate.validFromDate.getTime() <= now * 1000 && now * 1000 <= certificate.validToDate.getTime())
        ? null
        : invalidClient('the client certificate is expired or not yet valid'),
  },
  {
    id: 'certificate-subject',
    refuse: ({ client, certificate }) =>
      certificate === null || !isPki(client) || sameName(certificate.subject, client.subjectDn ?? '')
        ? null
        : invalidClient('the subject of the client certificate is not the registered one'),
  },
  {
    id: 'certificate-registered',
    refuse: ({ client, certificate }) =>
      certificate === null || isPki(client) || certificateThumbprint(certificate) === client.certThumbprint
        ? null
        : invalidClient('the client certificate is not registered for this client'),
  },
]

/** The sandbox issues directly from its root, so the chain is one step. */
function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  const uses: readonly string[] = certificate.keyUsage ?? []
  return (
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey) &&
    !certificate.ca &&
    (uses.length === 0 || uses.includes(clientAuth))
  )
}

/** Compares node's one-per-line form with an RFC 4514 string; the order of the parts differs between the two. */
function sameName(subject: string, registered: string): boolean {
  const parts = (text: string, separator: string) => text.split(separator).sort().join('\n')
  return parts(subject, '\n') === parts(registered, ',')
}
