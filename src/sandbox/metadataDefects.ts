import type { DefectTable } from './defectEntry.ts'

const mtls = { variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } } as const

/** Defects of what the metadata says; what each does to the document is in `metadataFaults.ts`. */
export const metadataDefects = {
  'metadata-status': {
    requirement: 'RFC8414-3.2-a',
    title: 'metadata comes with status 203',
    blocks: 'the metadata, and with it every endpoint',
    implies: ['OIDCD-4-a', 'FAPI2-SP-5.3.2.1-1'],
  },
  'metadata-member-twice': { requirement: 'RFC8414-3.2-a', title: 'metadata names a member twice' },
  'metadata-types': { requirement: 'RFC8414-2-b', title: 'scopes_supported is one string' },
  'metadata-scopes': { requirement: 'RFC8414-2-b', title: 'scopes_supported holds a value with a space' },
  'metadata-issuer-query': {
    requirement: 'RFC8414-2-a',
    title: 'issuer in metadata has a query',
    implies: ['RFC8414-3.3-a'],
  },
  'metadata-endpoint-http': { requirement: 'FAPI2-SP-5.2.1-1a', title: 'metadata names an endpoint with an http URL' },
  'metadata-endpoint-fragment': { requirement: 'RFC8414-2-b', title: 'metadata names an endpoint with a fragment' },
  'metadata-par': {
    requirement: 'RFC9126-2-b',
    title: 'metadata does not name the PAR endpoint',
    blocks: 'pushed requests',
  },
  'metadata-par-http': {
    requirement: 'RFC9126-2-a',
    title: 'metadata names the PAR endpoint with an http URL',
    blocks: 'the PAR endpoint beside its alias',
    ...mtls,
  },
  'metadata-response-types': {
    requirement: 'FAPI2-SP-5.3.2.2-1',
    title: 'response_types_supported lacks code',
    implies: ['RFC8414-2-f'],
  },
  'metadata-response-types-more': {
    requirement: 'RFC8414-2-f',
    title: 'metadata offers the response type code id_token',
  },
  'metadata-pkce': { requirement: 'FAPI2-SP-5.3.2.2-5', title: 'metadata does not offer PKCE with S256' },
  'metadata-pkce-plain': { requirement: 'RFC8414-2-f', title: 'metadata offers PKCE with plain' },
  'metadata-grants': {
    requirement: 'FAPI2-SP-5.3.2.1-1',
    title: 'grant_types_supported lacks authorization_code',
  },
  'metadata-grant-refresh': { requirement: 'RFC8414-2-f', title: 'grant_types_supported lacks refresh_token' },
  'metadata-grant-password': { requirement: 'RFC8414-2-f', title: 'metadata offers the password grant' },
  'metadata-private-key-jwt': {
    requirement: 'FAPI2-SP-5.3.2.1-6.2',
    title: 'metadata does not offer private_key_jwt',
  },
  'metadata-tls-client-auth': {
    requirement: 'FAPI2-SP-5.3.2.1-6.1',
    title: 'metadata does not offer tls_client_auth',
    ...mtls,
  },
  'metadata-auth-algs': {
    requirement: 'RFC8414-2-c',
    title: 'metadata offers only RS256 for client assertions',
    implies: ['RFC8414-2-f'],
  },
  'metadata-introspection-auth-algs': {
    requirement: 'RFC8414-2-e',
    title: 'metadata lacks the algorithms of the introspection endpoint',
  },
  'metadata-dpop-hmac': {
    requirement: 'RFC9449-11.6-a',
    title: 'metadata offers HS256 for DPoP proofs',
    implies: ['RFC8414-2-f'],
  },
  'metadata-id-token-algs': { requirement: 'FAPI2-SP-5.4.1-1.2', title: 'metadata offers only RS256 for ID tokens' },
  'metadata-userinfo-algs': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'metadata offers only ES384 for UserInfo',
    implies: ['RFC8414-2-f'],
  },
  'metadata-none': { requirement: 'FAPI2-SP-5.4.1-1.3', title: 'metadata offers unsigned ID tokens' },
  'metadata-disagrees': {
    requirement: 'FAPI2-SP-5.3.2.1-1',
    title: 'the two metadata documents name different response modes',
  },
  'metadata-other-issuer': {
    requirement: 'RFC8414-3.3-a',
    title: 'metadata is served below any path, always with the same issuer',
  },
} as const satisfies DefectTable
