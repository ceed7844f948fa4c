import type { webcrypto } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export interface TestKey {
  readonly alg: string
  readonly privateKey: webcrypto.CryptoKey
  readonly jwk: JWK
}

/** A key pair made at run time. */
export async function makeKey(alg: string, kid?: string): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  return { alg, privateKey, jwk: kid === undefined ? jwk : { ...jwk, kid, use: 'sig', alg } }
}

/** Signs any header and claims with jose, an implementation of its own. */
export async function sign(
  header: Record<string, unknown>,
  claims: Record<string, unknown>,
  key: TestKey,
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: key.alg, ...header }).sign(key.privateKey)
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWT with a header that jose would not sign, and whatever signature is given. */
export const unsigned = (header: unknown, claims: unknown, signature = ''): string =>
  `${part(header)}.${part(claims)}.${signature}`

/** Keys that all tests of a file share: RSA takes long to make. */
export const keys = {
  es256: await makeKey('ES256', 'ec-1'),
  ps256: await makeKey('PS256', 'rsa-1'),
  ed25519: await makeKey('Ed25519', 'ed-1'),
  rs256: await makeKey('RS256', 'rsa-weak'),
  dpop: await makeKey('ES256'),
  otherDpop: await makeKey('ES256'),
  stranger: await makeKey('ES256', 'ec-1'),
}
