import type { KeyObject, X509Certificate } from 'node:crypto'
import { signatureAlgorithm } from './signatureAlgorithm.ts'
import type { CertificateFacts } from './types.ts'

const curveBits: Readonly<Record<string, number>> = {
  prime192v1: 192,
  secp192k1: 192,
  secp224r1: 224,
  secp224k1: 224,
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
}

const keyTypes: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA-PSS',
  ec: 'EC',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  dsa: 'DSA',
}
const fixedBits: Readonly<Record<string, number>> = { ed25519: 256, ed448: 456 }

function keyFacts(key: KeyObject): { keyType: string | null; keyBits: number | null } {
  const type = key.asymmetricKeyType
  if (type === undefined) return { keyType: null, keyBits: null }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  // Names such as `secp160r1` or `sect163k1` carry their size.
  const fromName =
    namedCurve === undefined ? null : (curveBits[namedCurve] ?? Number(/\d{3}/.exec(namedCurve)?.[0] ?? Number.NaN))
  const bits = modulusLength ?? fromName ?? fixedBits[type] ?? null
  return { keyType: keyTypes[type] ?? type, keyBits: Number.isNaN(bits) ? null : bits }
}

const key = (certificate: X509Certificate): { keyType: string | null; keyBits: number | null } => {
  try {
    return keyFacts(certificate.publicKey)
  } catch {
    // A key of a kind that this OpenSSL does not know is a fact, not a fault.
    return { keyType: null, keyBits: null }
  }
}

/** Lower-case hex without colons. */
export const hexFingerprint = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase()

/** What a certificate says about itself; nothing is judged here. */
export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  return {
    subject: certificate.subject ?? '',
    issuer: certificate.issuer ?? '',
    subjectAltName: certificate.subjectAltName ?? null,
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    fingerprint256: hexFingerprint(certificate),
    ...key(certificate),
    signatureAlgorithm: signatureAlgorithm(certificate.raw),
    pem: certificate.toString(),
  }
}

/** The same certificate stands behind every connection to a host: its facts are worked out once. */
export function certificateCache(): (certificate: X509Certificate) => CertificateFacts {
  const known = new Map<string, CertificateFacts>()
  return (certificate) => {
    const print = hexFingerprint(certificate)
    const facts = known.get(print) ?? certificateFacts(certificate)
    known.set(print, facts)
    return facts
  }
}
