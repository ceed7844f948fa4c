import { isStringArray } from '../json/object.ts'
import { askMetadata } from './ask.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { show } from './showValue.ts'
import type { Check } from './types.ts'

const isUrl = (value: unknown): boolean => typeof value === 'string' && URL.canParse(value)

interface Kind {
  readonly name: string
  readonly fits: (value: unknown) => boolean
  readonly members: readonly string[]
}

/** Members whose type no other check looks at: those of RFC 8414, OpenID Discovery, RFC 8705, 9101, 9126, 9207, 9449, 9701 and JARM. */
const KINDS: readonly Kind[] = [
  {
    name: 'an absolute URL',
    fits: isUrl,
    members: [...['service_documentation', 'op_policy_uri', 'op_tos_uri', 'check_session_iframe']],
  },
  {
    name: 'an array of strings',
    fits: isStringArray,
    members: [
      ...['scopes_supported', 'response_types_supported', 'response_modes_supported', 'grant_types_supported'],
      ...['token_endpoint_auth_methods_supported', 'token_endpoint_auth_signing_alg_values_supported'],
      ...['revocation_endpoint_auth_methods_supported', 'revocation_endpoint_auth_signing_alg_values_supported'],
      ...['introspection_endpoint_auth_methods_supported', 'introspection_endpoint_auth_signing_alg_values_supported'],
      ...['code_challenge_methods_supported', 'subject_types_supported'],
      ...['id_token_signing_alg_values_supported', 'id_token_encryption_alg_values_supported'],
      ...['id_token_encryption_enc_values_supported', 'userinfo_signing_alg_values_supported'],
      ...['userinfo_encryption_alg_values_supported', 'userinfo_encryption_enc_values_supported'],
      ...['request_object_signing_alg_values_supported', 'request_object_encryption_alg_values_supported'],
      ...['request_object_encryption_enc_values_supported', 'introspection_signing_alg_values_supported'],
      ...['authorization_signing_alg_values_supported', 'authorization_encryption_alg_values_supported'],
      ...['authorization_encryption_enc_values_supported', 'acr_values_supported', 'claims_supported'],
      ...['claim_types_supported', 'display_values_supported', 'ui_locales_supported', 'claims_locales_supported'],
      ...['authorization_details_types_supported', 'prompt_values_supported'],
    ],
  },
  {
    name: 'a boolean',
    fits: (value) => typeof value === 'boolean',
    members: [
      ...['claims_parameter_supported', 'request_parameter_supported', 'request_uri_parameter_supported'],
      ...['require_request_uri_registration', 'require_signed_request_object'],
    ],
  },
]

const wrongTypes: Check = askMetadata((metadata, exchange) => {
  const wrong = KINDS.flatMap(({ name, fits, members }) =>
    members
      .filter((member) => metadata[member] !== undefined && !fits(metadata[member]))
      .map((member) => `"${member}" is ${show(metadata[member])}, expected ${name}`),
  )
  const endpoints = Object.entries(metadata).filter(
    ([name, value]) => name.endsWith('_endpoint') && typeof value !== 'string',
  )
  const problems = [...wrong, ...endpoints.map(([name, value]) => `"${name}" is ${show(value)}, expected a string`)]
  return judgeProblems(
    problems,
    'members of the JSON types that their specifications give',
    'all known members have them',
    exchange,
  )
})

const requiredMembers: Check = askMetadata((metadata, exchange, { variant }) => {
  // RFC 8414 section 2: the authorization endpoint is required only where a grant uses it.
  const front = variant.grant === 'client_credentials' ? [] : ['authorization_endpoint', 'response_types_supported']
  const required = ['issuer', 'token_endpoint', ...front]
  const absent = required.filter((member) => metadata[member] === undefined).map((member) => `"${member}" is missing`)
  return judgeProblems(absent, `the members ${required.join(', ')}`, 'all of them are there', exchange)
})

const emptyArrays: Check = askMetadata((metadata, exchange) => {
  const empty = Object.entries(metadata).filter(([, value]) => Array.isArray(value) && value.length === 0)
  const problems = empty.map(([name]) => `"${name}" is an empty array`)
  return judgeProblems(problems, 'members without values left out', 'no empty array', exchange)
})

const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const scopeTokens: Check = askMetadata((metadata, exchange) => {
  const scopes = metadata.scopes_supported
  if (!isStringArray(scopes)) return notApplicable('the metadata has no "scopes_supported" list')
  const problems = scopes
    .filter((scope) => !SCOPE_TOKEN.test(scope))
    .map((scope) => `${show(scope)} is not a scope value`)
  return judgeProblems(problems, 'scope values of RFC 6749 section 3.3', `${scopes.length} scope values`, exchange)
})

const requirePar: Check = askMetadata((metadata, exchange) => {
  const value = metadata.require_pushed_authorization_requests
  if (value === undefined) return notApplicable('the metadata has no "require_pushed_authorization_requests"')
  return judge(typeof value === 'boolean', 'a boolean "require_pushed_authorization_requests"', show(value), exchange)
})

/** Presence and JSON types of metadata members (RFC 8414 sections 2 and 3.2). */
export const metadataMembers = {
  'metadata-required-members': requiredMembers,
  'metadata-member-types': wrongTypes,
  'metadata-no-empty-arrays': emptyArrays,
  'metadata-scope-values': scopeTokens,
  'metadata-require-par-boolean': requirePar,
} satisfies Record<string, Check>
