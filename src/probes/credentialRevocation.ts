import { X509Certificate } from 'node:crypto'
import type { Answer, Attribution } from '../checks/types.ts'
import { certificatesIn } from '../profile/certificatesIn.ts'
import type { CertificateFacts } from '../wire/types.ts'
import { crlUrls, fetchCrl } from './fetchCrl.ts'
import { fetchOcsp, ocspUrls } from './fetchOcsp.ts'
import { handshake } from './handshakes.ts'
import { identityOf } from './identityOf.ts'
import type { RevocationStatement } from './revocationTypes.ts'
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

/** The file of a client's certificate may hold those of its CAs behind it. */
function clientCertificate(id: string, file: string, ca: readonly string[]): InUse {
  const [pem = file, ...above] = certificatesIn(file)
  return { name: `the certificate of client ${id}`, pem, authorities: [...above, ...ca], owner: 'config' }
}

/** Certificates that the clients of this variant show. */
function clientCertificates({ variant, target }: ProbeContext): readonly InUse[] {
  const { client_auth, sender_constraint } = variant.variant
  if (client_auth === 'private_key_jwt' && sender_constraint !== 'mtls') return []
  return Object.values(variant.clients).flatMap(({ id, tls }) =>
    tls === null ? [] : [clientCertificate(id, tls.cert, target.ca)],
  )
}

type Judge = (found: Found, used: InUse, now: number) => readonly Answer[]

const says = (ok: boolean, expected: string, observed: string, attributed: Attribution): Answer =>
  ok ? { kind: 'yes', expected, observed } : { kind: 'no', expected, observed, attributed }

/** A statement, and whether the CA of the certificate stands behind it; null: that cannot be told. */
interface Checked extends RevocationStatement {
  readonly isGenuine: boolean | null
}

interface Found {
  readonly statements: readonly Checked[]
  /** What could not be had, and why. */
  readonly missing: readonly string[]
}

/** Asks whatever the certificate names: its CRL and its OCSP responder, the first of each. null: it names none. */
async function ask(context: ProbeContext, { pem, authorities }: InUse): Promise<Found | null> {
  const [[crlUrl], [ocspUrl]] = [await crlUrls(pem), ocspUrls(pem)]
  if (crlUrl === undefined && ocspUrl === undefined) return null
  const leaf = new X509Certificate(pem)
  const issuers = authorities.filter((one) => leaf.checkIssued(new X509Certificate(one)))
  const [issuer] = issuers
  const answers = await Promise.all([
    crlUrl === undefined ? null : fetchCrl(context, crlUrl, pem),
    ocspUrl === undefined
      ? null
      : issuer === undefined
        ? `${ocspUrl}: cannot be asked without the certificate of the CA`
        : fetchOcsp(context, ocspUrl, pem, issuer),
  ])
  const given = answers.filter((one) => one !== null)
  const statements = given.filter((one) => typeof one !== 'string')
  const now = context.now()
  return {
    missing: given.filter((one) => typeof one === 'string'),
    statements: await Promise.all(
      statements.map(async (one) => ({ ...one, isGenuine: await isGenuine(one, issuers, now) })),
    ),
  }
}

/** A statement by somebody else says nothing. null: it cannot be told who issued the certificate, or the signature is of an unknown kind. */
async function isGenuine(
  statement: RevocationStatement,
  issuers: readonly string[],
  now: number,
): Promise<boolean | null> {
  const answers = await Promise.all(issuers.map((one) => statement.isBy(one, now)))
  return answers.includes(true) ? true : answers.length === 0 || answers.includes(null) ? null : false
}

async function judgeOne(context: ProbeContext, used: InUse, judge: Judge): Promise<readonly Answer[]> {
  const found = await ask(context, used)
  if (found === null)
    return [{ kind: 'not-applicable', reason: `${used.name} names neither a CRL nor an OCSP responder` }]
  return judge(found, used, context.now())
}

const isAnswer = (one: InUse | Answer): one is Answer => 'kind' in one

const ofServers =
  (judge: Judge): Probe =>
  async (context) => {
    const certificates = await serverCertificates(context)
    const answers = certificates.map((one) => (isAnswer(one) ? [one] : judgeOne(context, one, judge)))
    return (await Promise.all(answers)).flat()
  }

const ofClients =
  (judge: Judge): Probe =>
  async (context) => {
    const certificates = clientCertificates(context)
    if (certificates.length === 0)
      return [{ kind: 'not-applicable', reason: 'this variant uses no client certificate' }]
    return (await Promise.all(certificates.map((one) => judgeOne(context, one, judge)))).flat()
  }

const day = (date: Date): string => date.toISOString()

/** Clocks of a CA and of ours may differ by so much, in ms. */
const skewMs = 5 * 60_000

function isOutdated({ thisUpdate, nextUpdate }: RevocationStatement, now: number): boolean {
  return thisUpdate.getTime() > now + skewMs || (nextUpdate !== null && nextUpdate.getTime() < now)
}

/** Why a statement does not count; null if it does. */
function flawOf(statement: Checked, { name }: InUse, now: number): string | null {
  if (statement.isGenuine === false) return `${statement.name} is not signed by the CA of ${name}`
  if (statement.isGenuine === null)
    return `whether ${statement.name} is signed by the CA of ${name} cannot be told: put the certificate of that CA behind the certificate, or under "ca"`
  if (isOutdated(statement, now)) return `${statement.name} is out of date`
  return statement.revoked === null ? `${statement.name} does not know ${name}` : null
}

/** RFC 5280 section 6.3, RFC 6960 section 2.2: its CA has not taken the certificate back. One source that says so is enough. */
const notRevoked: Judge = ({ statements, missing }, used, now) => {
  // A revocation is not undone by the age of the list it stands on.
  const against = statements.find(({ isGenuine, revoked }) => isGenuine === true && revoked === true)
  const sound = statements.filter((one) => flawOf(one, used, now) === null)
  const telling = against ?? sound[0]
  if (telling === undefined) {
    // Whether what was said is genuine and current is the other question; here it decides nothing.
    const flaws = statements.map((one) => flawOf(one, used, now))
    return [
      {
        kind: 'unknown',
        reason: [...flaws, ...missing].join('; '),
        attributed: flaws.length > 0 ? used.owner : 'network',
      },
    ]
  }
  const observed = `${used.name} is ${telling.revoked ? '' : 'not '}revoked, says ${telling.name} of ${day(telling.thisUpdate)}`
  return [says(against === undefined, 'a certificate that its CA has not revoked', observed, used.owner)]
}

/** RFC 5280 sections 5.1.2.5 and 6.3.3, RFC 6960 section 3.2: signed by the CA or whom it authorised, and not out of date. */
const current: Judge = ({ statements, missing }, used, now) => [
  ...statements.map((one): Answer => {
    const expected = 'a statement that is signed by the CA of the certificate, knows it, and is not out of date'
    const flaw = flawOf(one, used, now)
    if (flaw !== null && one.isGenuine === null) return { kind: 'unknown', reason: flaw, attributed: used.owner }
    const until = one.nextUpdate === null ? 'without a time of the next' : `good until ${day(one.nextUpdate)}`
    return says(flaw === null, expected, `${flaw ?? one.name} (of ${day(one.thisUpdate)}, ${until})`, used.owner)
  }),
  ...missing.map((reason): Answer => ({ kind: 'unknown', reason, attributed: 'network' })),
]

export const serverCertificateNotRevoked: Probe = ofServers(notRevoked)
export const serverRevocationCurrent: Probe = ofServers(current)
export const clientCertificateNotRevoked: Probe = ofClients(notRevoked)
