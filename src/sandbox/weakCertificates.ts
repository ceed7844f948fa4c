import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { type Authority, type CertifiedKey, issueServerCertificate } from './certificates.ts'
import type { Strict } from './strict.ts'
import type { tlsDefects } from './tlsDefects.ts'

const dayMs = 24 * 60 * 60 * 1000
const names = { dns: ['localhost'], ip: ['127.0.0.1'] }

interface Odd {
  readonly key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  readonly hash: 'SHA-1' | 'SHA-256'
}

/** As `issueServerCertificate`, for keys and digests that nobody should use. */
async function issueOdd({ keys, subject }: Authority, { key, hash }: Odd, now: number): Promise<CertifiedKey> {
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: '0102030405',
    subject: 'CN=localhost,O=Assay Sandbox',
    issuer: subject,
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + 30 * dayMs),
    signingAlgorithm: { name: 'ECDSA', namedCurve: 'P-256', hash },
    publicKey: new x509.PublicKey(key.publicKey.export({ type: 'spki', format: 'der' })),
    signingKey: keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns' as const, value })),
        ...names.ip.map((value) => ({ type: 'ip' as const, value })),
      ]),
    ],
  })
  return {
    cert: cert.toString('pem'),
    key: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength })

/** The certificate that clients without TLS 1.3 get instead of the good one. */
const makers: Readonly<
  Partial<Record<keyof typeof tlsDefects, (authority: Authority, now: number) => Promise<CertifiedKey>>>
> = {
  'tls-certificate-expired': (authority, now) => issueServerCertificate(authority, names, now - 60 * dayMs),
  'tls-certificate-name': (authority, now) =>
    issueServerCertificate(authority, { dns: ['other.example'], ip: [] }, now),
  'tls-certificate-rsa': (authority, now) => issueOdd(authority, { key: rsa(1024), hash: 'SHA-256' }, now),
  'tls-certificate-curve': (authority, now) => issueOdd(authority, { key: ec('prime192v1'), hash: 'SHA-256' }, now),
  'tls-certificate-sha1': (authority, now) => issueOdd(authority, { key: ec('prime256v1'), hash: 'SHA-1' }, now),
}

/** The certificate of the defect that is switched on; null: none is. */
export async function weakCertificate(authority: Authority, strict: Strict, now: number): Promise<CertifiedKey | null> {
  const [, make] = Object.entries(makers).find(([id]) => !strict(id as keyof typeof tlsDefects)) ?? []
  return make === undefined ? null : make(authority, now)
}
