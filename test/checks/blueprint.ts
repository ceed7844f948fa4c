import { calculateJwkThumbprint } from 'jose'
import { json, NOW, type RequestDraft, type ResponseDraft } from './exchange.ts'
import { keys, type TestKey } from './keys.ts'

export const ISSUER = 'https://as.example'
export const NOW_S = NOW / 1000

export interface JwtDraft {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  key: TestKey
}

/** One page or redirect of the authorization server. */
export interface BrowserDraft {
  request: RequestDraft
  response: ResponseDraft
}

/**
 * Everything an honest flow sent and got, still open for change. Texts that start with `$` stand for values made at
 * the end: `$access_token`, `$id_token`, `$refresh_token`, `$at_hash`, `$jkt`.
 */
export interface Blueprint {
  variant: {
    client_auth: string
    sender_constraint: string
    openid: boolean
    request: string
    response: string
    grant: string
  }
  issuer: string
  client: { name: string; id: string; redirectUri: string; certThumbprint: string | null }
  sent: {
    scope: string | null
    state: string | null
    nonce: string | null
    redirectUri: string | null
    dpopJkt: string | null
  }
  /** Parameters of the pushed request beyond the usual. */
  pushed: Record<string, string>
  metadata: Record<string, unknown>
  discovery: ResponseDraft
  jwks: ResponseDraft
  par: ResponseDraft
  /** Query and fragment of the callback, without the redirect URI; the text `$response` stands for the signed `jwt`. */
  callback: {
    redirectUri: string
    query: [string, string][]
    fragment: [string, string][]
    jwt?: JwtDraft
  } | null
  /** null: opaque. */
  accessTokenJwt: JwtDraft | null
  accessToken: string
  refreshToken: string | null
  idToken: JwtDraft
  token: ResponseDraft
  resource: ResponseDraft
  userinfo: ResponseDraft
  refresh: ResponseDraft
  refreshedIdToken: JwtDraft
  introspect: ResponseDraft
  /** The answer as JWT; the body `$introspection_jwt` stands for the signed `introspectionJwt`. */
  introspectJwt: ResponseDraft
  introspectionJwt: JwtDraft
  revoke: ResponseDraft
  browser: BrowserDraft[]
  samples: { requestUris: string[]; codes: string[]; accessTokens: string[]; refreshTokens: string[] }
}

const NO_STORE: [string, string] = ['Cache-Control', 'no-store']
const DATE: [string, string] = ['Date', new Date(NOW).toUTCString()]

const PAGE_HEADERS: [string, string][] = [
  ['Content-Type', 'text/html; charset=utf-8'],
  ['Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'"],
  ['Referrer-Policy', 'no-referrer'],
  ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains; preload'],
]

const page = (body: string): ResponseDraft => ({ status: 200, headers: [...PAGE_HEADERS], body })

const seeOther = (location: string): ResponseDraft => ({
  status: 303,
  headers: [
    ['Location', location],
    ['Strict-Transport-Security', 'max-age=63072000'],
  ],
  body: '',
})

const LOGIN_PAGE = `<!doctype html><title>Log in</title><link rel="stylesheet" href="/style.css"><h1>Log in</h1>
<form method="post" action="/login"><label>User <input name="user"></label><input type="password" name="password"><button>Log in</button></form>`

const consentPage = (
  client: string,
): string => `<!doctype html><title>Consent</title><h1>${client} asks for your accounts</h1>
<form method="post" action="/consent"><button name="decision" value="yes">Agree</button><button name="decision" value="no">Cancel</button></form>`

function browserOf(client: string): BrowserDraft[] {
  return [
    {
      request: { method: 'GET', url: `${ISSUER}/authorize?client_id=c1&request_uri=urn%3Ax` },
      response: seeOther('/login'),
    },
    { request: { method: 'GET', url: `${ISSUER}/login` }, response: page(LOGIN_PAGE) },
    { request: { url: `${ISSUER}/login`, body: 'user=u&password=p' }, response: seeOther('/consent') },
    { request: { method: 'GET', url: `${ISSUER}/consent` }, response: page(consentPage(client)) },
    {
      request: { url: `${ISSUER}/consent`, body: 'decision=yes' },
      response: seeOther('https://client.example/cb?code=x'),
    },
  ]
}

const metadata = (): Record<string, unknown> => ({
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  pushed_authorization_request_endpoint: `${ISSUER}/par`,
  jwks_uri: `${ISSUER}/jwks`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  introspection_endpoint: `${ISSUER}/introspect`,
  revocation_endpoint: `${ISSUER}/revoke`,
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  tls_client_certificate_bound_access_tokens: true,
  require_pushed_authorization_requests: true,
  dpop_signing_alg_values_supported: ['PS256', 'ES256', 'EdDSA'],
  token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth'],
  token_endpoint_auth_signing_alg_values_supported: ['PS256', 'ES256'],
  introspection_endpoint_auth_methods_supported: ['private_key_jwt'],
  introspection_endpoint_auth_signing_alg_values_supported: ['PS256', 'ES256'],
  revocation_endpoint_auth_methods_supported: ['private_key_jwt'],
  revocation_endpoint_auth_signing_alg_values_supported: ['PS256', 'ES256'],
  introspection_signing_alg_values_supported: ['PS256'],
  id_token_signing_alg_values_supported: ['PS256', 'ES256'],
  userinfo_signing_alg_values_supported: ['PS256'],
  subject_types_supported: ['public'],
  scopes_supported: ['openid', 'accounts'],
  mtls_endpoint_aliases: { token_endpoint: 'https://mtls.as.example/token' },
})

const random = (length: number): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(length)))
    .toString('base64url')
    .slice(0, length)

