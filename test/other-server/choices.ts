import type { Choices } from '../support/other-server/choices.ts'
import type { Trial } from './tryServer.ts'

/** What a conformant server may do in its own way, the cases that look at it, and what they may say about it. */
export interface Choice extends Omit<Trial, 'choices' | 'faults'> {
  readonly what: string
  readonly choices: Partial<Choices>
  /** Cases with another verdict than pass or skip, as `notPassed` gives them. Only shoulds and findings that are true. */
  readonly said?: Readonly<Record<string, string>>
  /** Cases that do not apply to such a server. */
  readonly skips?: readonly string[]
}

const pages = ['authorize-*', 'browser-*', 'consent-*', 'request-uri-*']
const responses = ['*-response-*', 'discovery-*', 'jwks-*', 'id-token-*', 'userinfo-*', 'interop-*']
const plainOAuth = { openid: false } as const
const mtls = { sender_constraint: 'mtls' } as const
const tlsClient = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const
const cancels = ['authorize-user-cancels', 'authorize-user-cancels-with-iss', 'authorize-user-cancels-with-state']

const places: readonly Choice[] = [
  {
    what: 'an issuer with a path',
    choices: { issuerPath: '/tenant-a' },
    only: ['metadata-*', 'client-assertion-aud-*', 'interop-*'],
  },
  {
    what: 'an issuer with a path and a final slash',
    choices: { issuerPath: '/tenant-a/' },
    only: ['metadata-*', 'client-assertion-aud-*', 'interop-*', 'authorization-response-*'],
  },
  { what: 'an issuer that is an origin with a slash', choices: { issuerPath: '/' }, only: ['*-aud-*', 'metadata-*'] },
  {
    what: 'no OpenID metadata, though it is an OpenID provider',
    choices: { metadataAt: 'oauth' },
    only: ['metadata-*', 'interop-*'],
    said: { 'metadata-openid-location': 'fail OIDCD-4-a FAPI2-SP-5.3.2.1-1' },
  },
  {
    what: 'OpenID metadata only, for plain OAuth',
    choices: { metadataAt: 'openid' },
    variant: plainOAuth,
    only: ['metadata-*', 'interop-*'],
    said: { 'metadata-oauth-location': 'warn RFC8414-3-a' },
  },
  { what: 'RFC 8414 metadata only', choices: { metadataAt: 'oauth' }, variant: plainOAuth, only: ['metadata-*'] },
  {
    what: 'only the metadata that is required',
    choices: { optionalMetadata: false },
    only: ['metadata-*', 'interop-*', 'discovery-*'],
  },
  {
    what: 'a resource on a host of its own',
    choices: { resourceAt: 'own host' },
    only: ['resource-*', 'dpop-resource-htu-*', 'tls-*', 'clear-text-*'],
  },
  {
    what: 'login pages on a host of their own',
    choices: { loginHost: 'other' },
    only: [...pages, 'par-*', 'interop-*'],
  },
  { what: 'TLS 1.3 only', choices: { tls: '1.3 only' }, only: ['tls-*'] },
  {
    what: 'aliases for mutual TLS under another host name',
    choices: { mutualTls: 'aliases-other-name' },
    variant: tlsClient,
    only: ['tls-*', 'mtls-*', 'client-certificate-*', 'par-client-certificate-*', 'interop-*'],
  },
  {
    what: 'aliases that finish no handshake without a good certificate',
    choices: { mutualTls: 'aliases-strict' },
    variant: tlsClient,
    only: ['tls-*', 'mtls-*', 'client-certificate-*', 'par-client-certificate-*', 'clear-text-*', '*-405', 'token-*'],
  },
  {
    what: 'certificates asked for at every endpoint, and no aliases',
    choices: { mutualTls: 'everywhere' },
    variant: mtls,
    only: ['tls-*', 'mtls-*', 'metadata-*', 'interop-*', ...pages],
  },
]

