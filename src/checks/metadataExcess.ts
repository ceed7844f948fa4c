import { askMetadata } from './ask.ts'
import { judgeProblems } from './makeAnswer.ts'
import type { Check } from './types.ts'

/** Values that a list may hold under the profile; whatever else it names is offered to somebody. */
const nothingBut = (members: readonly string[], allowed: readonly string[], what: string): Check =>
  askMetadata((metadata, exchange) => {
    const problems = members.flatMap((member) => {
      const list = metadata[member]
      const extra = Array.isArray(list) ? list.filter((value) => !allowed.includes(String(value))) : []
      return extra.length === 0 ? [] : [`"${member}" holds ${extra.map(String).join(', ')}`]
    })
    return judgeProblems(problems, what, 'nothing else is offered', exchange)
  })

/** Values that no server of the profile offers. */
const neverAnyOf = (member: string, forbidden: readonly string[], what: string): Check =>
  askMetadata((metadata, exchange) => {
    const list = metadata[member]
    const bad = Array.isArray(list) ? list.filter((value) => forbidden.includes(String(value))) : []
    return judgeProblems(
      bad.map((value) => `"${member}" holds ${String(value)}`),
      what,
      'nothing of the kind',
      exchange,
    )
  })

const AUTH_LISTS = ['token_endpoint', 'revocation_endpoint', 'introspection_endpoint'].map(
  (e) => `${e}_auth_methods_supported`,
)
/** `none` is a question of its own. Introspection may also list access token types (RFC 8414 section 2). */
const AUTH_METHODS = [
  ...['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'none'],
  ...['Bearer', 'bearer', 'DPoP'],
]

/**
 * What the metadata offers beyond the profile. A server may serve other clients too, so these are advice; whether the
 * profile's clients are held to the profile is tested with requests.
 */
export const metadataExcess = {
  'metadata-no-other-auth-methods': nothingBut(
    AUTH_LISTS,
    AUTH_METHODS,
    'no client authentication but private_key_jwt and mutual TLS',
  ),
  'metadata-no-plain-pkce': nothingBut(['code_challenge_methods_supported'], ['S256'], 'no PKCE method but S256'),
  'metadata-no-other-response-types': nothingBut(['response_types_supported'], ['code'], 'no response type but code'),
  'metadata-no-forbidden-grants': neverAnyOf(
    'grant_types_supported',
    ['password', 'implicit'],
    'neither the password nor the implicit grant',
  ),
} satisfies Record<string, Check>
