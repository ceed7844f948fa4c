import { createHash, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import type { JWK } from 'jose'
import { createCa, type KeyAndCert, type ThrowawayCa } from '../pki.ts'

export type ClientAuth = 'private_key_jwt' | 'self_signed_tls_client_auth' | 'tls_client_auth'
export type Constraint = 'dpop' | 'mtls'

/** A client as it is registered, with the secrets that its owner has. */
export interface OtherClient {
  readonly id: string
  readonly name: string
  readonly auth: ClientAuth
  readonly constraint: Constraint
  /** Position in its pair: 1 or 2. */
  readonly slot: 1 | 2
  readonly privateJwk: JWK
  readonly publicJwk: JWK
  readonly tls: KeyAndCert
  readonly subject: string
  /** base64url SHA-256 of the DER certificate. */
  readonly x5t: string
  readonly redirectUri: string
}

export interface ServerKey {
  readonly kid: string
  readonly alg: 'ES256' | 'EdDSA' | 'PS256'
  readonly privateJwk: JWK
  readonly publicJwk: JWK
}

/** Keys, certificates and clients; made at run time, shared by all servers of a test file. */
export interface OtherCredentials {
  readonly ca: ThrowawayCa
  readonly server: KeyAndCert
  readonly clients: readonly OtherClient[]
  readonly keys: readonly ServerKey[]
  /** Public keys that no token is signed with: for encryption, for clients outside the profile, of a new kind. */
  readonly otherJwks: readonly JWK[]
  readonly username: string
  readonly password: string
}

const generators = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  EdDSA: () => generateKeyPairSync('ed25519').privateKey,
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
} as const

/** A private JWK and its public half. */
export function makeKey(alg: keyof typeof generators, kid: string): { privateJwk: JWK; publicJwk: JWK } {
  const jwk = { ...(generators[alg]().export({ format: 'jwk' }) as JWK), kid, alg, use: 'sig' }
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = jwk
  return { privateJwk: jwk, publicJwk }
}

const thumbprint = (pem: string): string =>
  createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url')

async function client(ca: ThrowawayCa, auth: ClientAuth, constraint: Constraint, slot: 1 | 2): Promise<OtherClient> {
  const id = `${slot === 1 ? 'Shop' : 'Budget'}:${auth.slice(0, 3)}-${constraint}`
  const commonName = `${slot === 1 ? 'shop' : 'budget'}.${auth.replaceAll('_', '-')}.${constraint}.example`
  const tls = await ca.issue({ commonName, selfSigned: auth === 'self_signed_tls_client_auth' })
  const alg = slot === 2 ? 'EdDSA' : constraint === 'dpop' && auth === 'private_key_jwt' ? 'PS256' : 'ES256'
  return {
    ...{ id, auth, constraint, slot, tls, subject: new X509Certificate(tls.cert).subject },
    ...makeKey(alg, randomBytes(9).toString('base64url')),
    name: slot === 1 ? 'Corner Shop' : 'Budget Planner',
    x5t: thumbprint(tls.cert),
    redirectUri: slot === 1 ? 'https://shop.example/oauth/callback' : 'https://budget.example/cb?from=bank',
  }
}

/** Two clients for each way to authenticate and each sender constraint. */
export async function createOtherCredentials(): Promise<OtherCredentials> {
  const ca = await createCa('Elsewhere CA')
  const kinds = (['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const).flatMap((auth) =>
    (['dpop', 'mtls'] as const).flatMap((constraint) => ([1, 2] as const).map((slot) => ({ auth, constraint, slot }))),
  )
  return {
    ca,
    server: await ca.issue(),
    clients: await Promise.all(kinds.map(({ auth, constraint, slot }) => client(ca, auth, constraint, slot))),
    keys: (['ES256', 'EdDSA', 'PS256'] as const).map((alg, index) => ({
      ...{ kid: `k${index + 1}`, alg },
      ...makeKey(alg, `k${index + 1}`),
    })),
    otherJwks: [
      { ...makeKey('ES256', 'enc').publicJwk, use: 'enc', alg: 'ECDH-ES' },
      { ...makeKey('PS256', 'old').publicJwk, alg: 'RS256' },
    ],
    username: 'erika',
    password: randomBytes(12).toString('base64url'),
  }
}