const answers: readonly Choice[] = [
  {
    what: 'unknown members everywhere, a charset, many keys, further claims',
    choices: { extraMembers: true, jsonCharset: true, jwks: 'many keys', idTokenExtras: true },
    only: [...responses, 'metadata-*', 'token-*', 'par-*'],
  },
  {
    what: 'JWT access tokens and signed UserInfo, EdDSA',
    choices: { accessTokens: 'jwt', userinfo: 'jwt', idTokenAlg: 'EdDSA' },
    only: [...responses, 'resource-*', 'access-token-*', 'refresh-*'],
  },
  {
    what: 'ID tokens signed with PS256',
    choices: { idTokenAlg: 'PS256', accessTokens: 'jwt' },
    only: [...responses, 'access-token-*'],
  },
  {
    what: 'credentials with padding and slashes',
    choices: { alphabet: 'base64' },
    only: ['*-random', '*-bits', 'authorization-*', 'refresh-*', 'resource-*', 'introspection-*', 'revocation-*'],
  },
  {
    what: 'credentials in three parts that are no JWT',
    choices: { alphabet: 'dotted' },
    only: ['*-random', '*-bits', 'authorization-code-*', 'refresh-*', 'resource-*', 'access-token-*'],
  },
  { what: 'credentials in hex', choices: { alphabet: 'hex' }, only: ['*-random', '*-bits'] },
  {
    what: 'credentials of 132 bits',
    choices: { alphabet: 'base64url-22' },
    only: ['*-random', '*-bits'],
    said: {
      'access-token-160-bits': 'warn RFC6749-10.10-b',
      'authorization-code-160-bits': 'warn RFC6749-10.10-b',
      'refresh-token-160-bits': 'warn RFC6749-10.10-b',
    },
  },
  {
    what: 'credentials that are version 4 UUIDs',
    choices: { alphabet: 'uuid' },
    only: ['*-random', '*-bits'],
    said: {
      'access-token-160-bits': 'warn RFC6749-10.10-b',
      'authorization-code-160-bits': 'warn RFC6749-10.10-b',
      'refresh-token-160-bits': 'warn RFC6749-10.10-b',
    },
  },
  {
    what: 'credentials of 2000 characters',
    choices: { alphabet: 'long' },
    only: ['*-random', 'authorization-code-*', 'resource-*', 'refresh-*'],
  },
  {
    what: 'request_uri of another URN namespace, living almost ten minutes',
    choices: { requestUri: 'own-urn', requestUriTtlS: 599 },
    only: ['par-*', 'request-uri-*'],
  },
  { what: 'request_uri that is an https URL', choices: { requestUri: 'https' }, only: ['par-*', 'request-uri-*'] },
  {
    what: 'no refresh tokens, introspection, revocation or UserInfo',
    choices: { refresh: 'none', introspection: 'none', revocation: false, userinfo: 'none' },
    only: ['refresh-*', 'introspection-*', 'revocation-*', 'userinfo-*', 'metadata-*'],
  },
  {
    what: 'introspection for resource servers only, refresh tokens repeated',
    choices: { introspection: 'forbidden', refresh: 'repeated' },
    only: ['introspection-*', 'refresh-*'],
  },
  {
    what: 'rotation of refresh tokens, which the clause forbids',
    choices: { refresh: 'rotated' },
    only: ['refresh-*', 'revocation-*'],
    said: {
      'refresh-response-not-rotated': 'fail FAPI2-SP-5.3.2.1-9a',
      'refresh-with-old-refresh-token': 'fail FAPI2-SP-5.3.2.1-9b',
    },
  },
  {
    what: 'token_type in lower case and no scope in the response',
    choices: { tokenType: 'dpop', scopeInResponse: false },
    only: ['token-response-*', 'refresh-response-*', 'introspection-*', 'authorize-different-scope', '*-unknown-scope'],
  },
  {
    what: 'no expires_in in the token response',
    choices: { expiresInResponse: false },
    only: ['token-response-*'],
    said: { 'token-response-expires-in-given': 'warn RFC6749-5.1-c' },
  },
  {
    what: 'no expires_in, so that nobody knows when the token ends',
    choices: { expiresInResponse: false },
    only: ['*-expired-token'],
    slow: true,
    skips: ['introspection-of-expired-token', 'resource-expired-token'],
  },
  {
    what: 'a resource that allows a minute for clocks where tokens are JWTs',
    choices: { accessTokens: 'jwt', leewayS: 55 },
    only: ['resource-expired-token'],
    slow: true,
  },
  {
    what: 'a resource that answers 201',
    choices: { resourceStatus: 201 },
    only: ['resource-*', 'dpop-resource-*'],
  },
]

