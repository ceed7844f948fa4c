import { generateKeyPairSync } from 'node:crypto'
import { type EvidenceAlg, type EvidenceKey, readPublicKeys, readSigningKey } from '../../src/evidence/evidenceKeys.ts'
import type { PublicJwk } from '../../src/evidence/verificationTypes.ts'

const pairs = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  Ed25519: () => generateKeyPairSync('ed25519'),
} as const

export interface TestKey {
  /** PKCS #8 PEM, made for this run of the tests. */
  readonly privatePem: string
  readonly publicPem: string
  readonly key: EvidenceKey
  readonly trusted: readonly PublicJwk[]
}

/** A fresh key that signs evidence, in all the forms that the tests need. */
export function testKey(alg: EvidenceAlg = 'ES256'): TestKey {
  const { privateKey, publicKey } = pairs[alg]()
  const privatePem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const publicPem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  return {
    privatePem,
    publicPem,
    key: readSigningKey(privatePem, 'test key'),
    trusted: readPublicKeys(publicPem, 'test key'),
  }
}
