import type { DefectTable } from './defectEntry.ts'

const mtls = { variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } } as const

/** Defects of TLS, metadata, keys, introspection, revocation and UserInfo. */
export const serverDefects = {
  'tls-old-version': { requirement: 'FAPI2-SP-5.2.1-2', title: 'TLS 1.0 and 1.1 are negotiated' },
  'tls-weak-cipher': { requirement: 'FAPI2-SP-5.2.2-1', title: 'TLS 1.2 is negotiated with CBC suites' },
  'tls-no-1-3': { requirement: 'RFC9325-3.1.1-c', title: 'TLS 1.3 is not supported' },
  'plain-http': {
    requirement: 'FAPI2-SP-5.2.1-1a',
    title: 'endpoints also answer in clear text',
    implies: ['FAPI2-SP-5.4.2-1'],
  },
  hsts: { requirement: 'RFC9325-3.2-a', title: 'no Strict-Transport-Security header' },
  'metadata-oauth': {
    requirement: 'RFC8414-3-a',
    title: 'no document at the RFC 8414 location',
    variant: { openid: false },
  },
  'metadata-openid': { requirement: 'OIDCD-4-a', title: 'no document at the OpenID location' },
  'metadata-issuer': { requirement: 'RFC8414-3.3-a', title: 'issuer in metadata ends with a slash' },
  'metadata-content-type': { requirement: 'RFC8414-3.2-a', title: 'metadata is text/plain' },
  'metadata-empty-array': { requirement: 'RFC8414-3.2-b', title: 'metadata has an empty array' },
  'metadata-required': { requirement: 'RFC8414-2-b', title: 'metadata lacks response_types_supported' },
  'metadata-auth-alg-none': { requirement: 'RFC8414-2-c', title: 'metadata offers none for client assertions' },
  'metadata-weak-algs': { requirement: 'RFC8414-2-f', title: 'metadata offers RS256 for client assertions' },
  'metadata-revocation-algs': {
    requirement: 'RFC8414-2-e',
    title: 'metadata lacks the algorithms of the revocation endpoint',
  },
  'metadata-auth-methods': { requirement: 'RFC8414-2-f', title: 'metadata offers client_secret_basic' },
  'metadata-public-clients': {
    requirement: 'FAPI2-SP-5.3.2.1-3',
    title: 'metadata offers the authentication method none',
  },
  'metadata-iss-flag': { requirement: 'RFC9207-2.3-b', title: 'metadata does not announce iss in responses' },
  'metadata-par-flag': { requirement: 'RFC9126-5-a', title: 'require_pushed_authorization_requests is a string' },
  'metadata-dpop-algs': { requirement: 'RFC9449-5.1-a', title: 'dpop_signing_alg_values_supported is a string' },
  'metadata-mtls-flag': {
    requirement: 'RFC8705-3.3-a',
    title: 'metadata does not announce certificate-bound tokens',
    ...mtls,
  },
  'metadata-aliases': {
    requirement: 'RFC8705-5-b',
    title: 'mtls_endpoint_aliases holds an http URL',
    ...mtls,
    blocks: 'revocation',
  },
  'metadata-subject-types': { requirement: 'OIDCD-3-a', title: 'metadata lacks subject_types_supported' },
  'metadata-jarm': {
    requirement: 'JARM-4-a',
    title: 'metadata does not announce JWT response modes',
    variant: { request: 'signed', response: 'jarm' },
  },
  'jwks-clear-text': {
    requirement: 'FAPI2-SP-5.4.2-1',
    title: 'jwks_uri is an http URL',
    blocks: 'the published keys',
  },
  'introspection-owner': { requirement: 'FAPI2-MS-6.2', title: 'any client may introspect any token' },
  'introspection-active': {
    requirement: 'RFC7662-2.2-a',
    title: 'active is a string',
    implies: ['RFC9701-5-b'],
    blocks: 'the answer of introspection',
  },
  'introspection-unknown': {
    requirement: 'RFC7662-2.2-b',
    title: 'unknown tokens give an error',
    implies: ['RFC9701-5-c'],
  },
  'introspection-details': { requirement: 'RFC7662-2.2-c', title: 'inactive answers say more' },
  'introspection-hint': { requirement: 'RFC7662-2.1-b', title: 'a wrong token_type_hint hides the token' },
  'introspection-unknown-hint': {
    requirement: 'RFC7662-2.1-b',
    title: 'introspection refuses unknown token_type_hints',
  },
  'introspection-token': { requirement: 'RFC6749-5.2-a', title: 'introspection does without a token' },
  'introspection-expired': {
    requirement: 'RFC7662-2.2-b',
    title: 'expired tokens are reported as active',
    options: { accessTokenTtlS: 60 },
    slow: true,
  },
  'introspection-cnf': {
    requirement: 'RFC9449-6.2-a',
    title: 'introspection of bound tokens lacks cnf',
  },
  'introspection-cnf-certificate': {
    requirement: 'RFC8705-3.2-a',
    title: 'introspection of certificate-bound tokens lacks cnf',
    ...mtls,
  },
  'introspection-credentials': {
    requirement: 'RFC7662-2.3-a',
    title: 'bad credentials at introspection give status 400',
  },
  'revocation-effect': {
    requirement: 'RFC7009-2.1-b',
    title: 'revoked tokens go on working',
    implies: ['RFC7662-2.2-b', 'RFC9701-5-c'],
  },
  'revocation-refresh': {
    requirement: 'RFC7009-2-a',
    title: 'refresh tokens survive revocation',
    implies: ['RFC7009-2.1-c', 'RFC7009-2.1-d'],
  },
  'revocation-owner': { requirement: 'RFC7009-2.1-a', title: 'any client may revoke any token' },
  'revocation-cascade': { requirement: 'RFC7009-2.1-c', title: 'access tokens survive their refresh token' },
  'revocation-hint': { requirement: 'RFC7009-2.1-d', title: 'a wrong token_type_hint prevents revocation' },
  'revocation-unknown-hint': { requirement: 'RFC7009-2.1-d', title: 'revocation refuses unknown token_type_hints' },
  'revocation-token': { requirement: 'RFC6749-5.2-a', title: 'revocation does without a token' },
  'revocation-access-token': {
    requirement: 'RFC7009-2-b',
    title: 'access tokens cannot be revoked',
    blocks: 'revoked access tokens',
  },
  'revocation-unknown': { requirement: 'RFC7009-2.2-a', title: 'revoking an unknown token gives an error' },
  'userinfo-sub': { requirement: 'OIDCC-5.3.2-a', title: 'sub at UserInfo differs from the ID token' },
} as const satisfies DefectTable
