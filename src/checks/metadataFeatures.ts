import { isStringArray } from '../json/object.ts'
import { askMetadata } from './ask.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { show } from './showValue.ts'
import type { Check } from './types.ts'
import { where } from './where.ts'

const listed = (value: unknown, wanted: string): boolean => Array.isArray(value) && value.includes(wanted)

/** A member that must be the boolean true. */
const isTrue = (member: string): Check =>
  askMetadata((metadata, exchange) =>
    judge(metadata[member] === true, `"${member}": true`, show(metadata[member]), exchange),
  )

const responseTypeCode: Check = askMetadata((metadata, exchange) => {
  const types = metadata.response_types_supported
  if (types === undefined) return notApplicable('the metadata has no "response_types_supported"')
  return judge(listed(types, 'code'), '"response_types_supported" holds "code"', show(types, 200), exchange)
})

/** A list that must hold a value; absent counts as not holding it. */
const holds = (member: string, wanted: string): Check =>
  askMetadata((metadata, exchange) =>
    judge(listed(metadata[member], wanted), `"${member}" holds "${wanted}"`, show(metadata[member], 200), exchange),
  )

const grantTypes: Check = askMetadata((metadata, exchange, { variant }) => {
  const grants = metadata.grant_types_supported
  // RFC 8414 section 2: left out, it means authorization_code and implicit; other grants may be agreed elsewhere.
  if (grants === undefined) return notApplicable('the metadata has no "grant_types_supported"')
  return judge(
    listed(grants, variant.grant),
    `"grant_types_supported" holds "${variant.grant}"`,
    show(grants, 200),
    exchange,
  )
})

const refreshGrant: Check = askMetadata((metadata, exchange, { samples }) => {
  const grants = metadata.grant_types_supported
  if (samples.refreshTokens.length === 0) return notApplicable('no refresh token was issued')
  if (grants === undefined) return notApplicable('the metadata has no "grant_types_supported"')
  const expected = '"grant_types_supported" holds "refresh_token", as refresh tokens are issued'
  return judge(listed(grants, 'refresh_token'), expected, show(grants, 200), exchange)
})

const clientAuthMethod: Check = askMetadata((metadata, exchange, { variant }) => {
  const methods = metadata.token_endpoint_auth_methods_supported
  const expected = `"token_endpoint_auth_methods_supported" holds "${variant.client_auth}"`
  const seen = methods === undefined ? 'absent, which means client_secret_basic' : show(methods, 200)
  return judge(listed(methods, variant.client_auth), expected, seen, exchange)
})

/** Endpoints at which clients authenticate; a list that is left out has a default, and that is never none. */
const AUTHENTICATING = ['token_endpoint', 'revocation_endpoint', 'introspection_endpoint']

const noPublicClients: Check = askMetadata((metadata, exchange) => {
  const lists = AUTHENTICATING.map((endpoint) => `${endpoint}_auth_methods_supported`)
  const problems = lists
    .filter((member) => listed(metadata[member], 'none'))
    .map((member) => `"${member}" holds "none"`)
  return judgeProblems(problems, 'no list of client authentication methods with "none"', 'no list has it', exchange)
})

const openidMembers: Check = askMetadata((metadata, exchange) => {
  const { jwks_uri: jwksUri, subject_types_supported: types, id_token_signing_alg_values_supported: algs } = metadata
  const problems: string[] = []
  if (typeof jwksUri !== 'string') problems.push(`"jwks_uri" is ${show(jwksUri)}`)
  if (!listed(types, 'public') && !listed(types, 'pairwise'))
    problems.push(`"subject_types_supported" is ${show(types)}`)
  if (!isStringArray(algs) || algs.length === 0)
    problems.push(`"id_token_signing_alg_values_supported" is ${show(algs)}`)
  const expected = 'jwks_uri, subject_types_supported (public or pairwise) and id_token_signing_alg_values_supported'
  return judge(problems.length === 0, expected, problems.join('; ') || 'all three are there', exchange)
})

/** What the metadata says the server can do, as far as the profile and the variant need it. */
export const metadataFeatures = {
  'metadata-response-type-code': where({ grant: 'authorization_code' }, responseTypeCode),
  'metadata-pkce-s256': where({ grant: 'authorization_code' }, holds('code_challenge_methods_supported', 'S256')),
  'metadata-iss-parameter-supported': where(
    { grant: 'authorization_code', response: 'plain' },
    isTrue('authorization_response_iss_parameter_supported'),
  ),
  'metadata-certificate-bound-tokens': where(
    { sender_constraint: 'mtls' },
    isTrue('tls_client_certificate_bound_access_tokens'),
  ),
  'metadata-grant-types': grantTypes,
  'metadata-refresh-grant-listed': refreshGrant,
  'metadata-client-auth-method': clientAuthMethod,
  'metadata-no-public-clients': noPublicClients,
  'metadata-openid-members': where({ openid: true, grant: 'authorization_code' }, openidMembers),
} satisfies Record<string, Check>
