import { describe, expect, it } from 'vitest'
import { type Blueprint, CERT_THUMBPRINT, DPOP_JKT, ISSUER, NOW_S } from './blueprint.ts'
import { drop, header, onlyTheseSayNo, set } from './change.ts'
import { keys, unsigned } from './keys.ts'
import { ask, honestTrace } from './trace.ts'

const jwtToken = (plan: Blueprint, claims: Record<string, unknown>, key = keys.es256): void => {
  plan.accessTokenJwt = { header: {}, claims: { iss: ISSUER, exp: NOW_S + 60, cnf: { jkt: DPOP_JKT }, ...claims }, key }
}

const oauth = (plan: Blueprint): void => {
  plan.variant.openid = false
  drop(plan.token, 'id_token')
  drop(plan.refresh, 'id_token')
}

const mtls = (plan: Blueprint): void => {
  plan.variant.sender_constraint = 'mtls'
  set(plan.token, { token_type: 'Bearer' })
  set(plan.refresh, { token_type: 'Bearer' })
  set(plan.introspect, { cnf: { 'x5t#S256': CERT_THUMBPRINT } })
}

describe('token response', () => {
  onlyTheseSayNo([
    ['201', (plan) => (plan.token.status = 201), ['token-response-status']],
    ['an error in a 200', (plan) => set(plan.token, { error: 'server_error' }), ['token-response-status']],
    ['text/html', (plan) => header(plan.token, 'content-type', 'text/html'), ['token-response-content-type']],
    ['form encoding', (plan) => (plan.token.body = 'access_token=a&token_type=DPoP'), ['token-response-json']],
    ['no Cache-Control', (plan) => header(plan.token, 'cache-control'), ['token-response-no-store']],
    [
      'no-store only as part of a word',
      (plan) => header(plan.token, 'cache-control', 'x-no-store'),
      ['token-response-no-store'],
    ],
    ['no token_type', (plan) => drop(plan.token, 'token_type'), ['token-response-members', 'token-response-type-dpop']],
    [
      'a number as token_type',
      (plan) => set(plan.token, { token_type: 1 }),
      ['token-response-members', 'token-response-type-dpop'],
    ],
    ['Bearer for a bound token', (plan) => set(plan.token, { token_type: 'Bearer' }), ['token-response-type-dpop']],
    [
      'DPoP for a certificate-bound token',
      (plan) => [mtls(plan), set(plan.token, { token_type: 'DPoP' })],
      ['token-response-type-bearer'],
    ],
    [
      'an object as access_token',
      (plan) => set(plan.token, { access_token: {} }),
      ['token-response-members', 'id-token-at-hash'],
    ],
    [
      'an access token with a line end',
      (plan) => set(plan.token, { access_token: `${plan.accessToken}\n` }),
      ['token-response-members', 'id-token-at-hash'],
    ],
    ['expires_in as text', (plan) => set(plan.token, { expires_in: '300' }), ['token-response-expires-in-number']],
    ['no expires_in', (plan) => drop(plan.token, 'expires_in'), ['token-response-expires-in-given']],
    ['expires_in 0', (plan) => set(plan.token, { expires_in: 0 }), ['token-response-expires-in-given']],
    [
      'expires_in as a date',
      (plan) => set(plan.token, { expires_in: NOW_S + 300 }),
      ['token-response-expires-in-given'],
    ],
    [
      'expires_in null',
      (plan) => set(plan.token, { expires_in: null }),
      ['token-response-expires-in-number', 'token-response-expires-in-given'],
    ],
    ['scope as a list', (plan) => set(plan.token, { scope: ['openid'] }), ['token-response-scope-form']],
    [
      'scope with commas and quotes',
      (plan) => set(plan.token, { scope: '"openid"' }),
      ['token-response-scope-form', 'token-response-scope-subset', 'refresh-response-scope-subset'],
    ],
    [
      'more scope than asked for',
      (plan) => set(plan.token, { scope: 'openid accounts payments' }),
      ['token-response-scope-subset'],
    ],
    [
      'the made-up scope value granted',
      (plan) => [plan.token, plan.introspect].map((one) => set(one, { scope: 'openid assay-unknown-scope' })),
      ['token-response-scope-subset', 'token-response-scope-known', 'refresh-response-scope-subset'],
    ],
    ['no id_token', (plan) => drop(plan.token, 'id_token'), ['token-response-id-token']],
    ['an id_token in plain OAuth', (plan) => (plan.variant.openid = false), ['token-response-no-id-token']],
    [
      'a user name in plain OAuth',
      (plan) => [oauth(plan), set(plan.token, { username: 'alice' })],
      ['token-response-no-user-identifier'],
    ],
    [
      'a refresh token without user',
      (plan) => {
        oauth(plan)
        plan.variant.grant = 'client_credentials'
      },
      ['token-response-no-refresh-token'],
    ],
    [
      'a short access token',
      (plan) => {
        plan.accessToken = 'a1b2c3d4'
        plan.samples.accessTokens = []
      },
      ['access-token-random', 'access-token-160-bits'],
    ],
    [
      'a UUID as access token',
      (plan) => {
        plan.accessToken = '3f1c2b7e-9a4d-4c1e-8b2a-6d5e4f3a2b1c'
        plan.samples.accessTokens = []
      },
      ['access-token-160-bits'],
    ],
    [
      'counted access tokens',
      (plan) => {
        const [first = '', ...rest] = [7, 8, 9].map((n) => `AcmeSandboxAccessTokenForTheMobileApplication-000${n}`)
        plan.accessToken = first
        plan.samples.accessTokens = [first, ...rest]
      },
      ['access-token-random', 'access-token-160-bits'],
    ],
    [
      'a short refresh token',
      (plan) => {
        plan.refreshToken = 'a1b2c3d4'
        plan.samples.refreshTokens = []
      },
      ['refresh-token-random', 'refresh-token-160-bits'],
    ],
  ])
})

