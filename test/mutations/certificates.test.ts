import { createPublicKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { generateKey } from '../../src/flow/keys.ts'
import type { FlowSession } from '../../src/flow/session.ts'
import { type CertificateFault, expiredIdentity, makeIdentity, selfSigned } from '../../src/mutations/certificates.ts'
import { inside, time } from '../../src/mutations/der.ts'
import { namesOf } from '../../src/mutations/issueCertificate.ts'
import type { TlsIdentity } from '../../src/wire/types.ts'
import { createCa } from '../support/pki.ts'
import { draftFlow } from './draftFlow.ts'

const now = Date.parse('2026-03-04T05:06:07.890Z')
let original: TlsIdentity
let made: Readonly<Record<CertificateFault, TlsIdentity>>

/** A flow whose client holds a certificate of some CA, with a wire that keeps what is registered. */
function flowWith(pem: TlsIdentity | null, registered: Map<string, TlsIdentity>): FlowSession {
  const flow = draftFlow()
  const client = { ...flow.actor.client, tls: pem }
  const wire = {
    ...flow.env.wire,
    addIdentity: (name: string, identity: TlsIdentity) => registered.set(name, identity),
  }
  return { ...flow, actor: { ...flow.actor, client }, env: { ...flow.env, now: () => now, wire } } as FlowSession
}

const one = (fault: CertificateFault): TlsIdentity => {
  const registered = new Map<string, TlsIdentity>()
  const name = makeIdentity(flowWith(original, registered), fault)
  const identity = registered.get(name)
  if (!identity) throw new Error(`${fault} was not registered`)
  return identity
}

beforeAll(async () => {
  const ca = await createCa()
  original = await ca.issue({ commonName: 'Zoë Bank 1' })
  made = { fresh: one('fresh'), untrusted: one('untrusted') }
})

describe.each(['fresh', 'untrusted'] as const)('a certificate that is %s', (fault) => {
  it('has the very subject of the real one and a key of its own, which TLS takes', () => {
    const certificate = new X509Certificate(made[fault].cert)
    const real = new X509Certificate(original.cert)
    expect(namesOf(certificate).subject.equals(namesOf(real).subject)).toBe(true)
    expect(certificate.subject).toBe(real.subject)
    expect(createPublicKey(made[fault].key).equals(certificate.publicKey)).toBe(true)
    expect(certificate.publicKey.equals(real.publicKey)).toBe(false)
    expect(() => createSecureContext(made[fault])).not.toThrow()
  })

  it('has another serial number each time', () => {
    const serials = [made[fault].cert, one(fault).cert].map((pem) => new X509Certificate(pem).serialNumber)
    expect(new Set(serials).size).toBe(2)
  })
})

describe('validity and issuer', () => {
  it('fresh: signed by itself, valid for a day before and after', () => {
    const certificate = new X509Certificate(made.fresh.cert)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.checkIssued(certificate)).toBe(true)
    expect([certificate.validFromDate, certificate.validToDate].map((date) => date.toISOString())).toEqual([
      '2026-03-03T05:06:07.000Z',
      '2026-03-05T05:06:07.000Z',
    ])
  })

  it('untrusted: under the name of the real CA, with the signature of another', () => {
    const certificate = new X509Certificate(made.untrusted.cert)
    expect(namesOf(certificate).issuer.equals(namesOf(new X509Certificate(original.cert)).issuer)).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(false)
    expect(certificate.checkIssued(certificate)).toBe(false)
  })

  it('the expired one is that of the target file', () => {
    const registered = new Map<string, TlsIdentity>()
    const flow = flowWith(original, registered)
    const client = { ...flow.actor.client, expired_tls: original }
    const name = expiredIdentity({ ...flow, actor: { ...flow.actor, client } } as FlowSession)
    expect(registered.get(name)).toBe(original)
    expect(name).not.toBe(client.id)
    expect(() => expiredIdentity(flow)).toThrow('the target file has no expired_tls for client1')
  })

  it('a client without a certificate has none to imitate', () => {
    expect(() => makeIdentity(flowWith(null, new Map()), 'fresh')).toThrow(/has no certificate to imitate/)
  })
})

test.each(['PS256', 'ES256', 'ES384', 'ES512', 'Ed25519', 'Ed448'])('a key for %s certifies itself', (alg) => {
  const key = generateKey(alg)
  const certificate = new X509Certificate(selfSigned(key, 'client 1', now))
  expect(certificate.subject).toBe('CN=client 1')
  expect(certificate.publicKey.equals(key.publicKey)).toBe(true)
  expect(certificate.verify(key.publicKey)).toBe(true)
})

test('times are written as RFC 5280 wants them', () => {
  expect(time(new Date('2049-12-31T23:59:59Z')).toString('latin1')).toBe('\x17\x0d491231235959Z')
  expect(time(new Date('2050-01-01T00:00:00Z')).toString('latin1')).toBe('\x18\x0f20500101000000Z')
})

test.each([
  ['no length', [0x30]],
  ['cut off', [0x30, 0x05, 0x02]],
  ['a length without end', [0x30, 0x85, 1, 1, 1, 1, 1]],
  ['a member longer than the whole', [0x30, 0x02, 0x04, 0x05, 0, 0, 0, 0, 0]],
])('octets that are no DER are refused: %s', (_, octets) => {
  expect(() => inside(Buffer.from(octets))).toThrow(RangeError)
})
