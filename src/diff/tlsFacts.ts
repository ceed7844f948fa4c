import type { RecordedRun } from '../evidence/types.ts'
import type { CertificateFacts } from '../wire/types.ts'
import { honestAnswers } from './readAnswers.ts'
import type { Fact, Naming } from './types.ts'

type Told = readonly (readonly [name: string, value: (certificate: CertificateFacts) => string])[]

/** What the certificate is like. */
const LIKE: Told = [
  ['key', ({ keyType, keyBits }) => `${keyType ?? 'unknown'} ${keyBits ?? ''}`.trim()],
  ['signature', ({ signatureAlgorithm }) => signatureAlgorithm ?? 'unknown'],
]

/** Which certificate it is. */
const WHICH: Told = [
  ['fingerprint', ({ fingerprint256 }) => fingerprint256],
  ['subject', ({ subject }) => subject.replaceAll('\n', ', ')],
  ['issuer', ({ issuer }) => issuer.replaceAll('\n', ', ')],
  ['valid until', ({ validTo }) => validTo],
]

/** What the honest flow agreed on with each host, and the certificate it was shown last. */
export function tlsFacts(run: RecordedRun, { host, identities }: Naming): Fact[] {
  const hosts = Map.groupBy(honestAnswers(run), ({ request }) => host(request.url))
  return [...hosts].flatMap(([name, exchanges]) => {
    const fact = (what: string, value: string): Fact => ({ area: 'tls', where: `${name} ${what}`, value })
    const agreed = new Set(exchanges.flatMap(({ tls }) => (tls === null ? [] : `${tls.protocol} ${tls.cipher}`)))
    const certificate = exchanges.findLast(({ tls }) => tls?.peerCertificate)?.tls?.peerCertificate ?? null
    const told = certificate === null ? [] : identities ? [...LIKE, ...WHICH] : LIKE
    return [
      ...[...agreed].map((one) => fact(`agrees on ${one}`, 'seen')),
      ...told.map(([what, value]) => fact(`certificate ${what}`, value(certificate as CertificateFacts))),
    ]
  })
}
