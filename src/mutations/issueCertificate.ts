import { createPublicKey, type KeyObject, randomBytes, sign, type X509Certificate } from 'node:crypto'
import { bitString, inside, nothing, objectId, sequence, set, time, tlv, unsigned, utf8 } from './der.ts'

/** What stands in a certificate; names as DER. */
export interface CertificateContent {
  readonly subject: Uint8Array
  readonly issuer: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** The key that is certified. */
  readonly key: KeyObject
  /** The key that signs; for a self-signed certificate the same one. */
  readonly signingKey: KeyObject
}

interface Signature {
  readonly algorithm: Buffer
  readonly hash: string | null
}

/** Signature algorithms by the type of the private key (RFC 5758 section 3.2, RFC 4055 section 5, RFC 8410 section 3). */
const signatures: Readonly<Record<string, Signature>> = {
  ec: { algorithm: sequence(objectId('1.2.840.10045.4.3.2')), hash: 'sha256' },
  rsa: { algorithm: sequence(objectId('1.2.840.113549.1.1.11'), nothing()), hash: 'sha256' },
  ed25519: { algorithm: sequence(objectId('1.3.101.112')), hash: null },
  ed448: { algorithm: sequence(objectId('1.3.101.113')), hash: null },
}

/** A name of one attribute, `commonName`. */
export const commonName = (text: string): Buffer => sequence(set(sequence(objectId('2.5.4.3'), utf8(text))))

/** Subject and issuer of a certificate as they stand in it, octet for octet. */
export function namesOf(certificate: X509Certificate): { subject: Buffer; issuer: Buffer } {
  const [toBeSigned = Buffer.alloc(0)] = inside(certificate.raw)
  const members = inside(toBeSigned)
  // The version is left out of certificates of version 1.
  const [, , issuer, , subject] = members[0]?.[0] === 0xa0 ? members.slice(1) : members
  if (!issuer || !subject) throw new RangeError('the certificate has no subject or issuer')
  return { subject, issuer }
}

/**
 * DER of an X.509 certificate of version 3 without extensions (RFC 5280 section 4.1). Throwaway certificates of mutations
 * need nothing else, and the library for more than this costs a run 70 ms and 20 MB.
 * Throws a RangeError if the signing key is none of these.
 */
export function issueCertificate(content: CertificateContent): Buffer {
  const { key, signingKey } = content
  const signature = signatures[signingKey.asymmetricKeyType ?? '']
  if (!signature)
    throw new RangeError(`no certificate can be signed with a key of type ${signingKey.asymmetricKeyType}`)
  const toBeSigned = sequence(
    tlv(0xa0, unsigned(Buffer.of(2))),
    unsigned(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    signature.algorithm,
    content.issuer,
    sequence(time(content.notBefore), time(content.notAfter)),
    content.subject,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  )
  return sequence(toBeSigned, signature.algorithm, bitString(sign(signature.hash, toBeSigned, signingKey)))
}
