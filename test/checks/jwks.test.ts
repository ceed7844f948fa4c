import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Blueprint, ISSUER } from './blueprint.ts'
import { onlyTheseSayNo } from './change.ts'
import { keys } from './keys.ts'
import { ask, honestTrace, namesOf } from './trace.ts'

const { es256, ps256, rs256 } = keys
const published = (plan: Blueprint, ...list: readonly unknown[]): void => {
  plan.jwks.body = { keys: list }
}

const exported = (key: ReturnType<typeof generateKeyPairSync>['publicKey'], kid: string): Record<string, unknown> => ({
  ...key.export({ format: 'jwk' }),
  kid,
  use: 'sig',
})
const shortRsa = exported(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'short')
const privateJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
const ed448 = exported(generateKeyPairSync('ed448').publicKey, 'ed448')
const smallCurve = { kty: 'EC', crv: 'P-192', kid: 'small', use: 'sig', x: 'A'.repeat(32), y: 'A'.repeat(32) }

describe('JWK set', () => {
  onlyTheseSayNo([
    ['no keys member', (plan) => (plan.jwks.body = {}), ['jwks-well-formed']],
    ['keys as an object', (plan) => (plan.jwks.body = { keys: {} }), ['jwks-well-formed']],
    ['an array instead of an object', (plan) => (plan.jwks.body = [es256.jwk]), ['jwks-well-formed']],
    ['HTML', (plan) => (plan.jwks.body = '<html>'), ['jwks-well-formed']],
    ['a key that is text', (plan) => published(plan, es256.jwk, 'key'), ['jwks-well-formed']],
    ['a key without kty', (plan) => published(plan, es256.jwk, { kid: 'a', use: 'sig' }), ['jwks-well-formed']],
    [
      'a key without x',
      (plan) => published(plan, es256.jwk, { ...es256.jwk, kid: 'b', x: undefined }),
      ['jwks-well-formed'],
    ],
    [
      'a point off the curve',
      (plan) => published(plan, es256.jwk, { ...es256.jwk, kid: 'b', x: 'AAAA' }),
      ['jwks-well-formed'],
    ],
    [
      'x5c that is no certificate',
      (plan) => published(plan, { ...es256.jwk, x5c: ['AAAA'] }, ps256.jwk),
      ['jwks-well-formed'],
    ],
    [
      'a private key',
      (plan) => published(plan, es256.jwk, { ...privateJwk, kid: 'p', use: 'sig' }),
      ['jwks-no-private-keys'],
    ],
    [
      'a symmetric key',
      (plan) => published(plan, es256.jwk, { kty: 'oct', k: 'AAAA', kid: 's', use: 'sig' }),
      ['jwks-no-private-keys'],
    ],
    ['a short RSA key', (plan) => published(plan, es256.jwk, shortRsa), ['jwks-rsa-key-size']],
    ['a small curve', (plan) => published(plan, es256.jwk, smallCurve), ['jwks-curve-size']],
    ['two keys with one kid', (plan) => published(plan, es256.jwk, { ...ps256.jwk, kid: 'ec-1' }), ['jwks-kid-unique']],
    [
      'a signing key without kid',
      (plan) => published(plan, es256.jwk, { ...ps256.jwk, kid: undefined }),
      ['jwks-kid-present'],
    ],
    [
      'an encryption key, others unmarked',
      (plan) => published(plan, { ...es256.jwk, use: undefined }, { ...ps256.jwk, use: 'enc', alg: 'RSA-OAEP' }),
      ['jwks-use-marked'],
    ],
    [
      'one key for both purposes',
      (plan) => published(plan, es256.jwk, { ...es256.jwk, kid: 'enc', use: 'enc', alg: 'ECDH-ES' }),
      ['jwks-single-purpose'],
    ],
    [
      'key_ops for both purposes',
      (plan) => published(plan, es256.jwk, { ...ps256.jwk, key_ops: ['verify', 'wrapKey'] }),
      ['jwks-single-purpose'],
    ],
    ['a key for RS256', (plan) => published(plan, es256.jwk, rs256.jwk), ['jwks-no-weak-algs']],
    [
      'a key of a later specification',
      (plan) => published(plan, es256.jwk, { kty: 'AKP', kid: 'pq', alg: 'ML-DSA-65', pub: 'AA' }),
      ['jwks-no-weak-algs'],
    ],
    [
      'only keys that cannot sign',
      (plan) => published(plan, ed448, rs256.jwk),
      [
        ...['jwks-allowed-signing-key', 'jwks-no-weak-algs', 'id-token-signature'],
        ...['refresh-response-id-token-signature', 'introspection-jwt-signature'],
      ],
    ],
  ])

  it('leaves keys on curves alone that it cannot try', async () => {
    const brainpool = { kty: 'EC', crv: 'BP-256', kid: 'bp', use: 'sig', x: 'A'.repeat(43), y: 'A'.repeat(43) }
    const trace = await honestTrace((plan) => published(plan, es256.jwk, brainpool))
    expect(namesOf(trace, 'no')).toEqual([])
  })

  it('takes an x5c only for the same key', async () => {
    const trace = await honestTrace((plan) => published(plan, { ...es256.jwk, x5c: [] }, ps256.jwk))
    expect(ask('jwks-well-formed', trace)).toMatchObject({ kind: 'no', observed: expect.stringContaining('"x5c"') })
  })

  it('notices members given twice', async () => {
    const text = JSON.stringify({ keys: [es256.jwk] }).replace('{"kty"', '{"kty":"RSA","kty"')
    const trace = await honestTrace((plan) => (plan.jwks.body = text))
    expect(ask('jwks-well-formed', { ...trace, serverKeys: [] })).toMatchObject({
      kind: 'no',
      observed: '"kty" occurs twice',
    })
  })

  it('does not count an encryption algorithm among the signing keys', async () => {
    const trace = await honestTrace((plan) =>
      published(plan, es256.jwk, { ...ps256.jwk, use: undefined, alg: 'RSA-OAEP-256' }),
    )
    expect(ask('jwks-no-weak-algs', trace).kind).toBe('yes')
    expect(ask('jwks-use-marked', trace).kind).toBe('no')
  })

  it('asks nothing where the metadata names no set', async () => {
    const trace = await honestTrace((plan) => {
      delete plan.metadata.jwks_uri
    })
    const names = namesOf(trace, 'not-applicable').filter((name) => name.startsWith('jwks-'))
    expect(names).toHaveLength(10)
  })

  it('does not know about a set that could not be read', async () => {
    const trace = { ...(await honestTrace()), serverKeys: null }
    expect(ask('jwks-kid-unique', trace)).toMatchObject({ kind: 'unknown', attributed: 'as' })
    expect(ask('id-token-signature', trace).kind).toBe('unknown')
    expect(trace.metadata?.issuer).toBe(ISSUER)
  })
})
