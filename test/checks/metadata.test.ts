import { describe, expect, it } from 'vitest'
import { ISSUER } from './blueprint.ts'
import { type Change, header, onlyTheseSayNo, type Row, set } from './change.ts'
import { ask, honestTrace, namesOf } from './trace.ts'

const put =
  (members: Record<string, unknown>): Change =>
  (plan) =>
    Object.assign(plan.metadata, members)

const remove =
  (...names: readonly string[]): Change =>
  (plan) => {
    for (const name of names) delete plan.metadata[name]
  }

const both =
  (...changes: readonly Change[]): Change =>
  (plan) => {
    for (const change of changes) change(plan)
  }

const mtls: Change = (plan) => {
  plan.variant.sender_constraint = 'mtls'
  plan.variant.client_auth = 'tls_client_auth'
  set(plan.token, { token_type: 'Bearer' })
  set(plan.refresh, { token_type: 'Bearer' })
  set(plan.introspect, { cnf: { 'x5t#S256': plan.client.certThumbprint } })
}

const alg = (name: string): string => `${name}_signing_alg_values_supported`

describe('discovery document', () => {
  onlyTheseSayNo([
    ['another success status', (plan) => (plan.discovery.status = 203), ['discovery-status']],
    ['a redirect', (plan) => (plan.discovery.status = 301), ['discovery-status']],
    ['text/html', (plan) => header(plan.discovery, 'content-type', 'text/html'), ['discovery-content-type']],
    ['no Content-Type', (plan) => header(plan.discovery, 'content-type'), ['discovery-content-type']],
    [
      'two Content-Type headers',
      (plan) => plan.discovery.headers.push(['content-type', 'text/html']),
      ['discovery-content-type'],
    ],
    ['an empty body', (plan) => (plan.discovery.body = ''), ['discovery-json']],
  ])

  it('notices what JSON.parse hides', async () => {
    const trace = await honestTrace()
    const [found] = trace.exchanges.discovery ?? []
    if (!found?.response) throw new Error('no discovery exchange')
    const bodies = [
      '{"issuer":"a","issuer":"b"}',
      '{"a":{"b":1,"c":[{"d":1}],"b":2}}',
      '[{}]',
      '"text"',
      '{"a":1} x',
      '\ufeff<html>',
      '{"a":1,"\\u0061":2}',
    ]
    for (const body of bodies) {
      const discovery = [{ ...found, response: { ...found.response, body } }]
      const answer = ask('discovery-json', { ...trace, exchanges: { ...trace.exchanges, discovery } })
      expect(answer.kind, body).toBe('no')
    }
    const fine = '{"a":{"x":1},"b":{"x":2},"c":["x","x"],"d":"{\\"a\\":1,\\"a\\":2}"}'
    const discovery = [{ ...found, response: { ...found.response, body: fine } }]
    expect(ask('discovery-json', { ...trace, exchanges: { ...trace.exchanges, discovery } }).kind).toBe('yes')
  })

  it('notices bytes that are not UTF-8 and bodies that were cut', async () => {
    const trace = await honestTrace()
    const [found] = trace.exchanges.discovery ?? []
    if (!found?.response) throw new Error('no discovery exchange')
    for (const fault of [{ invalidUtf8: true }, { bodyTruncated: true }]) {
      const discovery = [{ ...found, response: { ...found.response, ...fault } }]
      expect(ask('discovery-json', { ...trace, exchanges: { ...trace.exchanges, discovery } }).kind).toBe('no')
    }
  })
})

const PRESENCE: readonly Row[] = [
  ['no token endpoint', remove('token_endpoint'), ['metadata-required-members']],
  ['no authorization endpoint', remove('authorization_endpoint'), ['metadata-required-members']],
  ['no response types', remove('response_types_supported'), ['metadata-required-members']],
  ['issuer as a number', put({ issuer: 1 }), ['metadata-issuer-form', 'metadata-issuer-match']],
  ['null for a member that is not set', put({ registration_endpoint: null }), ['metadata-member-types']],
  ['a list as text', put({ claims_supported: 'sub iss' }), ['metadata-member-types']],
  ['a list with a number', put({ acr_values_supported: ['a', 1] }), ['metadata-member-types']],
  ['a flag as text', put({ claims_parameter_supported: 'true' }), ['metadata-member-types']],
  ['a policy that is no URL', put({ op_policy_uri: '/policy' }), ['metadata-member-types']],
  ['null for a list', put({ claims_supported: null }), ['metadata-member-types']],
  ['an empty list', put({ ui_locales_supported: [] }), ['metadata-no-empty-arrays']],
  ['a scope with a space', put({ scopes_supported: ['openid', 'a b'] }), ['metadata-scope-values']],
  ['a scope with a quote', put({ scopes_supported: ['a"b'] }), ['metadata-scope-values']],
  ['PAR required as text', put({ require_pushed_authorization_requests: 'true' }), ['metadata-require-par-boolean']],
]

