import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { fetchFromCa, httpUrls } from './fetchFromCa.ts'
import type { RevocationStatement } from './revocationTypes.ts'
import type { ProbeContext } from './types.ts'

/** The libraries for OCSP messages; loaded by runs that need them only. */
async function asn1() {
  await import('reflect-metadata')
  const [schema, ocsp, structures, x509] = await Promise.all([
    import('@peculiar/asn1-schema'),
    import('@peculiar/asn1-ocsp'),
    import('@peculiar/asn1-x509'),
    import('@peculiar/x509'),
  ])
  return { ...schema, ...ocsp, ...structures, Certificate: x509.X509Certificate }
}

/** http and https URLs of OCSP responders (RFC 6960 section 3.1). */
export function ocspUrls(pem: string): readonly string[] {
  const { infoAccess = '' } = new X509Certificate(pem)
  return httpUrls([...infoAccess.matchAll(/^OCSP - URI:"?(\S+?)"?$/gm)].map(([, url]) => url))
}

const sha1Id = '1.3.14.3.2.26'

/** Names a certificate as OCSP does (RFC 6960 section 4.1.1): by digests of its issuer and by its serial number. */
async function certIdOf(pem: string, issuer: string) {
  const { CertID, AlgorithmIdentifier, OctetString, Certificate } = await asn1()
  const [leaf, above] = [new Certificate(pem), new Certificate(issuer)]
  const name = createHash('sha1').update(Buffer.from(leaf.issuerName.toArrayBuffer())).digest()
  return new CertID({
    // SHA-1 only names here, it vouches for nothing; every responder knows it (RFC 5019 section 2.1.1).
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: sha1Id, parameters: null }),
    issuerNameHash: new OctetString(name),
    issuerKeyHash: new OctetString(await above.publicKey.getKeyIdentifier('SHA-1')),
    serialNumber: bytesOf(leaf.serialNumber),
  })
}

const bytesOf = (hex: string): ArrayBuffer => Uint8Array.from(Buffer.from(hex, 'hex')).buffer
const hexOf = (bytes: ArrayBuffer): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(?:00)+/, '')

/** An OCSPRequest in DER (section 4.1). Without a nonce, which many responders ignore: freshness is a matter of their times. */
export async function makeOcspRequest(pem: string, issuer: string): Promise<Buffer> {
  const { AsnConvert, OCSPRequest, TBSRequest, Request } = await asn1()
  const request = new Request({ reqCert: await certIdOf(pem, issuer) })
  return Buffer.from(AsnConvert.serialize(new OCSPRequest({ tbsRequest: new TBSRequest({ requestList: [request] }) })))
}

/** Digests by signature algorithm; null: the algorithm has its own. */
const digests: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
}
const basicId = '1.3.6.1.5.5.7.48.1.1'
const signsOcsp = '1.3.6.1.5.5.7.3.9'

/** A certificate by which the CA lets somebody else answer for it (section 4.2.2.2). */
function isDelegate(certificate: X509Certificate, ca: X509Certificate, now: number): boolean {
  return (
    certificate.checkIssued(ca) &&
    certificate.verify(ca.publicKey) &&
    (certificate.keyUsage ?? []).includes(signsOcsp) &&
    Date.parse(certificate.validFrom) <= now &&
    now <= Date.parse(certificate.validTo)
  )
}

/**
 * What an OCSPResponse in DER says of a certificate.
 * @param bytes as Latin-1 text
 * @returns what is wrong as text: an error of the responder, an answer about others
 * @throws Error if it is none
 */
export async function readOcspResponse(
  bytes: string,
  pem: string,
  issuer: string,
  name: string,
): Promise<RevocationStatement | string> {
  const { AsnConvert, OCSPResponse, OCSPResponseStatus, BasicOCSPResponse } = await asn1()
  const { responseStatus, responseBytes } = AsnConvert.parse(Buffer.from(bytes, 'latin1'), OCSPResponse)
  if (responseStatus !== OCSPResponseStatus.successful)
    return `the responder answers "${OCSPResponseStatus[responseStatus] ?? responseStatus}"`
  if (responseBytes?.responseType !== basicId) return 'the responder answers in a form other than id-pkix-ocsp-basic'
  const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse)
  const wanted = await certIdOf(pem, issuer)
  const one = basic.tbsResponseData.responses.find(
    ({ certID }) =>
      certID.hashAlgorithm.algorithm === sha1Id &&
      hexOf(certID.serialNumber) === hexOf(wanted.serialNumber) &&
      hexOf(certID.issuerNameHash.buffer) === hexOf(wanted.issuerNameHash.buffer) &&
      hexOf(certID.issuerKeyHash.buffer) === hexOf(wanted.issuerKeyHash.buffer),
  )
  if (one === undefined) return 'the responder answers for other certificates only'
  const { revoked, good } = one.certStatus
  const signed = Buffer.from(basic.tbsResponseDataRaw ?? new ArrayBuffer(0))
  const digest = digests[basic.signatureAlgorithm.algorithm]
  const isSignedWith = (key: KeyObject): boolean => {
    try {
      return digest !== undefined && verify(digest, signed, key, Buffer.from(basic.signature))
    } catch {
      // The key is of another kind than the signature.
      return false
    }
  }
  const certificates = (basic.certs ?? []).map((cert) => new X509Certificate(Buffer.from(AsnConvert.serialize(cert))))
  return {
    name,
    thisUpdate: one.thisUpdate,
    nextUpdate: one.nextUpdate ?? null,
    revoked: revoked === undefined ? (good === undefined ? null : false) : true,
    isBy: async (pemOfCa, now) => {
      if (digest === undefined) return null
      const ca = new X509Certificate(pemOfCa)
      const delegates = certificates.filter((certificate) => isDelegate(certificate, ca, now))
      return [ca, ...delegates].some(({ publicKey }) => isSignedWith(publicKey))
    },
  }
}

/** Asks a responder about a certificate (RFC 6960 appendix A). @returns what is wrong as text */
export async function fetchOcsp(
  context: Pick<ProbeContext, 'wire' | 'label'>,
  url: string,
  pem: string,
  issuer: string,
): Promise<RevocationStatement | string> {
  const request = (await makeOcspRequest(pem, issuer)).toString('latin1')
  const answer = await fetchFromCa(context, 'ocsp', {
    url,
    accept: 'application/ocsp-response',
    body: { type: 'application/ocsp-request', bytes: request },
  })
  if ('problem' in answer) return answer.problem
  try {
    const read = await readOcspResponse(answer.bytes, pem, issuer, `the OCSP responder at ${url}`)
    return typeof read === 'string' ? `${url}: ${read}` : read
  } catch {
    return `${url}: no OCSP response`
  }
}
