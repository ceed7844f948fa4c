import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Jwk } from './signingKeys.ts'

/** A key with which an entity signs in the federation. */
export interface FederationKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicJwk: Jwk
}

/** A fresh ES256 key. */
export function federationKey(kid: string): FederationKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }
  return { kid, privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })), publicJwk }
}

const encode = (members: object): string => Buffer.from(JSON.stringify(members)).toString('base64url')

/** A compact JWS of an entity. */
export function signStatement({ kid, privateKey }: FederationKey, typ: string, claims: object): string {
  const input = `${encode({ typ, alg: 'ES256', kid })}.${encode(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
