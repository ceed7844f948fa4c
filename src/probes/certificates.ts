import type { Answer } from '../checks/types.ts'
import type { CertificateFacts, TlsProbeRequest, TlsProbeResult } from '../wire/types.ts'
import { certificateNames } from './certificateNames.ts'
import { forEachHost, handshake, unreachable } from './handshakes.ts'
import { identityOf } from './identityOf.ts'
import type { ServerHost } from './serverHosts.ts'
import type { Probe } from './types.ts'

/** A server may hold an RSA and an ECDSA certificate; TLS 1.2 suites tell it which one is wanted, small curves too. */
const wanted: readonly Omit<TlsProbeRequest, 'host' | 'port'>[] = [
  {},
  { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE+aRSA' },
  { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE+aECDSA', groups: 'P-256:P-384:P-521:P-224:P-192' },
]

type Judge = (
  certificate: CertificateFacts,
  result: TlsProbeResult,
  host: ServerHost,
) => (Pick<Extract<Answer, { kind: 'yes' }>, 'expected' | 'observed'> & { readonly ok: boolean }) | null

/** Asks of every different certificate that a host shows; `judge` gives null where the question does not arise. */
const ofCertificates = (judge: Judge, otherwise: string): Probe =>
  forEachHost(async (context, host) => {
    const identity = identityOf(context)
    const results = await Promise.all(
      wanted.map((request) => handshake(context, host, { ...request, ...(identity ? { identity } : {}) })),
    )
    const shown = new Map(
      results.flatMap((result) =>
        result.certificate
          ? [[result.certificate.fingerprint256, { result, certificate: result.certificate }] as const]
          : [],
      ),
    )
    const [usual] = results
    if (shown.size === 0)
      return usual?.outcome === 'unreachable'
        ? unreachable(host, usual)
        : { kind: 'unknown', reason: `${host.name} showed no certificate: ${usual?.detail}`, attributed: host.owner }
    const judged = [...shown.values()].flatMap(({ certificate, result }) => judge(certificate, result, host) ?? [])
    const first = judged.find(({ ok }) => !ok) ?? judged[0]
    if (!first) return { kind: 'not-applicable', reason: `${host.name} ${otherwise}` }
    return {
      kind: first.ok ? 'yes' : 'no',
      expected: first.expected,
      observed: `${host.name}: ${first.observed}`,
      attributed: host.owner,
    }
  })

/** node prints names one attribute a line. */
const oneLine = (name: string): string => name.replaceAll('\n', ', ')

const minRsaBits = 2048
const minCurveBits = 224

const keyOf = ({ keyType, keyBits }: CertificateFacts): string =>
  `${keyType ?? 'unknown'} key of ${keyBits ?? 'unknown'} bits`

/** FAPI 2.0 Security Profile 5.4.1-2. */
export const rsaCertificateKeySize: Probe = ofCertificates((certificate) => {
  if (!certificate.keyType?.startsWith('RSA')) return null
  return {
    ok: (certificate.keyBits ?? 0) >= minRsaBits,
    expected: `RSA keys of ${minRsaBits} bits or more`,
    observed: keyOf(certificate),
  }
}, 'has no RSA certificate')

/** FAPI 2.0 Security Profile 5.4.1-3. */
export const ecCertificateKeySize: Probe = ofCertificates((certificate) => {
  if (certificate.keyType !== 'EC') return null
  return {
    ok: (certificate.keyBits ?? 0) >= minCurveBits,
    expected: `elliptic curve keys of ${minCurveBits} bits or more`,
    observed: keyOf(certificate),
  }
}, 'has no elliptic curve certificate')

/** RFC 9325 section 4.5; roots are trusted for what they are, not for their signature. */
export const certificateSignature: Probe = ofCertificates((certificate, { chain = [] }) => {
  const signed = [certificate, ...chain].filter(({ subject, issuer }, i) => i === 0 || subject !== issuer)
  const weak = signed.find(
    ({ signatureAlgorithm }) => signatureAlgorithm === null || /md\d|sha-?1(?!\d)/i.test(signatureAlgorithm),
  )
  const names = [...new Set(signed.map(({ signatureAlgorithm }) => signatureAlgorithm ?? 'unknown'))].join(', ')
  return {
    ok: !weak,
    expected: 'certificates signed with SHA-256 or better',
    observed: weak
      ? `"${oneLine(weak.subject)}" is signed with ${weak.signatureAlgorithm ?? 'an unknown algorithm'}`
      : `signed with ${names}`,
  }
}, 'showed no certificate')

/** RFC 9525 section 4.1: the name stands in subjectAltName, the common name counts for nothing. */
export const certificateNamesHost: Probe = ofCertificates((certificate, _, { host }) => {
  const names = certificate.subjectAltName ?? 'no subjectAltName'
  return {
    ok: certificateNames(certificate.subjectAltName, host),
    expected: `"${host}" in subjectAltName`,
    observed: names,
  }
}, 'showed no certificate')

/** A client that checks as FAPI 2.0 Security Profile 5.2.1 demands can connect: trusted, right name, in time. */
export const certificateIsValid: Probe = ofCertificates((certificate, { certificateFault }) => {
  const until = `issued by "${oneLine(certificate.issuer)}", valid from ${certificate.validFrom} to ${certificate.validTo}`
  return {
    ok: !certificateFault,
    expected: 'a certificate that is trusted, names the host and is valid now',
    observed: certificateFault ? `${certificateFault.message}; ${until}` : until,
  }
}, 'showed no certificate')

const DAY_S = 86_400

/** `limits: server_certificate_validity` of the profile. */
export const serverCertificateValidity: Probe = async (context) => {
  const limitS = context.profile?.limits.serverCertificateValidityS ?? null
  if (limitS === null) return [{ kind: 'not-applicable', reason: 'the profile sets no such limit' }]
  const days = (seconds: number): string => `${Math.floor(seconds / DAY_S)} days`
  const probe = ofCertificates(({ validFrom, validTo }) => {
    const spanS = (Date.parse(validTo) - Date.parse(validFrom)) / 1000
    return {
      ok: spanS <= limitS,
      expected: `server certificates for ${days(limitS)} at most`,
      observed: `valid for ${days(spanS)}, from ${validFrom} to ${validTo}`,
    }
  }, 'showed no certificate')
  return probe(context)
}
