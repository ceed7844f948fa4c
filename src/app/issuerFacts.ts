/** What metadata says about the variants a server can be tested in. */
export interface IssuerFacts {
  readonly clientAuth: readonly string[]
  readonly senderConstraint: readonly string[]
  readonly openid: boolean
  /** What stands in the way of FAPI 2.0, one sentence each. */
  readonly lacks: readonly string[]
}

const CLIENT_AUTH = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth']

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Reads the variants out of the metadata (RFC 8414, RFC 8705 section 3.3, RFC 9449 section 5.1). Pure. */
export function issuerFacts(metadata: Readonly<Record<string, unknown>>): IssuerFacts {
  const methods = list(metadata.token_endpoint_auth_methods_supported)
  const clientAuth = CLIENT_AUTH.filter((method) => methods.includes(method))
  const dpop = list(metadata.dpop_signing_alg_values_supported).length > 0
  const mtls = metadata.tls_client_certificate_bound_access_tokens === true
  const scopes = metadata.scopes_supported
  const openid = Array.isArray(scopes)
    ? scopes.includes('openid')
    : metadata.id_token_signing_alg_values_supported !== undefined
  const lacks = [
    clientAuth.length > 0 ? null : `"token_endpoint_auth_methods_supported" holds none of ${CLIENT_AUTH.join(', ')}`,
    dpop || mtls
      ? null
      : 'the metadata tells of no sender constraint: neither DPoP algorithms nor certificate-bound tokens',
    typeof metadata.pushed_authorization_request_endpoint === 'string'
      ? null
      : 'the metadata has no pushed_authorization_request_endpoint',
  ]
  return {
    clientAuth,
    senderConstraint: [...(dpop ? ['dpop'] : []), ...(mtls ? ['mtls'] : [])],
    openid,
    lacks: lacks.filter((one) => one !== null),
  }
}

/** The issuer somebody means: white space, and a well-known path that was copied along, taken away. */
export function issuerOf(text: string): string {
  const [start = ''] = text.trim().split('/.well-known/')
  return start
}
