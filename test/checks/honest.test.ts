import { describe, expect, it } from 'vitest'
import { CERT_THUMBPRINT, DPOP_JKT, ISSUER, NOW_S } from './blueprint.ts'
import { type Change, drop, set } from './change.ts'
import { keys, unsigned } from './keys.ts'
import { honestTrace, namesOf } from './trace.ts'

const mtls: Change = (plan) => {
  plan.variant.sender_constraint = 'mtls'
  plan.variant.client_auth = 'tls_client_auth'
  plan.sent.dpopJkt = null
  set(plan.token, { token_type: 'Bearer' })
  set(plan.refresh, { token_type: 'Bearer' })
  set(plan.introspect, { token_type: 'Bearer', cnf: { 'x5t#S256': CERT_THUMBPRINT } })
}

const oauth: Change = (plan) => {
  plan.variant.openid = false
  plan.sent.nonce = null
  plan.sent.scope = 'accounts'
  set(plan.token, { scope: 'accounts' })
  set(plan.refresh, { scope: 'accounts' })
  set(plan.introspect, { scope: 'accounts' })
  drop(plan.token, 'id_token')
  drop(plan.refresh, 'id_token')
}

const clientCredentials: Change = (plan) => {
  oauth(plan)
  plan.variant.grant = 'client_credentials'
  plan.callback = null
  plan.refreshToken = null
  plan.samples.refreshTokens = []
  drop(plan.token, 'refresh_token')
}

const jwtAccessToken: Change = (plan) => {
  plan.accessTokenJwt = {
    header: { kid: 'rsa-1', typ: 'at+jwt' },
    claims: { iss: ISSUER, sub: 'user-1', scope: 'accounts', exp: NOW_S + 300, cnf: { jkt: DPOP_JKT } },
    key: keys.ps256,
  }
  plan.samples.accessTokens = []
}

