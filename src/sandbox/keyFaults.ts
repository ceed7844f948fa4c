import { generateKeyPairSync } from 'node:crypto'
import type { keyDefects } from './keyDefects.ts'
import type { Jwk } from './signingKeys.ts'
import type { Strict } from './strict.ts'

type Change = (keys: readonly Jwk[]) => readonly Jwk[]

const newPublicKey = (kind: 'P-256' | 'P-384'): Jwk =>
  generateKeyPairSync('ec', { namedCurve: kind }).publicKey.export({ format: 'jwk' }) as Jwk

const shortRsa = (): Jwk =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }) as Jwk

/** The form of a P-192 key; runtimes no longer make real ones. */
const shortCurve = (): Jwk => ({
  kty: 'EC',
  crv: 'P-192',
  x: Buffer.alloc(24, 1).toString('base64url'),
  y: Buffer.alloc(24, 2).toString('base64url'),
})

const marked = (key: Jwk, kid: string, alg: string, use = 'sig'): Jwk => ({ ...key, kid, alg, use })

/** The key of the set that the sandbox signs nothing with as long as no client asks for it. */
const last = (keys: readonly Jwk[], change: (key: Jwk) => Jwk): readonly Jwk[] =>
  keys.map((key, index) => (index === keys.length - 1 ? change(key) : key))

const without = (key: Jwk, member: string): Jwk =>
  Object.fromEntries(Object.entries(key).filter(([name]) => name !== member)) as Jwk

/** What the defects of the key set do to it. */
const keyFaults: Readonly<Record<keyof typeof keyDefects, Change>> = {
  'jwks-duplicate-kid': ([first, second, ...rest]) =>
    first && second ? [first, { ...second, kid: first.kid }, ...rest] : [],
  'jwks-short-rsa': (keys) => [...keys, marked(shortRsa(), 'short', 'PS256')],
  'limit-rsa-key': (keys) => [...keys, marked(shortRsa(), 'short', 'PS256')],
  'jwks-short-curve': (keys) => [...keys, marked(shortCurve(), 'short', 'ES256')],
  'jwks-incomplete': (keys) => [...keys, without(marked(newPublicKey('P-256'), 'half', 'ES256'), 'y')],
  'jwks-private': (keys) => [
    ...keys,
    marked(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Jwk,
      'open',
      'ES256',
    ),
  ],
  'jwks-kid-missing': (keys) => last(keys, (key) => without(key, 'kid')),
  'jwks-use': (keys) => [
    ...last(keys, (key) => without(key, 'use')),
    marked(newPublicKey('P-256'), 'enc', 'ECDH-ES', 'enc'),
  ],
  'jwks-two-purposes': (keys) => {
    const key = newPublicKey('P-256')
    return [...keys, marked(key, 'both-sig', 'ES256'), marked(key, 'both-enc', 'ECDH-ES', 'enc')]
  },
  'jwks-weak-alg': (keys) => [...keys, marked(newPublicKey('P-384'), 'other', 'ES384')],
  'jwks-other-keys': () => [marked(newPublicKey('P-384'), 'other', 'ES384')],
}

/** The key set with the faults that are switched on. */
export function brokenKeys(keys: readonly Jwk[], strict: Strict): readonly Jwk[] {
  const faults = Object.entries(keyFaults).filter(([id]) => !strict(id as keyof typeof keyDefects))
  return faults.reduce((seen, [, change]) => change(seen), keys)
}
