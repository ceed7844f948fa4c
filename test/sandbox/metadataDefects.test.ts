import { metadataDefects } from '../../src/sandbox/metadataDefects.ts'
import { testDefects } from './defectHarness.ts'
import { fetched, includes, metadata, oauthPath, openidPath } from './documents.ts'

const holds = (member: string, value: string) => metadata((document) => includes(document[member], value))
const lacks = (member: string, value: string) => metadata((document) => !includes(document[member], value))
const isHttp = (url: unknown) => String(url).startsWith('http:')

testDefects(metadataDefects, {
  'metadata-status': metadata((_document, { status }) => status === 203),
  'metadata-member-twice': metadata((_document, { text }) => text.split('"issuer":').length > 2),
  'metadata-types': metadata(({ scopes_supported: scopes }) => !Array.isArray(scopes)),
  'metadata-scopes': holds('scopes_supported', 'all accounts'),
  'metadata-issuer-query': metadata(({ issuer }) => String(issuer).includes('?')),
  'metadata-endpoint-http': metadata((document) =>
    Object.entries(document).some(([name, value]) => name.endsWith('_endpoint') && isHttp(value)),
  ),
  'metadata-endpoint-fragment': metadata((document) =>
    Object.entries(document).some(([name, value]) => name.endsWith('_endpoint') && String(value).includes('#')),
  ),
  'metadata-par': metadata((document) => !JSON.stringify(document).includes('"pushed_authorization_request_endpoint"')),
  'metadata-par-http': metadata((document) => isHttp(document.pushed_authorization_request_endpoint)),
  'metadata-response-types': lacks('response_types_supported', 'code'),
  'metadata-response-types-more': holds('response_types_supported', 'code id_token'),
  'metadata-pkce': lacks('code_challenge_methods_supported', 'S256'),
  'metadata-pkce-plain': holds('code_challenge_methods_supported', 'plain'),
  'metadata-grants': lacks('grant_types_supported', 'authorization_code'),
  'metadata-grant-refresh': lacks('grant_types_supported', 'refresh_token'),
  'metadata-grant-password': holds('grant_types_supported', 'password'),
  'metadata-private-key-jwt': lacks('token_endpoint_auth_methods_supported', 'private_key_jwt'),
  'metadata-tls-client-auth': lacks('token_endpoint_auth_methods_supported', 'tls_client_auth'),
  'metadata-auth-algs': lacks('token_endpoint_auth_signing_alg_values_supported', 'ES256'),
  'metadata-introspection-auth-algs': metadata(
    (document) => document.introspection_endpoint_auth_signing_alg_values_supported === undefined,
  ),
  'metadata-dpop-hmac': holds('dpop_signing_alg_values_supported', 'HS256'),
  'metadata-id-token-algs': lacks('id_token_signing_alg_values_supported', 'ES256'),
  'metadata-userinfo-algs': holds('userinfo_signing_alg_values_supported', 'ES384'),
  'metadata-none': holds('id_token_signing_alg_values_supported', 'none'),
  'metadata-disagrees': async (bench) =>
    JSON.stringify((await fetched(bench, oauthPath)).json) !== JSON.stringify((await fetched(bench, openidPath)).json),
  'metadata-other-issuer': async (bench) =>
    (await fetched(bench, `${oauthPath}/other`)).status === 200 &&
    (await fetched(bench, `/other${openidPath}`)).status === 200,
})