/** What other servers do and may do. */
const ROWS: readonly (readonly [string, Change])[] = [
  ['DPoP and OpenID Connect', () => {}],
  ['mutual TLS and OpenID Connect', mtls],
  ['DPoP and plain OAuth', oauth],
  ['client credentials', clientCredentials],
  ['a JWT access token', jwtAccessToken],
  ['a JWT access token without "scope" in the response', (plan) => [jwtAccessToken(plan), drop(plan.token, 'scope')]],
  ['token_type in other letter case', (plan) => set(plan.token, { token_type: 'dpop' })],
  ['scope left out of the token response', (plan) => drop(plan.token, 'scope')],
  ['an empty scope', (plan) => set(plan.token, { scope: '' })],
  ['a user name beside the ID token', (plan) => set(plan.token, { username: 'alice' })],
  [
    'a narrower scope',
    (plan) => [
      set(plan.token, { scope: 'openid' }),
      set(plan.introspect, { scope: 'openid' }),
      drop(plan.refresh, 'scope'),
    ],
  ],
  ['expires_in with a fraction at the token endpoint', (plan) => set(plan.token, { expires_in: 299.5 })],
  [
    'Content-Type with charset and odd case',
    (plan) => (plan.token.headers[0] = ['content-type', 'Application/JSON; charset=UTF-8']),
  ],
  [
    'Cache-Control with more directives',
    (plan) => (plan.token.headers[1] = ['cache-control', 'no-cache, No-Store, max-age=0']),
  ],
  ['Cache-Control in two headers', (plan) => plan.par.headers.push(['Cache-Control', 'private'])],
  [
    'unknown members',
    (plan) => [plan.par, plan.token, plan.introspect].map((response) => set(response, { new_member: { a: [1] } })),
  ],
  ['unknown metadata', (plan) => Object.assign(plan.metadata, { acme_features: { a: true }, acme_list: ['x'] })],
  [
    'RS256 in the list of ID token algorithms',
    (plan) => Object.assign(plan.metadata, { id_token_signing_alg_values_supported: ['RS256', 'PS256'] }),
  ],
  [
    '"none" in the list of UserInfo algorithms',
    (plan) => Object.assign(plan.metadata, { userinfo_signing_alg_values_supported: ['PS256', 'none'] }),
  ],
  [
    'metadata without optional lists',
    (plan) => {
      for (const name of [
        'grant_types_supported',
        'scopes_supported',
        'require_pushed_authorization_requests',
        'mtls_endpoint_aliases',
      ])
        delete plan.metadata[name]
    },
  ],
  [
    'one key without kid',
    (plan) => {
      const { kid: _, ...jwk } = keys.es256.jwk
      plan.jwks.body = { keys: [jwk] }
      plan.idToken.header = {}
      plan.refreshedIdToken.header = {}
    },
  ],
  [
    'signing and encryption keys, marked',
    (plan) => {
      plan.jwks.body = { keys: [keys.es256.jwk, { ...keys.ps256.jwk, use: 'enc', alg: 'RSA-OAEP-256' }] }
    },
  ],
  [
    'an ID token signed with PS256',
    (plan) => Object.assign(plan.idToken, { key: keys.ps256, header: { kid: 'rsa-1' } }),
  ],
  [
    'an ID token signed with Ed25519',
    (plan) => {
      plan.jwks.body = { keys: [keys.es256.jwk, keys.ed25519.jwk] }
      Object.assign(plan.idToken, { key: keys.ed25519, header: { kid: 'ed-1' } })
    },
  ],
  [
    'EdDSA in the key set for an Ed25519 token',
    (plan) => {
      plan.jwks.body = { keys: [keys.es256.jwk, { ...keys.ed25519.jwk, alg: 'EdDSA' }] }
      Object.assign(plan.idToken, { key: keys.ed25519, header: { kid: 'ed-1' } })
    },
  ],
  [
    'aud as an array, no azp, no at_hash',
    (plan) => {
      const { azp: _, at_hash: __, ...claims } = plan.idToken.claims
      plan.idToken.claims = { ...claims, aud: [plan.client.id] }
      drop(plan.refresh, 'id_token')
    },
  ],
  [
    'a clock a minute off',
    (plan) =>
      [plan.idToken, plan.refreshedIdToken].map(({ claims }) =>
        Object.assign(claims, { iat: NOW_S + 60, exp: NOW_S + 360 }),
      ),
  ],
  [
    'no state and no nonce',
    (plan) => {
      plan.sent.state = null
      plan.sent.nonce = null
      plan.callback?.query.splice(1, 1)
      delete plan.idToken.claims.nonce
      delete plan.refreshedIdToken.claims.nonce
    },
  ],
  ['session_state in the response', (plan) => plan.callback?.query.push(['session_state', 'abc'])],
  [
    'claims that a scope asks for',
    (plan) => {
      plan.sent.scope = 'openid accounts email'
      set(plan.userinfo, { email: 'u@example.org', email_verified: true })
      Object.assign(plan.idToken.claims, { email: 'u@example.org' })
    },
  ],
  [
    'claims that the claims parameter asks for',
    (plan) => {
      plan.pushed.claims = JSON.stringify({ id_token: { given_name: null }, userinfo: { given_name: null } })
      set(plan.userinfo, { given_name: 'U' })
      Object.assign(plan.idToken.claims, { given_name: 'U' })
    },
  ],
  ['max_age with auth_time', (plan) => Object.assign(plan.pushed, { max_age: '60' })],
  [
    'UserInfo as a JWT',
    (plan) => {
      plan.userinfo.headers = [['Content-Type', 'application/jwt']]
      plan.userinfo.body = unsigned({ alg: 'PS256', kid: 'rsa-1' }, { sub: 'user-1', iss: ISSUER }, 'AAAA')
    },
  ],
  [
    'introspection as a JWT',
    (plan) => {
      plan.introspect.headers = [['Content-Type', 'application/token-introspection+jwt']]
      const claims = { iss: ISSUER, token_introspection: { active: true, cnf: { jkt: DPOP_JKT } } }
      plan.introspect.body = unsigned({ alg: 'PS256', typ: 'token-introspection+jwt' }, claims, 'AAAA')
    },
  ],
  ['refresh without new refresh token and ID token', (plan) => drop(plan.refresh, 'refresh_token', 'id_token')],
  [
    'an interaction id',
    (plan) => plan.resource.headers.push(['x-fapi-interaction-id', 'C770AEF3-6784-41f7-8e0e-ff5f97bddb3a']),
  ],
  ['a resource that answers 201 without a body', (plan) => Object.assign(plan.resource, { status: 201, body: '' })],
  [
    'a resource that answers with text',
    (plan) =>
      Object.assign(plan.resource, {
        headers: [
          ['Date', plan.resource.headers[1]?.[1]],
          ['Content-Type', 'text/csv'],
        ],
        body: 'a,b',
      }),
  ],
  [
    'DPoP nonces',
    (plan) => {
      plan.token.headers.push(['DPoP-Nonce', 'eyJ7S_zG.eyJH0-Z.HX4w-7v'])
      plan.resource.headers.push(['DPoP-Nonce', 'abc'], ['Cache-Control', 'no-store'])
    },
  ],
  [
    'X-Frame-Options instead of frame-ancestors',
    (plan) => {
      for (const { response } of plan.browser)
        response.headers = response.headers.map(([name, value]) =>
          name === 'Content-Security-Policy' ? ['X-Frame-Options', 'sameorigin'] : [name, value],
        )
    },
  ],
  ['a login without pages', (plan) => Object.assign(plan, { browser: plan.browser.slice(0, 1) })],
  [
    'a login page on another host of the site',
    (plan) => {
      const [first] = plan.browser
      if (first) first.request.url = 'https://login.as.example/x'
    },
  ],
  [
    'sub-resources of pages',
    (plan) =>
      plan.browser.push({
        request: { method: 'GET', url: `${ISSUER}/logo`, headers: [['accept', 'image/*']] },
        response: { status: 302, headers: [['location', '/logo.png']], body: '' },
      }),
  ],
]

describe('an honest flow', () => {
  it.each(ROWS)('has nothing wrong: %s', async (_, change) => {
    const trace = await honestTrace(change)
    expect(namesOf(trace, 'no', 'unknown')).toEqual([])
  })

  it('lets most checks say yes', async () => {
    const trace = await honestTrace()
    expect(namesOf(trace, 'yes').length).toBeGreaterThan(100)
  })
})
