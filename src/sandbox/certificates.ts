import 'reflect-metadata'
import { KeyObject, type webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** A certificate and its private key, PEM. */
export interface CertifiedKey {
  readonly cert: string
  readonly key: string
}

/** A certificate authority that lives as long as the process. */
export interface Authority {
  /** PEM. */
  readonly cert: string
  readonly subject: string
  readonly keys: webcrypto.CryptoKeyPair
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 60 * 60 * 1000
/** The sandbox's certificates are throwaway: they start a day ago (clock skew) and end after a month. */
const life = (now: number, days = 30) => ({
  notBefore: new Date(now - dayMs),
  notAfter: new Date(now + days * dayMs),
})

/** Makes a self-signed CA. @param now Unix ms */
export async function createAuthority(name: string, now: number): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const subject = `CN=${name},O=Assay Sandbox`
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: subject,
    ...life(now),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: cert.toString('pem'), subject, keys }
}

/** Issues the certificate of the sandbox's listeners, valid for the given DNS names and IP addresses. @param days a month if absent */
export async function issueServerCertificate(
  authority: Authority,
  names: { readonly dns: readonly string[]; readonly ip: readonly string[] },
  now: number,
  days?: number,
  revocation: { readonly crl: string; readonly ocsp: string } | null = null,
): Promise<CertifiedKey> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${names.dns[0] ?? names.ip[0] ?? 'sandbox'},O=Assay Sandbox`,
    issuer: authority.subject,
    ...life(now, days),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns' as const, value })),
        ...names.ip.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
      ...(revocation === null
        ? []
        : [
            new x509.CRLDistributionPointsExtension([revocation.crl]),
            new x509.AuthorityInfoAccessExtension({ ocsp: revocation.ocsp }),
          ]),
    ],
  })
  return { cert: cert.toString('pem'), key: pem(keys.privateKey) }
}

/**
 * Issues a TLS client certificate: from the authority (RFC 8705 section 2.1), or self-signed without one (section 2.2).
 * It is valid from a day before `now` for a month.
 * @param subject distinguished name, e.g. `CN=client1,O=Acme Bank`
 */
export async function issueClientCertificate(
  authority: Authority | null,
  subject: string,
  now: number,
): Promise<CertifiedKey> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const extensions = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
  ]
  const common = { serialNumber: serial(), ...life(now), signingAlgorithm: algorithm, extensions }
  const cert =
    authority === null
      ? await x509.X509CertificateGenerator.createSelfSigned({ ...common, name: subject, keys })
      : await x509.X509CertificateGenerator.create({
          ...common,
          subject,
          issuer: authority.subject,
          publicKey: keys.publicKey,
          signingKey: authority.keys.privateKey,
        })
  return { cert: cert.toString('pem'), key: pem(keys.privateKey) }
}

function serial(): string {
  // RFC 5280 section 4.1.2.2: positive, at most 20 octets.
  return `01${Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex')}`
}

function pem(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}
