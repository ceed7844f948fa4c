import { constants, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Credentials } from './credentials.ts'
import type { SigningKey } from './signingKeys.ts'

type Members = Readonly<Record<string, unknown>>

/** How the server signs: an algorithm of FAPI 2.0 section 5.4.1, or one that a defect uses instead. */
export type ServerAlg = 'ES256' | 'RS256' | 'none'

const encode = (members: Members): string => Buffer.from(JSON.stringify(members)).toString('base64url')

const signers: Readonly<Record<ServerAlg, (input: Buffer, key: KeyObject) => Buffer>> = {
  ES256: (input, key) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' }),
  RS256: (input, key) => sign('sha256', input, { key, padding: constants.RSA_PKCS1_PADDING }),
  none: () => Buffer.alloc(0),
}

/** The published key that fits the algorithm. @throws Error if the server has none */
export function serverKey({ serverKeys }: Credentials, alg: ServerAlg): SigningKey {
  const key = serverKeys.find((candidate) => candidate.alg === (alg === 'RS256' ? 'PS256' : 'ES256'))
  if (key === undefined) throw new Error(`the server has no key for ${alg}`)
  return key
}

/** A compact JWS with a key of the server; `foreign`: with a new EC key under the name of a published one. */
export const signJws = (
  credentials: Credentials,
  alg: ServerAlg,
  header: Members,
  claims: Members,
  foreign = false,
): string => signText(credentials, alg, header, JSON.stringify(claims), foreign)

/** `signJws` for a payload that is text already. */
export function signText(
  credentials: Credentials,
  alg: ServerAlg,
  header: Members,
  payload: string,
  foreign = false,
): string {
  const { privateJwk, kid } = serverKey(credentials, alg)
  const key = foreign
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : createPrivateKey({ key: privateJwk as Record<string, string>, format: 'jwk' })
  const input = `${encode({ alg, kid, ...header })}.${Buffer.from(payload).toString('base64url')}`
  return `${input}.${signers[alg](Buffer.from(input), key).toString('base64url')}`
}
