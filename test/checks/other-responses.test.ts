import { describe, expect, it } from 'vitest'
import { type Blueprint, CERT_THUMBPRINT, ISSUER, NOW_S } from './blueprint.ts'
import { drop, header, onlyTheseSayNo, set } from './change.ts'
import { NOW } from './exchange.ts'
import { keys, unsigned } from './keys.ts'
import { ask, honestTrace, namesOf } from './trace.ts'

const mtls = (plan: Blueprint): void => {
  plan.variant.sender_constraint = 'mtls'
  set(plan.token, { token_type: 'Bearer' })
  set(plan.refresh, { token_type: 'Bearer' })
  set(plan.introspect, { token_type: 'Bearer', cnf: { 'x5t#S256': CERT_THUMBPRINT } })
}

describe('resource response', () => {
  onlyTheseSayNo([
    ['401', (plan) => (plan.resource.status = 401), ['resource-accepts-token']],
    ['a redirect', (plan) => (plan.resource.status = 302), ['resource-accepts-token']],
    ['no Date', (plan) => header(plan.resource, 'date'), ['resource-date']],
    ['a Date in another form', (plan) => header(plan.resource, 'date', new Date(NOW).toISOString()), ['resource-date']],
    [
      'an obsolete form of Date',
      (plan) => header(plan.resource, 'date', 'Thursday, 15-Jan-26 12:00:00 GMT'),
      ['resource-date'],
    ],
    ['two Dates', (plan) => plan.resource.headers.push(['Date', new Date(NOW).toUTCString()]), ['resource-date']],
    [
      'a clock an hour slow',
      (plan) => header(plan.resource, 'date', new Date(NOW - 3_600_000).toUTCString()),
      ['resource-date-right'],
    ],
    ['no Content-Type', (plan) => header(plan.resource, 'content-type'), ['resource-content-type']],
    ['JSON announced, HTML sent', (plan) => (plan.resource.body = '<html>'), ['resource-content-type']],
    [
      'problem+json announced, text sent',
      (plan) => [
        header(plan.resource, 'content-type', 'application/problem+json'),
        Object.assign(plan.resource, { body: 'oops' }),
      ],
      ['resource-content-type'],
    ],
    [
      'an interaction id that is no UUID',
      (plan) => header(plan.resource, 'x-fapi-interaction-id', '17'),
      ['resource-interaction-id'],
    ],
    [
      'two interaction ids',
      (plan) =>
        header(
          plan.resource,
          'x-fapi-interaction-id',
          'c770aef3-6784-41f7-8e0e-ff5f97bddb3a',
          'c770aef3-6784-41f7-8e0e-ff5f97bddb3a',
        ),
      ['resource-interaction-id'],
    ],
  ])

  it('wants the interaction id of the request back', async () => {
    const id = 'c770aef3-6784-41f7-8e0e-ff5f97bddb3a'
    const trace = await honestTrace((plan) => header(plan.resource, 'x-fapi-interaction-id', id))
    const sent = (interactionId: string) => ({ ...trace, sent: { ...trace.sent, interactionId } })
    expect(ask('resource-interaction-id', sent(id.toUpperCase())).kind).toBe('yes')
    expect(ask('resource-interaction-id', sent('11111111-6784-41f7-8e0e-ff5f97bddb3a'))).toMatchObject({
      kind: 'no',
      attributed: 'rs',
    })
  })
})

