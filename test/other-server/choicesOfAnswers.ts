import type { Choice } from './Choice.ts'

const pages = ['authorize-*', 'browser-*', 'consent-*', 'request-uri-*']
const responses = ['*-response-*', 'discovery-*', 'jwks-*', 'id-token-*', 'userinfo-*', 'interop-*']
const plainOAuth = { openid: false } as const
const mtls = { sender_constraint: 'mtls' } as const
const tlsClient = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const

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
  {
    what: 'endpoints whose URLs have a query',
    choices: { endpointQuery: true },
    only: ['*-par', 'par-*', 'authorize-*', 'dpop-*', 'interop-*', 'revocation-*'],
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

/** Where things are, and what good answers look like. */
export const choicesOfAnswers: readonly Choice[] = [...places, ...answers]
