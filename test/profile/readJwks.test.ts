import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { readJwks } from '../../src/profile/readJwks.ts'
import { ecJwk, type Jwk, jwks, okpJwk, rsaJwk } from './support.ts'

/** What is seen and the hints, without the path. */
function wrong(text: string): string[] {
  const read = readJwks({ text, path: 'keys.json' }, '"jwks"')
  if ('secrets' in read) return []
  return read.map(({ seen, hint }) => `${seen?.replace('keys.json: ', '')}${hint === null ? '' : ` | ${hint}`}`)
}

const publicOf = ({ d: _, ...rest }: Jwk): Jwk => rest
const curve = (namedCurve: string, more: Jwk = {}): Jwk => ({
  ...generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' }),
  ...more,
})

it.each([
  ['not JSON', '{', ['not JSON']],
  ['PEM', '-----BEGIN X-----', ['a PEM file | convert the key to a JWK; "tls" takes PEM files, "jwks" does not']],
  ['no keys', '{}', ['no member "keys"']],
  ['a list', '[]', ['no member "keys"']],
  ['null', 'null', ['no member "keys"']],
  ['empty set', jwks(), ['no signing key']],
  ['single key', JSON.stringify(ecJwk()), ['a single key | put the key into { "keys": [ ... ] }']],
  ['no object', '{ "keys": [1] }', ['key 1: not an object']],
  ['symmetric', jwks({ kty: 'oct', k: 'AAAA' }), ['key 1: "kty" is "oct" | use RSA, EC or OKP']],
  [
    'public',
    jwks(publicOf(ecJwk({ kid: 'x' }))),
    ['key "x": a public key | the runner signs with it: write the private key to the file'],
  ],
  [
    'damaged',
    jwks({ ...ecJwk(), x: 'AAAA' }),
    ['key 1: its members are not a valid private key | export the key again'],
  ],
  [
    'weak RSA',
    jwks(rsaJwk(1024)),
    [
      'key 1: an RSA key of 1024 bits; at least 2048 are needed (FAPI 2.0 section 5.4.1) | make a new key and register it',
    ],
  ],
  [
    'other curve',
    jwks(curve('P-384')),
    ['key 1: an EC key on curve secp384r1; ES256 needs P-256 | make a new key and register it'],
  ],
  [
    'forbidden alg',
    jwks(rsaJwk(2048, { alg: 'RS256' })),
    ['key 1: "alg" is "RS256", expected PS256 | FAPI 2.0 section 5.4.1 allows PS256, ES256 and EdDSA with Ed25519'],
  ],
  [
    'alg of another type',
    jwks(okpJwk({ alg: 'ES256' })),
    [
      'key 1: "alg" is "ES256", expected EdDSA or Ed25519 | FAPI 2.0 section 5.4.1 allows PS256, ES256 and EdDSA with Ed25519',
    ],
  ],
  [
    'kid twice',
    jwks(ecJwk({ kid: 'x' }), ecJwk({ kid: 'x' })),
    ['kid "x" is used twice | give every key a kid of its own'],
  ],
  [
    'kid missing',
    jwks(ecJwk({ kid: 'x' }), ecJwk()),
    ['several keys, not all with a "kid" | give every key a kid of its own'],
  ],
])('%s', (_name, text, expected) => {
  expect(wrong(text)).toEqual(expected)
})

it.each([
  ['EC', () => [ecJwk(), ecJwk()], ['x', 'y']],
  ['OKP', () => [okpJwk(), okpJwk()], ['x']],
] as const)('%s key put together from two keys', (_name, make, members) => {
  const [one = {}, two = {}] = make()
  const mixed = { ...one, ...Object.fromEntries(members.map((name) => [name, two[name]])) }
  expect(wrong(jwks(mixed)).length).toBe(1)
})

it('says everything that is wrong at once', () => {
  expect(wrong(jwks(rsaJwk(1024, { kid: 'a', alg: 'RS256' }), publicOf(ecJwk({ kid: 'a' }))))).toHaveLength(4)
})

it('knows the secret members', () => {
  const key = rsaJwk(2048)
  const read = readJwks({ text: jwks(key), path: 'keys.json' }, '"jwks"')
  expect('secrets' in read && read.secrets).toEqual([key.d, key.p, key.q, key.dp, key.dq, key.qi])
})