describe('UserInfo response', () => {
  onlyTheseSayNo([
    ['201', (plan) => (plan.userinfo.status = 201), ['userinfo-status']],
    ['text/json', (plan) => header(plan.userinfo, 'content-type', 'text/json'), ['userinfo-content-type']],
    ['an array', (plan) => (plan.userinfo.body = []), ['userinfo-well-formed']],
    ['text', (plan) => (plan.userinfo.body = 'hello'), ['userinfo-well-formed']],
    ['a member twice', (plan) => (plan.userinfo.body = '{"sub":"user-1","sub":"user-1"}'), ['userinfo-well-formed']],
    ['no sub', (plan) => drop(plan.userinfo, 'sub'), ['userinfo-sub']],
    ['another sub', (plan) => set(plan.userinfo, { sub: 'user-2' }), ['userinfo-sub']],
    [
      'email_verified as text',
      (plan) => [
        Object.assign(plan.sent, { scope: 'openid accounts email' }),
        set(plan.userinfo, { email_verified: 'true' }),
      ],
      ['userinfo-claim-types'],
    ],
    [
      'updated_at as text',
      (plan) => [
        Object.assign(plan.sent, { scope: 'openid accounts profile' }),
        set(plan.userinfo, { updated_at: '2026-01-01' }),
      ],
      ['userinfo-claim-types'],
    ],
    [
      'address as text',
      (plan) => [
        Object.assign(plan.sent, { scope: 'openid accounts address' }),
        set(plan.userinfo, { address: 'here' }),
      ],
      ['userinfo-claim-types'],
    ],
    [
      'a phone number nobody asked for',
      (plan) => set(plan.userinfo, { phone_number: '1' }),
      ['userinfo-only-requested-claims'],
    ],
    [
      'a JWT signed with RS256',
      (plan) => [
        header(plan.userinfo, 'content-type', 'application/jwt'),
        Object.assign(plan.userinfo, { body: unsigned({ alg: 'RS256' }, { sub: 'user-1' }, 'AAAA') }),
      ],
      ['userinfo-jwt-alg'],
    ],
  ])
})

describe('refresh response', () => {
  onlyTheseSayNo([
    ['201', (plan) => (plan.refresh.status = 201), ['refresh-response-status']],
    ['text/plain', (plan) => header(plan.refresh, 'content-type', 'text/plain'), ['refresh-response-content-type']],
    ['no JSON', (plan) => (plan.refresh.body = 'a'), ['refresh-response-json']],
    ['no Cache-Control', (plan) => header(plan.refresh, 'cache-control'), ['refresh-response-no-store']],
    ['Bearer', (plan) => set(plan.refresh, { token_type: 'Bearer' }), ['refresh-response-type-dpop']],
    [
      'DPoP for a certificate',
      (plan) => [mtls(plan), set(plan.refresh, { token_type: 'DPoP' })],
      ['refresh-response-type-bearer'],
    ],
    ['no access token', (plan) => drop(plan.refresh, 'access_token'), ['refresh-response-members']],
    [
      'a short access token',
      (plan) => [set(plan.refresh, { access_token: 'abc' }), Object.assign(plan.samples, { accessTokens: [] })],
      ['refresh-response-access-token-random'],
    ],
    [
      'more scope',
      (plan) => set(plan.refresh, { scope: 'openid accounts payments' }),
      ['refresh-response-scope-subset'],
    ],
    [
      'another sub',
      ({ refreshedIdToken }) => Object.assign(refreshedIdToken.claims, { sub: 'user-2' }),
      ['refresh-response-id-token'],
    ],
    [
      'another aud',
      ({ refreshedIdToken }) => Object.assign(refreshedIdToken.claims, { aud: 'other' }),
      ['refresh-response-id-token'],
    ],
    [
      'another nonce',
      ({ refreshedIdToken }) => Object.assign(refreshedIdToken.claims, { nonce: 'other' }),
      ['refresh-response-id-token'],
    ],
    [
      'another auth_time',
      ({ refreshedIdToken }) => Object.assign(refreshedIdToken.claims, { auth_time: NOW_S }),
      ['refresh-response-id-token'],
    ],
    [
      'an older iat',
      ({ refreshedIdToken }) => Object.assign(refreshedIdToken.claims, { iat: NOW_S - 20 }),
      ['refresh-response-id-token'],
    ],
    [
      'no iat',
      ({ refreshedIdToken }) => Object.assign(refreshedIdToken.claims, { iat: undefined }),
      ['refresh-response-id-token'],
    ],
    [
      'an ID token by another key',
      ({ refreshedIdToken }) => (refreshedIdToken.key = keys.stranger),
      ['refresh-response-id-token-signature'],
    ],
    [
      'an ID token signed with RS256',
      (plan) => {
        plan.jwks.body = { keys: [keys.es256.jwk, { ...keys.rs256.jwk, alg: undefined }] }
        Object.assign(plan.refreshedIdToken, { key: keys.rs256, header: { kid: 'rsa-weak' } })
      },
      ['refresh-response-id-token-alg'],
    ],
    [
      'a JWT bound to another key',
      (plan) =>
        set(plan.refresh, {
          access_token: unsigned({ alg: 'ES256' }, { cnf: { jkt: 'x' } }, 'Zk3fJ9dkQp-28dkfJ38dkQpLw0'),
        }),
      ['refresh-response-bound-to-proof-key'],
    ],
    [
      'a JWT bound to another certificate',
      (plan) => [
        mtls(plan),
        set(plan.refresh, { access_token: unsigned({ alg: 'ES256' }, {}, 'Zk3fJ9dkQp-28dkfJ38dkQpLw0') }),
      ],
      ['refresh-response-bound-to-certificate'],
    ],
  ])

  it('wants a new iat where the refresh came seconds later', async () => {
    const trace = await honestTrace()
    const [refresh] = trace.exchanges.refresh ?? []
    if (!refresh) throw new Error('no refresh exchange')
    const later = { ...refresh, timing: { ...refresh.timing, startedAt: NOW + 5000 } }
    const answer = ask('refresh-response-id-token', { ...trace, exchanges: { ...trace.exchanges, refresh: [later] } })
    expect(answer).toMatchObject({ kind: 'no', observed: '"iat" is not that of the new token' })
  })

  it('takes rotation for a habit only if every refresh rotates', async () => {
    const rotating = await honestTrace((plan) => set(plan.refresh, { refresh_token: 'next' }))
    expect(ask('refresh-response-not-rotated', rotating)).toMatchObject({
      kind: 'yes',
      observed: '1 of 2 refreshes gave another refresh token',
    })
    expect(ask('refresh-response-not-rotated', { ...rotating, other: rotating })).toMatchObject({ kind: 'no' })
    expect(ask('refresh-response-not-rotated', { ...rotating, other: null })).toMatchObject({ kind: 'no' })
  })

  it('does not know without a refresh', async () => {
    const trace = await honestTrace()
    const exchanges = { ...trace.exchanges, refresh: [] }
    expect(ask('refresh-response-not-rotated', { ...trace, exchanges, other: null }).kind).toBe('unknown')
    expect(ask('refresh-response-id-token', { ...trace, exchanges }).kind).toBe('unknown')
  })
})

