import { acrOf } from './acr.ts'
import { algsOf } from './algs.ts'
import { paths } from './endpoints.ts'
import { extraClaims } from './extraClaims.ts'
import { brokenMetadata } from './metadataFaults.ts'
import type { Site } from './site.ts'

type Document = Record<string, unknown>

/** Response modes of JARM section 2.3. */
export const jarmModes = ['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt']

const claims = ['sub', 'name', 'preferred_username', 'email', 'email_verified', 'acr', 'auth_time']

const methods = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth']

function subjectTypes({ dialect, strict }: Site): readonly string[] {
  if (!dialect.pairwise) return ['public']
  return strict('server-metadata') ? ['pairwise'] : ['pairwise', 'public']
}

/** Authorization server metadata (RFC 8414 section 2, OpenID Discovery section 3), the same at both locations. */
export function metadata(site: Site): Document {
  const { issuer, mtlsOrigin, strict, dialect } = site
  const algs = [...algsOf(dialect)]
  const at = (path: string) => `${issuer}${path}`
  const back = (path: string) => `${dialect.mtlsOnly ? mtlsOrigin : issuer}${path}`
  const document: Document = {
    issuer: strict('metadata-issuer') ? issuer : `${issuer}/`,
    authorization_endpoint: at(paths.authorization),
    pushed_authorization_request_endpoint: back(paths.par),
    require_pushed_authorization_requests: strict('metadata-par-flag') ? true : 'true',
    token_endpoint: back(paths.token),
    introspection_endpoint: back(paths.introspection),
    revocation_endpoint: back(paths.revocation),
    userinfo_endpoint: back(paths.userinfo),
    jwks_uri: strict('jwks-clear-text') ? at(paths.jwks) : at(paths.jwks).replace('https:', 'http:'),
    scopes_supported: ['openid', 'offline_access', ...Object.keys(dialect.scopes)],
    response_types_supported: ['code'],
    response_modes_supported: strict('metadata-jarm') ? ['query', ...jarmModes] : ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    subject_types_supported: subjectTypes(site),
    acr_values_supported: acrOf(dialect),
    code_challenge_methods_supported: ['S256'],
    claims_supported: [...new Set([...claims, ...extraClaims(dialect)])],
    claims_parameter_supported: true,
    request_parameter_supported: true,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
    tls_client_certificate_bound_access_tokens: true,
    id_token_signing_alg_values_supported: dialect.algs ?? ['PS256', 'ES256', 'EdDSA'],
    request_object_signing_alg_values_supported: strict('metadata-request-object-algs') ? algs : ['RS256'],
    authorization_signing_alg_values_supported: [strict('metadata-jarm-algs') ? 'ES256' : 'RS256'],
    introspection_signing_alg_values_supported: [strict('metadata-introspection-algs') ? 'ES256' : 'RS256'],
    dpop_signing_alg_values_supported: strict('metadata-dpop-algs') ? algs : algs.join(' '),
    ...clientAuthentication(site),
    ...(dialect.authorizationDetails === undefined || !strict('details-metadata')
      ? {}
      : { authorization_details_types_supported: Object.keys(dialect.authorizationDetails) }),
    // RFC 8705 section 5: endpoints that ask for a client certificate.
    mtls_endpoint_aliases: {
      pushed_authorization_request_endpoint: `${mtlsOrigin}${paths.par}`,
      token_endpoint: `${mtlsOrigin}${paths.token}`,
      introspection_endpoint: `${mtlsOrigin}${paths.introspection}`,
      revocation_endpoint: strict('metadata-aliases')
        ? `${mtlsOrigin}${paths.revocation}`
        : `${mtlsOrigin}${paths.revocation}`.replace('https:', 'http:'),
      userinfo_endpoint: `${mtlsOrigin}${paths.userinfo}`,
    },
  }
  if (!strict('metadata-empty-array')) document.ui_locales_supported = []
  for (const [rule, member] of [
    ['metadata-required', 'response_types_supported'],
    ['metadata-iss-flag', 'authorization_response_iss_parameter_supported'],
    ['metadata-mtls-flag', 'tls_client_certificate_bound_access_tokens'],
    ['metadata-subject-types', 'subject_types_supported'],
    ['metadata-request-object-list', 'request_object_signing_alg_values_supported'],
    ['metadata-jarm-list', 'authorization_signing_alg_values_supported'],
    ['metadata-revocation-algs', 'revocation_endpoint_auth_signing_alg_values_supported'],
  ] as const) {
    if (!strict(rule)) delete document[member]
  }
  return brokenMetadata(document, site)
}

/** RFC 8414 section 2: the methods of each endpoint, with their algorithms. */
function clientAuthentication({ strict, dialect }: Site): Document {
  const algs = [
    ...algsOf(dialect),
    ...(strict('metadata-weak-algs') ? [] : ['RS256']),
    ...(strict('metadata-auth-alg-none') ? [] : ['none']),
  ]
  const extra = [
    ...(strict('metadata-auth-methods') ? [] : ['client_secret_basic']),
    ...(strict('metadata-public-clients') ? [] : ['none']),
  ]
  return {
    token_endpoint_auth_methods_supported: [...methods, ...extra],
    token_endpoint_auth_signing_alg_values_supported: algs,
    introspection_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_signing_alg_values_supported: [...algsOf(dialect)],
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: [...algsOf(dialect)],
  }
}