const idToken = (clientId: string, nonce: string | null): JwtDraft => ({
  header: { kid: 'ec-1' },
  claims: {
    ...{ iss: ISSUER, sub: 'user-1', aud: clientId, iat: NOW_S, exp: NOW_S + 300, auth_time: NOW_S - 10 },
    ...{ at_hash: '$at_hash', acr: 'urn:example:loa2', azp: clientId },
    ...(nonce === null ? {} : { nonce }),
  },
  key: keys.es256,
})

export const DPOP_JKT = await calculateJwkThumbprint(keys.dpop.jwk)
export const CERT_THUMBPRINT = 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2'

const REQUEST_URI = 'urn:ietf:params:oauth:request_uri:'

/** The honest flow of a DPoP client with OpenID Connect; every check that applies says yes to it. */
export function honestBlueprint(name = 'client1'): Blueprint {
  const id = `${name}-id`
  const redirectUri =
    name === 'client1' ? 'https://client.example/cb' : 'https://client.example/cb?dummy1=lorem&dummy2=ipsum'
  const [state, nonce, code, requestUri] = [random(32), random(32), random(43), `${REQUEST_URI}${random(43)}`]
  const [accessToken, refreshToken] = [random(43), random(43)]
  return {
    variant: {
      ...{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true },
      ...{ request: 'unsigned', response: 'plain', grant: 'authorization_code' },
    },
    issuer: ISSUER,
    client: { name, id, redirectUri, certThumbprint: CERT_THUMBPRINT },
    sent: { scope: 'openid accounts', state, nonce, redirectUri, dpopJkt: DPOP_JKT },
    pushed: {},
    metadata: metadata(),
    discovery: json(200, {}),
    jwks: json(200, { keys: [keys.es256.jwk, keys.ps256.jwk] }),
    par: json(201, { request_uri: requestUri, expires_in: 60 }, [NO_STORE]),
    callback: {
      redirectUri,
      query: [
        ['code', code],
        ['state', state],
        ['iss', ISSUER],
      ],
      fragment: [],
    },
    accessTokenJwt: null,
    accessToken,
    refreshToken,
    idToken: idToken(id, nonce),
    token: json(
      200,
      {
        ...{ access_token: '$access_token', token_type: 'DPoP', expires_in: 300, scope: 'openid accounts' },
        ...{ refresh_token: '$refresh_token', id_token: '$id_token' },
      },
      [NO_STORE],
    ),
    resource: json(200, { accounts: [] }, [DATE]),
    userinfo: json(200, { sub: 'user-1' }),
    refresh: json(
      200,
      {
        ...{ access_token: random(43), token_type: 'DPoP', expires_in: 300, scope: 'openid accounts' },
        ...{ refresh_token: '$refresh_token', id_token: '$refreshed_id_token' },
      },
      [NO_STORE],
    ),
    refreshedIdToken: { ...idToken(id, nonce), header: { kid: 'ec-1' } },
    introspect: json(200, {
      active: true,
      scope: 'openid accounts',
      token_type: 'DPoP',
      exp: NOW_S + 300,
      cnf: { jkt: '$jkt' },
    }),
    introspectJwt: {
      status: 200,
      headers: [['Content-Type', 'application/token-introspection+jwt']],
      body: '$introspection_jwt',
    },
    introspectionJwt: {
      header: { typ: 'token-introspection+jwt' },
      claims: {
        ...{ iss: ISSUER, aud: id, iat: NOW_S },
        token_introspection: {
          ...{ active: true, scope: 'openid accounts', exp: NOW_S + 300 },
          cnf: { jkt: '$jkt', 'x5t#S256': CERT_THUMBPRINT },
        },
      },
      key: keys.es256,
    },
    revoke: { status: 200, headers: [], body: '' },
    browser: browserOf(name),
    samples: {
      requestUris: [requestUri, `${REQUEST_URI}${random(43)}`, `${REQUEST_URI}${random(43)}`],
      codes: [code, random(43), random(43)],
      accessTokens: [accessToken, random(43), random(43)],
      refreshTokens: [refreshToken, random(43), random(43)],
    },
  }
}