const refusals: readonly Choice[] = [
  {
    what: 'invalid_client with 400',
    choices: { invalidClientStatus: 400 },
    only: ['client-assertion-*', 'par-client-assertion-*', 'introspection-with-*'],
    said: {
      'client-assertion-basic-header-instead': 'warn RFC6749-5.2-b',
      'introspection-with-corrupt-assertion': 'warn RFC7662-2.3-a',
    },
  },
  {
    what: 'invalid_request for proofs that are wrong, which is a wrong code but a refusal',
    choices: { errorCodes: 'plain' },
    only: ['dpop-token-without-typ', 'dpop-par-without-typ', 'dpop-resource-without-typ'],
    said: { 'dpop-token-without-typ': 'warn RFC9449-5-a' },
  },
  {
    what: 'parameters of a push checked at the authorization endpoint, error pages',
    choices: { parametersCheckedAt: 'authorize' },
    only: ['par-*', 'pkce-*', 'redirect-uri-*'],
  },
  {
    what: 'parameters of a push checked at the authorization endpoint, redirects',
    choices: { parametersCheckedAt: 'authorize', authorizeErrors: 'redirect' },
    only: ['par-*', 'pkce-*', 'redirect-uri-*'],
  },
  {
    what: 'German error pages with status 200',
    choices: { errorPage: 'german', errorPageStatus: 200 },
    only: [...pages, 'redirect-uri-*'],
  },
  { what: 'English error pages with 200', choices: { errorPageStatus: 200 }, only: pages },
  {
    what: 'a line of text with 200 for an error page',
    choices: { errorPage: 'text', errorPageStatus: 200 },
    only: pages,
  },
  { what: 'JSON with 403 for an error page', choices: { errorPage: 'json', errorPageStatus: 403 }, only: pages },
  { what: 'parameters beside request_uri refused', choices: { besideRequestUri: 'refused' }, only: pages },
  {
    what: 'parameters beside request_uri refused by redirect',
    choices: { besideRequestUri: 'refused', authorizeErrors: 'redirect' },
    only: pages,
  },
  {
    what: 'redirect URIs that were not registered',
    choices: { unregisteredRedirectUris: 'accepted' },
    only: ['redirect-uri-*'],
  },
  {
    what: 'a request_uri that may be reloaded',
    choices: { requestUriUse: 'reload' },
    only: ['request-uri-*'],
    said: { 'request-uri-used-twice': 'warn RFC9126-4-b FAPI2-SP-6.4' },
  },
  { what: 'no POST to the authorization endpoint', choices: { postToAuthorize: false }, only: ['authorize-*'] },
  {
    what: 'challenges without a body, both schemes',
    choices: { resourceErrors: 'bare', challenge: 'both' },
    only: ['resource-*', 'dpop-resource-*'],
  },
  { what: 'two challenges in one line', choices: { challenge: 'joined' }, only: ['resource-*', 'dpop-resource-*'] },
  {
    what: 'challenges that name no error',
    choices: { challengeError: false },
    only: ['resource-*', 'dpop-resource-*'],
    said: { 'resource-challenge-dpop-error': 'warn RFC9449-7.1-c' },
  },
  {
    what: '400 for proofs that are wrong, at the resource',
    choices: { resourceErrors: '400-for-proofs' },
    only: ['dpop-resource-wrong-typ', 'resource-garbage-token'],
    said: { 'dpop-resource-wrong-typ': 'warn RFC9449-7.1-b' },
  },
  {
    what: 'no memory for jti, where nothing else limits replay',
    choices: { jtiTracking: false },
    only: ['*-jti-repeated', '*-replayed', '*-repeated'],
    said: { 'dpop-resource-jti-repeated': 'warn FAPI2-SP-6.2' },
  },
]

