import { generateKeyPair, type KeyObject, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'

/** The signature algorithms of FAPI 2.0 section 5.4.1; `EdDSA` is over Ed25519. */
export type SigningAlg = 'PS256' | 'ES256' | 'EdDSA'

/** A JSON Web Key as plain members. */
export type Jwk = Readonly<Record<string, unknown>>

/** A signing key as private and public JWK with `kid`, `alg` and `use`. */
export interface SigningKey {
  readonly alg: SigningAlg
  readonly kid: string
  readonly privateJwk: Jwk
  readonly publicJwk: Jwk
}

const generate = promisify(generateKeyPair)

const generators: Readonly<Record<SigningAlg, () => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>>> = {
  PS256: () => generate('rsa', { modulusLength: 2048 }),
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generate('ed25519'),
}

/** Generates a fresh key for the algorithm. RSA takes 0.1 s and runs off the main thread. */
export async function createSigningKey(alg: SigningAlg): Promise<SigningKey> {
  const { publicKey, privateKey } = await generators[alg]()
  const kid = randomUUID()
  const members = { kid, alg, use: 'sig' }
  return {
    alg,
    kid,
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...members },
    publicJwk: { ...publicKey.export({ format: 'jwk' }), ...members },
  }
}