describe('introspection response', () => {
  onlyTheseSayNo([
    ['201', (plan) => (plan.introspect.status = 201), ['introspection-response-status']],
    [
      'text/html',
      (plan) => header(plan.introspect, 'content-type', 'text/html'),
      ['introspection-response-content-type'],
    ],
    ['no active', (plan) => drop(plan.introspect, 'active'), ['introspection-response-well-formed']],
    ['active as text', (plan) => set(plan.introspect, { active: 'true' }), ['introspection-response-well-formed']],
    ['no JSON', (plan) => (plan.introspect.body = 'a'), ['introspection-response-well-formed']],
    ['scope as a list', (plan) => set(plan.introspect, { scope: ['a'] }), ['introspection-response-member-types']],
    ['exp as text', (plan) => set(plan.introspect, { exp: '1' }), ['introspection-response-member-types']],
    ['another client_id', (plan) => set(plan.introspect, { client_id: 'somebody' }), ['introspection-response-agrees']],
    [
      'a scope that was not granted',
      (plan) => set(plan.introspect, { scope: 'openid accounts payments' }),
      ['introspection-response-agrees'],
    ],
    ['exp a day late', (plan) => set(plan.introspect, { exp: NOW_S + 86_700 }), ['introspection-response-agrees']],
    ['exp in ms', (plan) => set(plan.introspect, { exp: (NOW_S + 300) * 1000 }), ['introspection-response-agrees']],
    ['iat in ms', (plan) => set(plan.introspect, { iat: NOW_S * 1000 }), ['introspection-response-agrees']],
    ['no cnf', (plan) => drop(plan.introspect, 'cnf'), ['introspection-response-bound-to-proof-key']],
    [
      'another key',
      (plan) => set(plan.introspect, { cnf: { jkt: 'other' } }),
      ['introspection-response-bound-to-proof-key'],
    ],
    ['Bearer', (plan) => set(plan.introspect, { token_type: 'Bearer' }), ['introspection-response-token-type']],
    [
      'no certificate',
      (plan) => [mtls(plan), drop(plan.introspect, 'cnf')],
      ['introspection-response-bound-to-certificate'],
    ],
  ])

  it('compares with the key of the refresh that made the token', async () => {
    const trace = await honestTrace()
    const [introspect] = trace.exchanges.introspect ?? []
    const [refresh] = trace.exchanges.refresh ?? []
    if (!introspect || !refresh?.response) throw new Error('exchanges are missing')
    const token = String(JSON.parse(refresh.response.body).access_token)
    const asked = { ...introspect, request: { ...introspect.request, body: `token=${token}` } }
    const bare = { ...refresh, request: { ...refresh.request, headers: [] } }
    const exchanges = { ...trace.exchanges, introspect: [asked], refresh: [bare] }
    const other = { ...trace, exchanges, sent: { ...trace.sent, dpopJkt: 'another' } }
    expect(ask('introspection-response-bound-to-proof-key', other).kind).toBe('no')
    expect(
      ask('introspection-response-bound-to-proof-key', { ...other, exchanges: { ...exchanges, refresh: [refresh] } })
        .kind,
    ).toBe('yes')
  })
})