const proofs: readonly Choice[] = [
  { what: 'PS256 proofs only', choices: { proofAlgs: ['PS256'] }, only: ['dpop-*', 'resource-dpop-*', 'interop-*'] },
  {
    what: 'EdDSA proofs only',
    choices: { proofAlgs: ['EdDSA'] },
    only: ['dpop-*', 'resource-dpop-*', 'interop-*'],
    skips: ['interop-openid-client'],
  },
  { what: 'nonces at the authorization server', choices: { nonces: 'as' }, only: ['dpop-*', 'authorization-code-*'] },
  { what: 'nonces at the resource server and UserInfo', choices: { nonces: 'rs' }, only: ['dpop-*', 'userinfo-*'] },
  {
    what: 'a new nonce with every answer',
    choices: { nonces: 'both', nonceLife: 'rotating' },
    only: ['dpop-*', 'refresh-*', 'interop-*'],
  },
  {
    what: 'nonces that are good once',
    choices: { nonces: 'both', nonceLife: 'single-use' },
    only: ['dpop-*', 'authorization-code-*', 'pkce-*', 'refresh-*', 'interop-*'],
  },
]

const browsers: readonly Choice[] = [
  {
    what: '302 for redirects',
    choices: { redirectStatus: 302 },
    only: pages,
    said: { 'browser-redirects-303': 'warn FAPI2-SP-5.3.2.2-11' },
  },
  { what: 'no consent', choices: { consent: 'never' }, only: pages, skips: cancels },
  { what: 'consent that is remembered', choices: { consent: 'remembered' }, only: pages, skips: cancels },
  {
    what: 'user name and password on two pages, German, odd field names',
    choices: { login: 'two steps', language: 'de', fields: 'odd' },
    only: pages,
  },
  { what: 'French pages with a logo and a style', choices: { language: 'fr', subResources: true }, only: pages },
  { what: 'accounts to choose when agreeing', choices: { accountChoice: true }, only: pages },
  { what: 'the first page instead of a redirect', choices: { onTheWay: 'direct' }, only: pages },
  { what: 'a refresh on the way', choices: { onTheWay: 'meta refresh' }, only: pages },
  { what: 'a form that a script sends on the way', choices: { onTheWay: 'script form' }, only: pages },
  { what: 'cookies that are SameSite=Strict', choices: { cookieSameSite: 'Strict' }, only: pages },
  { what: 'a session with a new id after each use', choices: { session: 'renewed' }, only: pages },
  {
    what: 'the authorization in progress kept in the session of the browser',
    choices: { interaction: 'session' },
    only: [...pages, 'par-*', 'interop-*'],
  },
  { what: 'an account that is locked after one login', choices: { mostLogins: 1 }, only: pages },
]

const networks: readonly Choice[] = [
  {
    what: 'no connection used twice, answers in chunks',
    choices: { keepAlive: false, chunked: true },
    only: ['token-*'],
  },
  { what: 'slow answers', choices: { delayMs: 150 }, only: ['pkce-verifier-*'] },
  {
    what: 'a rate limit with Retry-After',
    choices: { requestsPerSecond: 40 },
    only: ['pkce-*', 'resource-challenge*', 'metadata-*', 'interop-*'],
  },
]

const clients: readonly Choice[] = [
  {
    what: 'a target file that accommodates what the server does not need',
    choices: {},
    more: 'accommodate: { dpop_at_par: always }\n',
    only: ['dpop-*', 'resource-dpop-*', 'interop-*'],
  },
  {
    what: 'a target file that accommodates what the server does not take',
    choices: {},
    more: 'accommodate: { assertion_aud: endpoint }\n',
    only: ['client-assertion-*', 'pkce-*'],
  },
  {
    what: 'self-signed certificates',
    choices: {},
    variant: { ...tlsClient, client_auth: 'self_signed_tls_client_auth' },
    only: ['client-certificate-*', 'par-client-certificate-*', 'mtls-*'],
  },
  {
    what: 'certificates for clients, DPoP for tokens',
    choices: {},
    variant: { ...tlsClient, sender_constraint: 'dpop' },
    only: ['client-certificate-*', 'resource-*', 'refresh-*'],
  },
  {
    what: 'the client credentials grant',
    choices: {},
    variant: { grant: 'client_credentials', openid: false },
    only: ['*'],
  },
  {
    what: 'the client credentials grant, JWT access tokens, certificates',
    choices: { accessTokens: 'jwt' },
    variant: { ...tlsClient, grant: 'client_credentials', openid: false },
    only: ['*'],
  },
]

/** By theme; the comment of `Choices` says what each choice is. */
export const choiceTable: readonly Choice[] = [
  ...places,
  ...answers,
  ...refusals,
  ...proofs,
  ...browsers,
  ...networks,
  ...clients,
]