const URLS: readonly Row[] = [
  ['another issuer', put({ issuer: `${ISSUER}/` }), ['metadata-issuer-match']],
  ['an endpoint over http', put({ revocation_endpoint: 'http://as.example/revoke' }), ['metadata-endpoints-https']],
  ['an endpoint that is no URL', put({ revocation_endpoint: '/revoke' }), ['metadata-endpoints-https']],
  [
    'an endpoint with a fragment',
    put({ token_endpoint: `${ISSUER}/token#a` }),
    ['metadata-endpoints-without-fragment'],
  ],
  ['keys over http', put({ jwks_uri: 'http://as.example/jwks' }), ['metadata-jwks-uri-https']],
  ['no PAR endpoint', remove('pushed_authorization_request_endpoint'), ['metadata-par-endpoint']],
  [
    'PAR over http',
    put({ pushed_authorization_request_endpoint: 'http://as.example/par' }),
    ['metadata-par-endpoint-https'],
  ],
  ['aliases as a list', put({ mtls_endpoint_aliases: ['https://a.example/'] }), ['metadata-mtls-aliases']],
  ['no alias', put({ mtls_endpoint_aliases: {} }), ['metadata-mtls-aliases']],
  [
    'an alias over http',
    put({ mtls_endpoint_aliases: { token_endpoint: 'http://a.example/' } }),
    ['metadata-mtls-aliases'],
  ],
]

