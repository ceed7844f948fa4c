import 'reflect-metadata'
import { KeyObject, sign } from 'node:crypto'
import {
  BasicOCSPResponse,
  CertStatus,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier, Certificate } from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'
import type { Authority } from './certificates.ts'
import type { Strict } from './strict.ts'

const hourMs = 3_600_000
const basic = '1.3.6.1.5.5.7.48.1.1'
const ecdsaWithSha256 = '1.2.840.10045.4.3.2'
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const ocspSigning = '1.3.6.1.5.5.7.3.9'

/** A responder that the CA lets answer for it (RFC 6960 section 4.2.2.2), as most are. */
async function createDelegate(authority: Authority, strict: Strict, now: number) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  // Defect: one of the CA's other customers answers.
  const usage = strict('ocsp-signature') ? ocspSigning : x509.ExtendedKeyUsage.serverAuth
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '0106960',
    subject: 'CN=Assay Sandbox OCSP',
    issuer: authority.subject,
    notBefore: new Date(now - 24 * hourMs),
    notAfter: new Date(now + 24 * hourMs),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [new x509.ExtendedKeyUsageExtension([usage])],
  })
  const keyId = await certificate.publicKey.getKeyIdentifier('SHA-1')
  return {
    certificate: AsnConvert.parse(certificate.rawData, Certificate),
    key: KeyObject.from(keys.privateKey),
    keyId,
  }
}

function statusOf(strict: Strict, now: number): CertStatus {
  if (!strict('ocsp-revoked')) return new CertStatus({ revoked: new RevokedInfo({ revocationTime: new Date(now) }) })
  return strict('ocsp-unknown') ? new CertStatus({ good: null }) : new CertStatus({ unknown: null })
}

/**
 * Answers OCSP requests in DER (RFC 6960): every certificate asked about is good.
 * @throws Error if the request is none
 */
export async function createOcspResponder(
  authority: Authority,
  strict: Strict,
  now: number,
): Promise<(request: Buffer) => Promise<Buffer>> {
  const { certificate, key, keyId } = await createDelegate(authority, strict, now)
  return async (request) => {
    const { tbsRequest } = AsnConvert.parse(request, OCSPRequest)
    const responses = tbsRequest.requestList.map(
      ({ reqCert }) =>
        new SingleResponse({
          certID: reqCert,
          certStatus: statusOf(strict, now),
          thisUpdate: new Date(now - 2 * hourMs),
          nextUpdate: new Date(now + (strict('ocsp-stale') ? 24 : -1) * hourMs),
        }),
    )
    const tbsResponseData = new ResponseData({
      responderID: new ResponderID({ byKey: new OctetString(keyId) }),
      producedAt: new Date(now - 2 * hourMs),
      responses,
    })
    const answer = new BasicOCSPResponse({
      tbsResponseData,
      signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ecdsaWithSha256 }),
      signature: Uint8Array.from(sign('sha256', Buffer.from(AsnConvert.serialize(tbsResponseData)), key)).buffer,
      certs: [certificate],
    })
    const response = new OctetString(AsnConvert.serialize(answer))
    return Buffer.from(
      AsnConvert.serialize(
        new OCSPResponse({
          responseStatus: OCSPResponseStatus.successful,
          responseBytes: new ResponseBytes({ responseType: basic, response }),
        }),
      ),
    )
  }
}