describe('a service that is not there', () => {
  it('is not asked about', async () => {
    const trace = await honestTrace((plan) => {
      for (const name of ['userinfo_endpoint', 'introspection_endpoint', 'revocation_endpoint'])
        delete plan.metadata[name]
      plan.revoke.status = 404
    })
    const names = namesOf(trace, 'not-applicable').filter((name) => /^(userinfo|introspection|revocation)-/.test(name))
    expect(names).toHaveLength(32)
  })

  it('includes introspection for a client that may not introspect', async () => {
    const refused = await honestTrace((plan) =>
      Object.assign(plan.introspect, { status: 403, body: { error: 'access_denied' } }),
    )
    expect(namesOf(refused, 'yes', 'no', 'unknown').filter((name) => name.startsWith('introspection-'))).toEqual([])
    const silent = await honestTrace((plan) => Object.assign(plan.introspect, { body: { active: false } }))
    expect(namesOf(silent, 'no', 'unknown')).toEqual([])
    expect(ask('introspection-response-bound-to-proof-key', silent).kind).toBe('not-applicable')
  })

  it('does not include introspection that crashes', async () => {
    const trace = await honestTrace((plan) => Object.assign(plan.introspect, { status: 500 }))
    expect(ask('introspection-response-status', trace).kind).toBe('no')
  })

  it('includes refresh where no refresh token was issued', async () => {
    const trace = await honestTrace((plan) => drop(plan.token, 'refresh_token'))
    const without = { ...trace, exchanges: { ...trace.exchanges, refresh: [] } }
    expect(namesOf(without, 'yes', 'no', 'unknown').filter((name) => name.startsWith('refresh-'))).toEqual([])
  })

  it('does not include a refresh token that is refused', async () => {
    const trace = await honestTrace((plan) =>
      Object.assign(plan.refresh, { status: 400, body: { error: 'invalid_grant' } }),
    )
    expect(ask('refresh-response-status', trace)).toMatchObject({
      kind: 'no',
      observed: 'status 400 with error "invalid_grant"',
    })
  })
})

describe('revocation response', () => {
  onlyTheseSayNo([
    ['204', (plan) => (plan.revoke.status = 204), ['revocation-response-status']],
    ['an error in a 200', (plan) => (plan.revoke.body = { error: 'invalid_request' }), ['revocation-response-status']],
  ])
})

describe('a step that went wrong', () => {
  const STEPS: readonly (readonly [keyof Blueprint & string, string, string])[] = [
    ['par', 'par-', 'par-response-status'],
    ['token', 'token-response-', 'token-response-status'],
    ['refresh', 'refresh-response-', 'refresh-response-status'],
    ['userinfo', 'userinfo-', 'userinfo-status'],
    ['resource', 'resource-', 'resource-accepts-token'],
  ]
  it.each(STEPS)('%s: only its status says no', async (step, prefix, status) => {
    const trace = await honestTrace((plan) =>
      Object.assign(plan[step] as object, { status: 400, body: { error: 'invalid_request' } }),
    )
    const own = namesOf(trace, 'no').filter((name) => name.startsWith(prefix))
    expect(own).toEqual([status])
    expect(namesOf(trace, 'yes').filter((name) => name.startsWith(prefix) && !name.includes('rotated'))).toEqual([])
  })

  it.each(STEPS)('%s: not made, so nothing is known', async (step, prefix) => {
    const trace = await honestTrace()
    const stopped = { step: 'authorize', detail: `${ISSUER} said no`, attributed: 'as' as const }
    const without = { ...trace, exchanges: { ...trace.exchanges, [step]: [] }, other: null, stopped }
    const told = namesOf(without, 'yes', 'no').filter((name) => name.startsWith(prefix))
    expect(told).toEqual([])
  })
})
