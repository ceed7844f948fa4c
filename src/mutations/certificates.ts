import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import type { SigningKey } from '../flow/keys.ts'
import type { FlowSession } from '../flow/session.ts'
import { commonName, issueCertificate, namesOf } from './issueCertificate.ts'
import { NotApplicable } from './NotApplicable.ts'

/**
 * `fresh`: a new self-signed certificate of the same subject. `untrusted`: the same subject, issued by a CA of the
 * tester's own whose name equals the real one.
 */
export type CertificateFault = 'fresh' | 'untrusted'

const dayMs = 86_400_000

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

function make(original: X509Certificate, fault: CertificateFault, nowMs: number): { cert: string; key: string } {
  const key = newKey()
  const { subject, issuer } = namesOf(original)
  const byOther = fault === 'untrusted'
  const der = issueCertificate({
    subject,
    issuer: byOther ? issuer : subject,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + dayMs),
    key,
    signingKey: byOther ? newKey() : key,
  })
  return {
    cert: new X509Certificate(der).toString(),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** DER of a self-signed certificate of that key, valid for a day before and after `nowMs` (Unix epoch). */
export function selfSigned(key: SigningKey, name: string, nowMs: number): Buffer {
  const subject = commonName(name)
  return issueCertificate({
    subject,
    issuer: subject,
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + dayMs),
    key: key.privateKey,
    signingKey: key.privateKey,
  })
}

/** Registers a throwaway certificate that looks like the client's own and returns its identity name. Throws if the client has none. */
export function makeIdentity(flow: FlowSession, fault: CertificateFault): string {
  const pem = flow.actor.client.tls?.cert
  if (!pem) throw new RangeError(`client "${flow.actor.client.name}" has no certificate to imitate`)
  const name = `${flow.actor.client.id}#${fault}`
  flow.env.wire.addIdentity(name, make(new X509Certificate(pem), fault, flow.env.now()))
  return name
}

/** Registers the client's certificate that is not valid any more and returns its identity name. */
export function expiredIdentity(flow: FlowSession): string {
  const { id, name, expired_tls: expired } = flow.actor.client
  if (!expired) throw new NotApplicable(`the target file has no expired_tls for ${name}`)
  flow.env.wire.addIdentity(`${id}#expired`, expired)
  return `${id}#expired`
}
