import { X509Certificate } from 'node:crypto'
import type { Answer, Attribution } from '../checks/types.ts'
import type { CertificateFacts } from '../wire/types.ts'
import { type Crl, crlUrls, fetchCrl, ocspUrls } from './fetchCrl.ts'
import { handshake } from './handshakes.ts'
import { identityOf } from './identityOf.ts'
import { serverHosts } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

/** A certificate in use, and whose it is. */
interface InUse {
  readonly name: string
  readonly pem: string
  /** Certificates that may have issued it, PEM. */
  readonly authorities: readonly string[]
  readonly owner: Attribution
}

/** Distinct certificates of the hosts, each once. */
async function serverCertificates(context: ProbeContext): Promise<readonly (InUse | Answer)[]> {
  const identity = identityOf(context)
  const seen = new Set<string>()
  const found: (InUse | Answer)[] = []
  for (const host of serverHosts(context)) {
    const { certificate, chain = [], detail } = await handshake(context, host, identity ? { identity } : {})
    if (certificate === null) found.push({ kind: 'unknown', reason: `${host.name}: ${detail}`, attributed: 'network' })
    else if (!seen.has(certificate.fingerprint256)) {
      seen.add(certificate.fingerprint256)
      const above = chain.map(({ pem }: CertificateFacts) => pem)
      const authorities = [...above, ...context.target.ca]
      found.push({ name: `the certificate of ${host.name}`, pem: certificate.pem, authorities, owner: host.owner })
    }
  }
  return found
}

/** Certificates that the clients of this variant show. */
function clientCertificates({ variant, target }: ProbeContext): readonly InUse[] {
  const { client_auth, sender_constraint } = variant.variant
  if (client_auth === 'private_key_jwt' && sender_constraint !== 'mtls') return []
  return Object.values(variant.clients).flatMap(({ id, tls }) =>
    tls === null
      ? []
      : [{ name: `the certificate of client ${id}`, pem: tls.cert, authorities: target.ca, owner: 'config' as const }],
  )
}

type Ask = (crl: Crl, used: InUse, url: string, now: number) => Promise<Answer> | Answer

const says = (ok: boolean, expected: string, observed: string, attributed: Attribution): Answer =>
  ok ? { kind: 'yes', expected, observed } : { kind: 'no', expected, observed, attributed }

async function askOne(context: ProbeContext, used: InUse, ask: Ask): Promise<Answer> {
  const [url] = await crlUrls(used.pem)
  if (url === undefined) {
    const only = ocspUrls(used.pem).length > 0 ? 'names an OCSP responder only, which is not asked' : 'names no CRL'
    return { kind: 'not-applicable', reason: `${used.name} ${only}` }
  }
  const crl = await fetchCrl(context, url)
  if (typeof crl === 'string')
    return { kind: 'unknown', reason: `the CRL of ${used.name}: ${crl}`, attributed: 'network' }
  return ask(crl, used, url, context.now())
}

const isAnswer = (one: InUse | Answer): one is Answer => 'kind' in one

const ofServers =
  (ask: Ask): Probe =>
  async (context) => {
    const certificates = await serverCertificates(context)
    return Promise.all(certificates.map((one) => (isAnswer(one) ? one : askOne(context, one, ask))))
  }

const ofClients =
  (ask: Ask): Probe =>
  async (context) => {
    const certificates = clientCertificates(context)
    if (certificates.length === 0)
      return [{ kind: 'not-applicable', reason: 'this variant uses no client certificate' }]
    return Promise.all(certificates.map((one) => askOne(context, one, ask)))
  }

const day = (date: Date): string => date.toISOString()

/** The CRL is one of the issuer: a list by somebody else says nothing. null: it cannot be told who issued the certificate. */
async function isOfIssuer(crl: Crl, { pem, authorities }: InUse): Promise<boolean | null> {
  const leaf = new X509Certificate(pem)
  const issuers = authorities.filter((one) => leaf.checkIssued(new X509Certificate(one)))
  if (issuers.length === 0) return null
  return (await Promise.all(issuers.map((one) => crl.isSignedBy(one)))).includes(true)
}

/** RFC 5280 section 6.3: the serial number stands on the list that its CA signed. */
const notRevoked: Ask = async (crl, used, url) => {
  const isGenuine = await isOfIssuer(crl, used)
  // Whether the list is genuine is the other question; one that nobody signed decides nothing here.
  if (isGenuine === false)
    return {
      kind: 'unknown',
      reason: `the CRL at ${url} is not signed by the CA of ${used.name}`,
      attributed: used.owner,
    }
  const revoked = crl.revokes(new X509Certificate(used.pem).serialNumber)
  const observed = `${used.name} is ${revoked ? '' : 'not '}on the CRL at ${url} of ${day(crl.thisUpdate)}`
  return says(!revoked, 'a certificate that its CA has not revoked', observed, used.owner)
}

/** RFC 5280 sections 5.1.2.5 and 6.3.3: signed by the CA, and not past its next update. */
const current: Ask = async (crl, used, url, now) => {
  const expected = 'a CRL that is signed by the CA of the certificate and not out of date'
  if ((await isOfIssuer(crl, used)) === false)
    return says(false, expected, `the CRL at ${url} is not signed by the CA of ${used.name}`, used.owner)
  const { nextUpdate } = crl
  const isStale = nextUpdate !== null && nextUpdate.getTime() < now
  const until = nextUpdate === null ? 'says nothing of a next one' : `is good until ${day(nextUpdate)}`
  return says(!isStale, expected, `the CRL at ${url} ${until}`, used.owner)
}

export const serverCertificateNotRevoked: Probe = ofServers(notRevoked)
export const serverCrlCurrent: Probe = ofServers(current)
export const clientCertificateNotRevoked: Probe = ofClients(notRevoked)
