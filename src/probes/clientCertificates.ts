import { X509Certificate } from 'node:crypto'
import type { Answer } from '../checks/types.ts'
import type { Limits } from '../profile/types.ts'
import type { Probe, ProbeContext } from './types.ts'

const DAY_MS = 86_400_000

const days = (ms: number): string => `${Math.floor(ms / DAY_MS)} days`

/** Certificates of the clients that this variant uses, by the name of the client. */
function certificatesOf({
  variant,
}: ProbeContext): readonly { readonly name: string; readonly certificate: X509Certificate }[] {
  const { client_auth, sender_constraint } = variant.variant
  if (client_auth === 'private_key_jwt' && sender_constraint !== 'mtls') return []
  return Object.values(variant.clients).flatMap(({ name, tls }) =>
    tls === null ? [] : [{ name, certificate: new X509Certificate(tls.cert) }],
  )
}

/** A question about every client certificate, with the limit in ms. A fault is one of the configuration, not of a server. */
const ofClientCertificates =
  (limit: keyof Limits, question: (certificate: X509Certificate, limitMs: number, now: number) => Answer): Probe =>
  async (context) => {
    const limitS = context.profile?.limits[limit] ?? null
    if (limitS === null) return [{ kind: 'not-applicable', reason: 'the profile sets no such limit' }]
    const found = certificatesOf(context)
    if (found.length === 0) return [{ kind: 'not-applicable', reason: 'this variant uses no client certificate' }]
    return found.map(({ name, certificate }): Answer => {
      const answer = question(certificate, limitS * 1000, context.now())
      return 'observed' in answer ? { ...answer, observed: `the certificate of ${name} ${answer.observed}` } : answer
    })
  }

const says = (ok: boolean, expected: string, observed: string): Answer =>
  ok ? { kind: 'yes', expected, observed } : { kind: 'no', expected, observed, attributed: 'config' }

/** `limits: client_certificate_validity`. */
export const clientCertificateValidity: Probe = ofClientCertificates(
  'clientCertificateValidityS',
  ({ validFromDate, validToDate }, limitMs) => {
    const spanMs = validToDate.getTime() - validFromDate.getTime()
    return says(spanMs <= limitMs, `certificates for ${days(limitMs)} at most`, `is for ${days(spanMs)}`)
  },
)

/** `limits: client_certificate_remaining`. */
export const clientCertificateRemaining: Probe = ofClientCertificates(
  'clientCertificateRemainingS',
  ({ validToDate }, limitMs, now) => {
    const leftMs = validToDate.getTime() - now
    const expected = `certificates that hold for ${days(limitMs)} more at least`
    return says(leftMs >= limitMs, expected, `ends in ${days(leftMs)}, on ${validToDate.toISOString().slice(0, 10)}`)
  },
)
