import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Blueprint, ISSUER, NOW_S } from './blueprint.ts'
import { type Change, drop, onlyTheseSayNo, set } from './change.ts'
import { keys, unsigned } from './keys.ts'
import { ask, honestTrace, namesOf } from './trace.ts'

/** Changes claims of both ID tokens alike, so that the refresh response keeps what it must keep. */
const claims =
  (changes: Record<string, unknown>): Change =>
  ({ idToken, refreshedIdToken }) =>
    [idToken, refreshedIdToken].map((token) => Object.assign(token.claims, changes))

const signedWith =
  (key: (typeof keys)['es256'], kid: string | undefined, ...published: readonly unknown[]): Change =>
  (plan) => {
    plan.jwks.body = { keys: published }
    for (const token of [plan.idToken, plan.refreshedIdToken]) Object.assign(token, { key, header: { kid } })
  }

const { es256, ps256, rs256, stranger, ed25519 } = keys

/** An ID token that jose would not make. */
const raw =
  (header: Record<string, unknown>, signature = ''): Change =>
  (plan) =>
    set(plan.token, { id_token: unsigned(header, { ...plan.idToken.claims, at_hash: undefined }, signature) })

const half = (digest: string, text: string): string => {
  const whole = createHash(digest).update(text).digest()
  return whole.subarray(0, whole.length / 2).toString('base64url')
}
const codeOf = (plan: Blueprint): string => plan.callback?.query[0]?.[1] ?? ''

