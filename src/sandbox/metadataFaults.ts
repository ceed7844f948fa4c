import type { metadataDefects } from './metadataDefects.ts'
import type { Site } from './site.ts'

type Document = Readonly<Record<string, unknown>>
/** Members to set; undefined takes one out. */
type Change = (document: Document, issuer: string) => Document

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const added =
  (member: string, value: string): Change =>
  (document) => ({ [member]: [...listOf(document[member]), value] })
const reduced =
  (member: string, value: string): Change =>
  (document) => ({ [member]: listOf(document[member]).filter((one) => one !== value) })

/** What the defects of the metadata do to the document. Those not named here are about how it is served. */
export const metadataFaults: Readonly<Partial<Record<keyof typeof metadataDefects, Change>>> = {
  'metadata-types': () => ({ scopes_supported: 'openid accounts' }),
  'metadata-scopes': added('scopes_supported', 'all accounts'),
  'metadata-issuer-query': (_, issuer) => ({ issuer: `${issuer}?tenant=1` }),
  'metadata-endpoint-http': (_, issuer) => ({
    end_session_endpoint: `${issuer.replace('https:', 'http:')}/logout`,
  }),
  'metadata-endpoint-fragment': (_, issuer) => ({ end_session_endpoint: `${issuer}/logout#now` }),
  'metadata-par': (document) => ({
    pushed_authorization_request_endpoint: undefined,
    mtls_endpoint_aliases: {
      ...(document.mtls_endpoint_aliases as Document),
      pushed_authorization_request_endpoint: undefined,
    },
  }),
  'metadata-par-http': (document) => ({
    pushed_authorization_request_endpoint: String(document.pushed_authorization_request_endpoint).replace(
      'https:',
      'http:',
    ),
  }),
  'metadata-response-types': () => ({ response_types_supported: ['code id_token'] }),
  'metadata-response-types-more': added('response_types_supported', 'code id_token'),
  'metadata-pkce': () => ({ code_challenge_methods_supported: undefined }),
  'metadata-pkce-plain': added('code_challenge_methods_supported', 'plain'),
  'metadata-grants': reduced('grant_types_supported', 'authorization_code'),
  'metadata-grant-refresh': reduced('grant_types_supported', 'refresh_token'),
  'metadata-grant-password': added('grant_types_supported', 'password'),
  'metadata-private-key-jwt': reduced('token_endpoint_auth_methods_supported', 'private_key_jwt'),
  'metadata-tls-client-auth': reduced('token_endpoint_auth_methods_supported', 'tls_client_auth'),
  'metadata-auth-algs': () => ({ token_endpoint_auth_signing_alg_values_supported: ['RS256'] }),
  'metadata-introspection-auth-algs': () => ({
    introspection_endpoint_auth_signing_alg_values_supported: undefined,
  }),
  'metadata-dpop-hmac': added('dpop_signing_alg_values_supported', 'HS256'),
  'metadata-id-token-algs': () => ({ id_token_signing_alg_values_supported: ['RS256'] }),
  'metadata-userinfo-algs': () => ({ userinfo_signing_alg_values_supported: ['ES384'] }),
  'metadata-none': added('id_token_signing_alg_values_supported', 'none'),
}

/** The document with the faults that are switched on. */
export function brokenMetadata(document: Document, { strict, issuer }: Pick<Site, 'strict' | 'issuer'>): Document {
  const broken: Record<string, unknown> = { ...document }
  for (const [id, change] of Object.entries(metadataFaults)) {
    if (!strict(id as keyof typeof metadataDefects)) Object.assign(broken, change(broken, issuer))
  }
  return Object.fromEntries(Object.entries(broken).filter(([, value]) => value !== undefined))
}
