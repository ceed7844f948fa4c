import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { errors } from 'oidc-provider'
import { acrOf } from './acr.ts'
import { agreementOf } from './agreements.ts'
import { callOf } from './call.ts'
import { type Credentials, registeredKeys, type SandboxClient } from './credentials.ts'
import type { Dialect } from './dialects/types.ts'
import { paths } from './endpoints.ts'
import { errorPage } from './errorPage.ts'
import { extraClaims } from './extraClaims.ts'
import { findAccount } from './findAccount.ts'
import type { Context, LibraryContext } from './koa.ts'
import { jarmModes } from './metadata.ts'
import { allowedAlgs } from './signatures.ts'
import type { SiteTtl } from './site.ts'
import type { Entity, Store } from './store.ts'
import { mayRevokeGrant } from './storeRules.ts'
import type { Strict } from './strict.ts'

const dayS = 24 * 60 * 60

/**
 * Configuration of the library in its FAPI 2.0 profile. Every function that has a default is given here, because the
 * library writes a notice for each default that it falls back to.
 */
export function libraryConfiguration(site: {
  readonly credentials: Credentials
  readonly store: Store
  readonly strict: Strict
  readonly ttl: SiteTtl
  readonly dialect: Dialect
}): Record<string, unknown> {
  const { credentials, store, strict, ttl, dialect } = site
  return {
    adapter: (model: string) => store.adapter(model),
    clients: credentials.clients.map((client) => registration(client, strict, dialect)),
    jwks: { keys: credentials.serverKeys.map((key) => key.privateJwk) },
    scopes: ['openid', 'offline_access', ...Object.keys(dialect.scopes)],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      ...Object.fromEntries(extraClaims(dialect).map((name) => [name, null])),
    },
    acrValues: [...acrOf(dialect)],
    responseTypes: ['code'],
    // The library has no pairwise clients with tls_client_auth.
    subjectTypes: dialect.pairwise ? ['pairwise', 'public'] : ['public'],
    pairwiseIdentifier: async (_ctx: unknown, sub: string, client: { clientId: string }) =>
      createHash('sha256').update(`${client.clientId} ${sub}`).digest('base64url'),
    clientAuthMethods: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    // Exact limits are the sandbox's own rules; the library must not be stricter (FAPI 2.0 section 5.3.2.1 item 13).
    clockTolerance: 60,
    conformIdTokenClaims: true,
    allowOmittingSingleRegisteredRedirectUri: false,
    acceptQueryParamAccessTokens: false,
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // The fault is one only where nothing else guards the form: neither its address nor what browsers keep back.
      ...(strict('page-csrf') ? {} : { short: foreignCookies, long: foreignCookies }),
    },
    enabledJWA: Object.fromEntries(
      ['clientAuth', 'idToken', 'requestObject', 'userinfo', 'introspection', 'authorization'].map((name) => [
        `${name}SigningAlgValues`,
        [...allowedAlgs],
      ]),
    ),
    features: features(strict),
    pkce: { required: () => true },
    routes: {
      authorization: paths.authorization,
      pushed_authorization_request: paths.par,
      token: paths.token,
      introspection: paths.introspection,
      revocation: paths.revocation,
      userinfo: paths.userinfo,
      jwks: paths.jwks,
    },
    ttl: {
      AccessToken: ttl.accessToken,
      ClientCredentials: ttl.accessToken,
      AuthorizationCode: ttl.code,
      IdToken: 600,
      RefreshToken: dayS,
      Grant: dayS,
      Session: 2 * 60 * 60,
      Interaction: 600,
    },
    // Tokens of one login must not die when another authorization of the same browser goes on.
    expiresWithSession: async () => false,
    issueRefreshToken: async () => true,
    // FAPI 2.0 section 5.3.2.1 item 9: no rotation.
    rotateRefreshToken: () => !(strict('refresh-rotation') && strict('refresh-rotation-hard')),
    revokeGrantPolicy: () => mayRevokeGrant(strict),
    // Each authorization asks for consent and gets a grant of its own, so that revoking one leaves the others alone.
    loadExistingGrant: async (
      ctx: LibraryContext & { oidc: { provider: { Grant: { find(id: string): unknown } } } },
    ) => {
      const grantId = ctx.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId)
    },
    findAccount: async (_ctx: unknown, sub: string, token?: Entity) =>
      findAccount(credentials, dialect, sub, agreementOf(store, token ?? {}), strict),
    interactions: {
      url: async (_ctx: unknown, interaction: { uid: string }) =>
        strict('page-csrf') ? `/interaction/${interaction.uid}` : '/interaction',
    },
    renderError: async (ctx: Context, out: { error: string; error_description?: string }) => {
      errorPage(ctx, out.error, out.error_description ?? '')
    },
    clientBasedCORS: () => false,
  }
}