describe('ID token claims', () => {
  onlyTheseSayNo([
    ['another iss', claims({ iss: 'https://other.example' }), ['id-token-iss']],
    ['iss with a slash more', claims({ iss: `${ISSUER}/` }), ['id-token-iss']],
    ['no iss', claims({ iss: undefined }), ['id-token-iss', 'id-token-required-claims']],
    ['another client in aud', claims({ aud: 'other', azp: undefined }), ['id-token-aud']],
    ['a list of others in aud', claims({ aud: ['a', 'b'] }), ['id-token-aud']],
    ['an empty list in aud', claims({ aud: [] }), ['id-token-aud', 'id-token-required-claims']],
    ['another azp', claims({ azp: 'other' }), ['id-token-azp']],
    [
      'no sub',
      (plan) => [claims({ sub: undefined })(plan)],
      ['id-token-sub', 'id-token-required-claims', 'userinfo-sub'],
    ],
    ['a number as sub', claims({ sub: 17 }), ['id-token-sub', 'id-token-required-claims', 'userinfo-sub']],
    [
      'a long sub',
      (plan) => [claims({ sub: 'x'.repeat(256) })(plan), set(plan.userinfo, { sub: 'x'.repeat(256) })],
      ['id-token-sub'],
    ],
    [
      'a sub outside ASCII',
      (plan) => [claims({ sub: 'jürgen' })(plan), set(plan.userinfo, { sub: 'jürgen' })],
      ['id-token-sub'],
    ],
    ['an expired token', claims({ iat: NOW_S - 250, exp: NOW_S - 301 }), ['id-token-times']],
    ['a token of the future', claims({ iat: NOW_S + 400, exp: NOW_S + 800 }), ['id-token-times']],
    ['an old iat', claims({ iat: NOW_S - 301 }), ['id-token-times']],
    ['exp in ms', claims({ exp: NOW_S * 1000 }), ['id-token-times']],
    ['exp as text', claims({ exp: String(NOW_S + 60) }), ['id-token-required-claims']],
    ['another nonce', claims({ nonce: 'other' }), ['id-token-nonce']],
    ['no nonce', claims({ nonce: undefined }), ['id-token-nonce']],
    ['a nonce that was not sent', (plan) => (plan.sent.nonce = null), ['id-token-nonce']],
    ['auth_time of the future', claims({ auth_time: NOW_S + 3600 }), ['id-token-auth-time']],
    ['auth_time as text', claims({ auth_time: 'today' }), ['id-token-auth-time']],
    ['auth_time years ago', claims({ auth_time: 1 }), ['id-token-auth-time']],
    [
      'no auth_time despite max_age',
      (plan) => [claims({ auth_time: undefined })(plan), Object.assign(plan.pushed, { max_age: '60' })],
      ['id-token-auth-time'],
    ],
    [
      'auth_time older than max_age',
      (plan) => [claims({ auth_time: NOW_S - 4000 })(plan), Object.assign(plan.pushed, { max_age: '60' })],
      ['id-token-auth-time'],
    ],
    ['an empty acr', claims({ acr: '' }), ['id-token-acr']],
    [
      'another acr than the essential one',
      (plan) =>
        (plan.pushed.claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:other'] } } })),
      ['id-token-acr'],
    ],
    ['a mail address nobody asked for', claims({ email: 'u@example.org' }), ['id-token-only-requested-claims']],
    ['a wrong at_hash', claims({ at_hash: 'AAAA' }), ['id-token-at-hash']],
    ['at_hash with the whole digest', claims({ at_hash: half('sha512', 'x') }), ['id-token-at-hash']],
    ['a wrong c_hash', claims({ c_hash: 'AAAA' }), ['id-token-c-hash']],
    ['a wrong s_hash', claims({ s_hash: 'AAAA' }), ['id-token-s-hash']],
    [
      's_hash without state',
      (plan) => {
        claims({ s_hash: 'AAAA' })(plan)
        plan.sent.state = null
        plan.callback?.query.splice(1, 1)
      },
      ['id-token-s-hash'],
    ],
  ])

  it('takes right hashes of code and state', async () => {
    const trace = await honestTrace((plan) => {
      const code = 'c'
      claims({ c_hash: half('sha256', code), s_hash: half('sha256', plan.sent.state ?? '') })(plan)
      expect(codeOf(plan)).not.toBe('')
    })
    expect(ask('id-token-c-hash', trace).kind).toBe('yes')
    expect(ask('id-token-s-hash', trace).kind).toBe('yes')
  })

  it('takes an essential acr that was asked for', async () => {
    const trace = await honestTrace((plan) => {
      plan.pushed.claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:example:loa2' } } })
    })
    expect(ask('id-token-acr', trace).kind).toBe('yes')
  })

  it('reads the claims parameter of a request object', async () => {
    const object = unsigned({ alg: 'PS256' }, { claims: { id_token: { email: null } } }, 'AAAA')
    const trace = await honestTrace((plan) => {
      claims({ email: 'u@example.org' })(plan)
      plan.pushed.request = object
    })
    expect(ask('id-token-only-requested-claims', trace).kind).toBe('yes')
  })

  it('has nothing to say about what is optional and absent', async () => {
    const trace = await honestTrace(
      claims({ azp: undefined, acr: undefined, auth_time: undefined, at_hash: undefined }),
    )
    const names = ['id-token-azp', 'id-token-acr', 'id-token-auth-time', 'id-token-at-hash', 'id-token-c-hash']
    expect(names.map((name) => ask(name, trace).kind)).toEqual(names.map(() => 'not-applicable'))
  })
})

describe('ID token signature', () => {
  onlyTheseSayNo([
    [
      'RS256',
      signedWith(rs256, 'rsa-weak', es256.jwk, { ...rs256.jwk, alg: undefined }),
      ['id-token-alg', 'refresh-response-id-token-alg'],
    ],
    [
      'RS256 by a key for PS256',
      signedWith(rs256, 'rsa-weak', es256.jwk, { ...rs256.jwk, alg: 'PS256' }),
      ['id-token-alg', 'refresh-response-id-token-alg'],
    ],
    [
      'a key that is not published',
      signedWith(stranger, 'ec-1', es256.jwk, ps256.jwk),
      ['id-token-signature', 'refresh-response-id-token-signature'],
    ],
    [
      'a kid that is not published',
      signedWith(es256, 'gone', es256.jwk, ps256.jwk),
      ['id-token-signature', 'refresh-response-id-token-signature'],
    ],
    ['no kid among several keys', signedWith(es256, undefined, es256.jwk, ps256.jwk), ['id-token-kid']],
    [
      'a key that is for encryption',
      signedWith(es256, 'ec-1', { ...es256.jwk, use: 'enc', alg: 'ECDH-ES' }, ps256.jwk),
      ['id-token-signature', 'refresh-response-id-token-signature', 'introspection-jwt-signature'],
    ],
    [
      'a key for another algorithm',
      signedWith(ps256, 'rsa-1', es256.jwk, { ...ps256.jwk, alg: 'RS256' }),
      ['id-token-signature', 'refresh-response-id-token-signature', 'jwks-no-weak-algs'],
    ],
    ['jku', ({ idToken }) => Object.assign(idToken.header, { jku: `${ISSUER}/jwks` }), ['id-token-no-remote-keys']],
    ['alg none', raw({ alg: 'none' }), ['id-token-alg', 'id-token-signed', 'id-token-signature', 'id-token-kid']],
    [
      'alg NONE with some signature',
      raw({ alg: 'NONE', kid: 'ec-1' }, 'AAAA'),
      ['id-token-alg', 'id-token-signed', 'id-token-signature'],
    ],
    ['HS256', raw({ alg: 'HS256', kid: 'ec-1' }, 'AAAA'), ['id-token-alg', 'id-token-signature']],
    ['no alg', raw({ kid: 'ec-1' }, 'AAAA'), ['id-token-alg', 'id-token-signature']],
    [
      'an altered signature',
      (plan) =>
        set(plan.token, {
          id_token: unsigned(
            { alg: 'ES256', kid: 'ec-1' },
            { ...plan.idToken.claims, at_hash: undefined },
            'A'.repeat(86),
          ),
        }),
      ['id-token-signature'],
    ],
    ['two parts', (plan) => set(plan.token, { id_token: 'a.b' }), ['id-token-well-formed']],
    ['padding', (plan) => set(plan.token, { id_token: 'e30=.e30=.AA==' }), ['id-token-well-formed']],
    [
      'claims that are no object',
      (plan) => set(plan.token, { id_token: unsigned({ alg: 'ES256' }, [1], 'AA') }),
      ['id-token-well-formed'],
    ],
    ['no text', (plan) => set(plan.token, { id_token: 1 }), ['id-token-well-formed', 'token-response-id-token']],
  ])

  it.each([
    ['PS256', signedWith(ps256, 'rsa-1', es256.jwk, ps256.jwk)],
    ['Ed25519', signedWith(ed25519, 'ed-1', es256.jwk, ed25519.jwk)],
    ['a single key without kid', signedWith(es256, undefined, { ...es256.jwk, kid: undefined })],
    ['the right one of two keys with one kid', signedWith(es256, 'ec-1', stranger.jwk, es256.jwk)],
  ])('verifies with %s', async (_, change) => {
    const trace = await honestTrace(change)
    expect(ask('id-token-signature', trace).kind).toBe('yes')
  })

  it('allows EdDSA over Ed25519 only', async () => {
    const trace = await honestTrace(raw({ alg: 'EdDSA', kid: 'ed448' }, 'AAAA'))
    const serverKeys = [{ kty: 'OKP', crv: 'Ed448', kid: 'ed448', x: 'AAAA' }]
    expect(ask('id-token-alg', { ...trace, serverKeys })).toMatchObject({
      kind: 'no',
      observed: 'alg "EdDSA" over Ed448',
    })
  })

  it('notices claims given twice', async () => {
    const text = (json: string): string => Buffer.from(json).toString('base64url')
    const trace = await honestTrace((plan) =>
      set(plan.token, { id_token: `${text('{"alg":"ES256"}')}.${text('{"sub":"a","sub":"b"}')}.AAAA` }),
    )
    expect(ask('id-token-well-formed', trace)).toMatchObject({ kind: 'no', observed: '"sub" occurs twice' })
  })

  it('cannot look into an encrypted token', async () => {
    const trace = await honestTrace((plan) => [
      set(plan.token, { id_token: 'a.b.c.d.e' }),
      drop(plan.refresh, 'id_token'),
    ])
    const kinds = new Set(namesOf(trace, 'not-applicable').filter((name) => name.startsWith('id-token-')))
    expect(kinds.size).toBe(19)
  })
})