const FEATURES: readonly Row[] = [
  [
    'response types without code',
    put({ response_types_supported: ['code id_token'] }),
    ['metadata-response-type-code', 'metadata-no-other-response-types'],
  ],
  ['PKCE not announced', remove('code_challenge_methods_supported'), ['metadata-pkce-s256']],
  [
    'PKCE plain only',
    put({ code_challenge_methods_supported: ['plain'] }),
    ['metadata-pkce-s256', 'metadata-no-plain-pkce'],
  ],
  ['PKCE plain too', put({ code_challenge_methods_supported: ['plain', 'S256'] }), ['metadata-no-plain-pkce']],
  [
    'iss parameter not announced',
    remove('authorization_response_iss_parameter_supported'),
    ['metadata-iss-parameter-supported'],
  ],
  [
    'iss parameter denied',
    put({ authorization_response_iss_parameter_supported: false }),
    ['metadata-iss-parameter-supported'],
  ],
  [
    'iss parameter as text',
    put({ authorization_response_iss_parameter_supported: 'true' }),
    ['metadata-iss-parameter-supported'],
  ],
  [
    'bound tokens not announced',
    both(mtls, remove('tls_client_certificate_bound_access_tokens')),
    ['metadata-certificate-bound-tokens'],
  ],
  ['a grant missing', put({ grant_types_supported: ['refresh_token'] }), ['metadata-grant-types']],
  [
    'the refresh grant missing',
    put({ grant_types_supported: ['authorization_code'] }),
    ['metadata-refresh-grant-listed'],
  ],
  [
    'other grants',
    put({ grant_types_supported: ['authorization_code', 'refresh_token', 'password', 'implicit'] }),
    ['metadata-no-forbidden-grants'],
  ],
  [
    'no auth methods, so client_secret_basic',
    remove('token_endpoint_auth_methods_supported'),
    ['metadata-client-auth-method'],
  ],
  [
    'public clients',
    put({ token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'] }),
    ['metadata-no-public-clients'],
  ],
  [
    'secrets',
    put({ token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'] }),
    ['metadata-no-other-auth-methods'],
  ],
  [
    'secrets at introspection',
    put({ introspection_endpoint_auth_methods_supported: ['client_secret_basic'] }),
    ['metadata-no-other-auth-methods'],
  ],
  ['no subject types', remove('subject_types_supported'), ['metadata-openid-members']],
  ['no ID token algorithms', remove(alg('id_token')), ['metadata-openid-members', 'metadata-id-token-algs']],
]

const ALGORITHMS: readonly Row[] = [
  [
    'no assertion algorithms',
    remove('token_endpoint_auth_signing_alg_values_supported'),
    ['metadata-client-assertion-algs', 'metadata-token-auth-algs'],
  ],
  [
    'weak assertion algorithms only',
    put({ token_endpoint_auth_signing_alg_values_supported: ['RS256', 'HS256'] }),
    ['metadata-client-assertion-algs', 'metadata-no-weak-algs'],
  ],
  [
    'weak assertion algorithms too',
    put({ token_endpoint_auth_signing_alg_values_supported: ['PS256', 'RS256'] }),
    ['metadata-no-weak-algs'],
  ],
  [
    'none for assertions',
    put({ token_endpoint_auth_signing_alg_values_supported: ['PS256', 'none'] }),
    ['metadata-token-auth-algs'],
  ],
  ['none in other letters', put({ [alg('request_object')]: ['PS256', 'NONE'] }), ['metadata-no-alg-none']],
  ['no DPoP algorithms', remove(alg('dpop')), ['metadata-dpop-algs']],
  ['DPoP algorithms as text', put({ [alg('dpop')]: 'ES256' }), ['metadata-dpop-algs']],
  [
    'HS256 for DPoP',
    put({ [alg('dpop')]: ['ES256', 'HS256'] }),
    ['metadata-dpop-algs-asymmetric', 'metadata-no-weak-algs'],
  ],
  ['none for DPoP', put({ [alg('dpop')]: ['ES256', 'none'] }), ['metadata-dpop-algs-asymmetric']],
  ['RS256 for ID tokens only', put({ [alg('id_token')]: ['RS256'] }), ['metadata-id-token-algs']],
  ['HS256 for ID tokens', put({ [alg('id_token')]: ['PS256', 'HS256'] }), ['metadata-no-weak-algs']],
  [
    'RS256 for UserInfo only',
    put({ [alg('userinfo')]: ['RS256'] }),
    ['metadata-userinfo-algs', 'metadata-no-weak-algs'],
  ],
  [
    'RS256 for introspection only',
    put({ [alg('introspection')]: ['RS256'] }),
    ['metadata-introspection-response-algs', 'metadata-no-weak-algs'],
  ],
  [
    'no algorithms at revocation',
    remove('revocation_endpoint_auth_signing_alg_values_supported'),
    ['metadata-revocation-auth-algs'],
  ],
  [
    'no algorithms at introspection',
    remove('introspection_endpoint_auth_signing_alg_values_supported'),
    ['metadata-introspection-auth-algs'],
  ],
  ['a list of a later specification', put({ [alg('acme')]: ['RS512'] }), ['metadata-no-weak-algs']],
]

describe('metadata members', () => onlyTheseSayNo(PRESENCE))
describe('metadata URLs', () => onlyTheseSayNo(URLS))
describe('metadata features', () => onlyTheseSayNo(FEATURES))
describe('metadata algorithms', () => onlyTheseSayNo(ALGORITHMS))

it('takes the issuer that was asked where the metadata names another one', async () => {
  const trace = await honestTrace(put({ issuer: `${ISSUER}/` }))
  expect(ask('authorization-response-iss-exact', trace).kind).toBe('yes')
  expect(ask('id-token-iss', trace).kind).toBe('yes')
})

describe('issuer form', () => {
  it.each([
    'http://as.example',
    `${ISSUER}?`,
    `${ISSUER}?a=b`,
    `${ISSUER}#`,
    `${ISSUER}#a`,
    'https://u:p@as.example',
    'as.example',
    '',
  ])('refuses %s', async (issuer) => {
    const trace = await honestTrace((plan) => {
      plan.metadata.issuer = issuer
    })
    expect(ask('metadata-issuer-form', trace).kind).toBe('no')
  })
  it.each([ISSUER, `${ISSUER}/`, `${ISSUER}/tenant/1`, 'https://127.0.0.1:9443'])('takes %s', async (issuer) => {
    const trace = await honestTrace((plan) => {
      plan.metadata.issuer = issuer
    })
    expect(ask('metadata-issuer-form', trace).kind).toBe('yes')
  })
})

it('says nothing about metadata that could not be read', async () => {
  const trace = { ...(await honestTrace()), metadata: null }
  const names = namesOf(trace, 'yes', 'no').filter((name) => name.startsWith('metadata-'))
  expect(names).toEqual([])
})