describe('JWT access token', () => {
  onlyTheseSayNo([
    ['without cnf', (plan) => jwtToken(plan, { cnf: undefined }), ['access-token-bound-to-proof-key']],
    ['bound to another key', (plan) => jwtToken(plan, { cnf: { jkt: 'other' } }), ['access-token-bound-to-proof-key']],
    [
      'bound to a certificate in a DPoP flow',
      (plan) => jwtToken(plan, { cnf: { 'x5t#S256': CERT_THUMBPRINT } }),
      ['access-token-bound-to-proof-key'],
    ],
    ['cnf as text', (plan) => jwtToken(plan, { cnf: DPOP_JKT }), ['access-token-bound-to-proof-key']],
    [
      'bound to another certificate',
      (plan) => [mtls(plan), jwtToken(plan, { cnf: { 'x5t#S256': 'other' } })],
      ['access-token-bound-to-certificate'],
    ],
    [
      'a certificate hash in hexadecimal',
      (plan) => [
        mtls(plan),
        jwtToken(plan, { cnf: { 'x5t#S256': Buffer.from(CERT_THUMBPRINT, 'base64url').toString('hex') } }),
      ],
      ['access-token-bound-to-certificate'],
    ],
    ['signed with RS256', (plan) => jwtToken(plan, {}, keys.rs256), ['access-token-alg']],
    [
      'alg none',
      (plan) => {
        const token = unsigned({ alg: 'none' }, { cnf: { jkt: DPOP_JKT }, jti: 'x'.repeat(60) })
        plan.accessToken = token
        plan.samples.accessTokens = []
      },
      ['access-token-alg', 'access-token-signed'],
    ],
    [
      'more scope inside than told',
      (plan) => {
        jwtToken(plan, { scope: 'accounts payments' })
        drop(plan.token, 'scope')
      },
      ['token-response-scope-told'],
    ],
    [
      'less scope inside than asked for',
      (plan) => {
        plan.sent.scope = 'openid accounts payments'
        jwtToken(plan, { scope: 'accounts' })
        drop(plan.token, 'scope')
      },
      ['token-response-scope-told'],
    ],
  ])

  it('takes the right certificate', async () => {
    const trace = await honestTrace((plan) => [mtls(plan), jwtToken(plan, { cnf: { 'x5t#S256': CERT_THUMBPRINT } })])
    expect(ask('access-token-bound-to-certificate', trace).kind).toBe('yes')
    const without = { ...trace, client: { ...trace.client, certThumbprint: null } }
    expect(ask('access-token-bound-to-certificate', without)).toMatchObject({ kind: 'unknown', attributed: 'config' })
  })

  it('compares with the key of the proof that was sent, not with the one of the flow', async () => {
    const trace = await honestTrace((plan) => {
      jwtToken(plan, {})
      plan.sent.dpopJkt = 'another key of the flow'
    })
    expect(ask('access-token-bound-to-proof-key', trace).kind).toBe('yes')
  })

  it('reads the scope of an opaque token by introspection', async () => {
    const trace = await honestTrace((plan) => {
      drop(plan.token, 'scope')
      set(plan.introspect, { scope: 'openid' })
    })
    expect(ask('token-response-scope-told', trace)).toMatchObject({
      kind: 'no',
      observed: expect.stringContaining('carries ""'),
    })
  })

  it('compares scope with what the token request itself asked for', async () => {
    const trace = await honestTrace((plan) => {
      oauth(plan)
      plan.variant.grant = 'client_credentials'
      plan.sent.scope = null
      drop(plan.token, 'refresh_token')
    })
    const [token] = trace.exchanges.token ?? []
    if (!token) throw new Error('no token exchange')
    const asked = { ...token, request: { ...token.request, body: 'grant_type=client_credentials&scope=accounts' } }
    const answer = ask('token-response-scope-subset', { ...trace, exchanges: { ...trace.exchanges, token: [asked] } })
    expect(answer).toMatchObject({ kind: 'no', observed: '"openid" was not asked for' })
  })
})
