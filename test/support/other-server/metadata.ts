import { json } from './answers.ts'
import type { Choices } from './choices.ts'
import type { Reply } from './http.ts'
import { SCOPES } from './push.ts'
import type { World } from './world.ts'

export const ALG_LIST = ['PS256', 'ES256', 'EdDSA']

/** Paths of the endpoints below the base of the issuer. */
export const PATHS = {
  pushed_authorization_request_endpoint: '/as/par',
  token_endpoint: '/as/token',
  introspection_endpoint: '/as/introspect',
  revocation_endpoint: '/as/revoke',
  userinfo_endpoint: '/me',
} as const

/** Query that the URLs of the endpoints have. */
const queryOf = ({ choices }: World): string => (choices.endpointQuery ? '?tenant=a' : '')

function endpoints(world: World, origin: string): Record<string, string> {
  const { introspection, revocation, userinfo } = world.choices
  const offered = Object.entries(PATHS).filter(
    ([name]) =>
      !(name === 'introspection_endpoint' && introspection === 'none') &&
      !(name === 'revocation_endpoint' && !revocation) &&
      !(name === 'userinfo_endpoint' && userinfo === 'none'),
  )
  return Object.fromEntries(offered.map(([name, path]) => [name, `${origin}${world.base}${path}${queryOf(world)}`]))
}

function authLists({ choices }: World): Record<string, unknown> {
  const { optionalMetadata, revocation, introspection } = choices
  const named = [
    'token',
    ...(optionalMetadata && revocation ? ['revocation'] : []),
    ...(optionalMetadata && introspection !== 'none' ? ['introspection'] : []),
  ]
  return Object.fromEntries(
    named.flatMap((name) => [
      [
        `${name}_endpoint_auth_methods_supported`,
        ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
      ],
      [`${name}_endpoint_auth_signing_alg_values_supported`, ALG_LIST],
    ]),
  )
}

const modes = ({ responses, jwtModes }: Choices): string[] =>
  responses === 'plain'
    ? ['query']
    : ['jwt', ...(jwtModes === 'all' ? ['query.jwt', 'fragment.jwt', 'form_post.jwt'] : [])]

/** What is said about signed requests, responses and introspection. */
const signing = ({ choices }: World): Record<string, unknown> => ({
  ...(choices.requestObjects === 'none'
    ? {}
    : { request_parameter_supported: true, request_object_signing_alg_values_supported: choices.requestObjectAlgs }),
  ...(choices.requestObjects !== 'none' && choices.optionalMetadata ? { require_signed_request_object: true } : {}),
  ...(choices.responses === 'plain' ? {} : { authorization_signing_alg_values_supported: [choices.idTokenAlg] }),
  ...(choices.introspectionJwt === 'announced' || choices.introspectionJwt === 'always'
    ? { introspection_signing_alg_values_supported: [choices.idTokenAlg] }
    : {}),
})

/** The metadata of the server (RFC 8414 section 2). */
export function metadata(world: World): Reply {
  const { has, choices, issuer, origin, base, mtlsOrigin } = world
  const grants = ['authorization_code', 'client_credentials', ...(choices.refresh === 'none' ? [] : ['refresh_token'])]
  const document = {
    ...{ issuer: has('metadata-other-issuer') ? `${issuer}x` : issuer, jwks_uri: `${origin}${base}/keys` },
    authorization_endpoint: `${origin}${base}/as/authorize${queryOf(world)}`,
    ...endpoints(world, origin),
    ...(choices.mutualTls === 'everywhere' ? {} : { mtls_endpoint_aliases: endpoints(world, mtlsOrigin) }),
    ...authLists(world),
    ...{ response_types_supported: ['code'], code_challenge_methods_supported: ['S256'] },
    ...(choices.optionalMetadata
      ? { scopes_supported: SCOPES, response_modes_supported: modes(choices), grant_types_supported: grants }
      : {}),
    ...{
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [choices.idTokenAlg, ...(choices.jwks === 'many keys' ? ['RS256'] : [])],
    },
    ...(choices.userinfo === 'jwt' ? { userinfo_signing_alg_values_supported: [choices.idTokenAlg] } : {}),
    ...{ dpop_signing_alg_values_supported: choices.proofAlgs, tls_client_certificate_bound_access_tokens: true },
    ...(choices.optionalMetadata ? { require_pushed_authorization_requests: true } : {}),
    ...signing(world),
    authorization_response_iss_parameter_supported: true,
    ...(has('endpoint-http') ? { revocation_endpoint: `http://127.0.0.1:9${base}/as/revoke` } : {}),
  }
  return json(world, 200, document)
}

/** The JWK set (RFC 7517 section 5). */
export function keys(world: World): Reply {
  const { choices, credentials } = world
  const chosen =
    choices.jwks === 'many keys' ? credentials.keys : credentials.keys.filter(({ alg }) => alg === choices.idTokenAlg)
  const published = chosen.map(({ publicJwk, privateJwk }) =>
    world.has('private-keys-published') ? privateJwk : publicJwk,
  )
  const others = choices.jwks === 'many keys' ? credentials.otherJwks : []
  return json(world, 200, { keys: [...published, ...others] })
}