const foreignCookies = { signed: true, httpOnly: true, sameSite: 'none' }

function features(strict: Strict): Record<string, unknown> {
  const on = { enabled: true }
  const ownTokensOnly = (_ctx: unknown, client: { clientId: string }, token: { clientId: string }) =>
    client.clientId === token.clientId
  return {
    fapi: { enabled: true, profile: '2.0' },
    devInteractions: { enabled: false },
    // Sender constraints are checked and set by the sandbox itself, DPoP and mutual TLS in the same place.
    dPoP: { enabled: false },
    mTLS: {
      enabled: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (ctx: Context) => callOf(ctx).libraryCertificate ?? undefined,
      // Both were decided by the sandbox's certificate rules before the library was asked.
      certificateAuthorized: () => true,
      certificateSubjectMatches: () => true,
    },
    claimsParameter: on,
    clientCredentials: on,
    introspection: {
      enabled: true,
      allowedPolicy: (ctx: unknown, client: { clientId: string }, token: { clientId: string }) =>
        !strict('introspection-owner') || ownTokensOnly(ctx, client, token),
    },
    jwtIntrospection: on,
    jwtResponseModes: on,
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: strict('authorize-without-par') },
    requestObjects: on,
    resourceIndicators: { enabled: false },
    revocation: {
      enabled: true,
      allowedPolicy: (ctx: unknown, client: { clientId: string }, token: { clientId: string }) => {
        if (!strict('revocation-owner') || ownTokensOnly(ctx, client, token)) return true
        throw new errors.InvalidRequest('the token was issued to another client')
      },
    },
    rpInitiatedLogout: { enabled: false },
    userinfo: on,
  }
}

function registration(client: SandboxClient, strict: Strict, dialect: Dialect): Record<string, unknown> {
  return {
    client_id: client.id,
    client_name: client.name,
    redirect_uris: [client.redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_method: client.clientAuth,
    // The client's own algorithm, so that one sandbox exercises all three.
    id_token_signed_response_alg: client.alg ?? 'ES256',
    introspection_signed_response_alg: 'ES256',
    authorization_signed_response_alg: 'ES256',
    jwks: { keys: publicKeys(client) },
    subject_type: dialect.pairwise && client.clientAuth !== 'tls_client_auth' ? 'pairwise' : 'public',
    ...(client.subjectDn === null ? {} : { tls_client_auth_subject_dn: client.subjectDn }),
    // FAPI 2.0 Message Signing section 5.3.3 names this member, and 5.4.1 item 1 wants JWTs only.
    response_modes:
      client.response === 'jarm' && strict('jarm-required')
        ? jarmModes
        : ['query', 'fragment', 'form_post', ...jarmModes],
    require_signed_request_object: client.request === 'signed',
  }
}

/** Signing keys, and the certificate of a client that registers a self-signed one (RFC 8705 section 2.2.2). */
function publicKeys(client: SandboxClient): unknown[] {
  const keys: unknown[] = registeredKeys(client).map(({ publicJwk }) => publicJwk)
  if (client.clientAuth === 'self_signed_tls_client_auth' && client.tls !== null) {
    keys.push(certificateJwk(client.tls.cert))
  }
  return keys
}

function certificateJwk(pem: string): Record<string, unknown> {
  const certificate = new X509Certificate(pem)
  return {
    ...certificate.publicKey.export({ format: 'jwk' }),
    kid: certificate.fingerprint256,
    x5c: [certificate.raw.toString('base64')],
  }
}
