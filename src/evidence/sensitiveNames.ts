import type { SecretKind } from './types.ts'

/** Names whose values are secrets, with the kind that their tags show. Lower case. */
const secretNames: Readonly<Record<string, SecretKind>> = {
  access_token: 'access_token',
  refresh_token: 'refresh_token',
  token: 'token',
  subject_token: 'token',
  actor_token: 'token',
  logout_token: 'token',
  id_token: 'token',
  id_token_hint: 'token',
  registration_access_token: 'token',
  client_assertion: 'token',
  assertion: 'token',
  request: 'token',
  code: 'code',
  device_code: 'code',
  user_code: 'code',
  code_verifier: 'code_verifier',
  request_uri: 'request_uri',
  auth_req_id: 'request_uri',
  client_secret: 'client_secret',
  password: 'password',
  username: 'field',
  login_hint: 'field',
  session_state: 'opaque',
  sid: 'opaque',
  d: 'private_key',
  p: 'private_key',
  q: 'private_key',
  dp: 'private_key',
  dq: 'private_key',
  qi: 'private_key',
  k: 'private_key',
}

/** OAuth, OpenID and JOSE names whose values are no secrets: evidence needs them. */
const plainNames: ReadonlySet<string> = new Set(
  `client_id response_type response_mode redirect_uri scope state nonce code_challenge code_challenge_method grant_type
   client_assertion_type token_type token_type_hint issued_token_type expires_in refresh_expires_in error error_description
   error_uri iss aud exp iat nbf htm htu ath typ cty alg enc kid acr acr_values amr prompt max_age display ui_locales claims_locales
   claims resource authorization_details dpop_jkt jkt x5t x5t#s256 cnf active crit kty crv use key_ops x y n e x5c x5u jku b64 azp
   auth_time at_hash c_hash s_hash updated_at not-before-policy access_token_hash request_object_signing_alg`.split(
    /\s+/,
  ),
)

/** Claims whose values stay readable in a recorded JWT. Everything else there is about a person or identifies the token. */
const plainClaims: ReadonlySet<string> = new Set(
  `iss aud exp iat nbf htm htu ath typ alg kid client_id response_type response_mode redirect_uri scope state nonce
   code_challenge code_challenge_method grant_type acr auth_time azp cnf jkt x5t x5t#s256 at_hash c_hash s_hash error error_description
   error_uri dpop_jkt prompt max_age expires_in token_type active token_introspection resource`.split(/\s+/),
)

/** Names that only sound like secrets: metadata members, types, hints, addresses. */
const HARMLESS_ENDING =
  /(_endpoint|_supported|_uris?|_urls?|_required|_types?|_hint|_in|_at|_methods?|_algs?|_tokens|_policy|_lifetime|_format)$/
const SECRET_PART =
  /pass(word|wd|phrase|code)?|pwd|secret|token|\botp\b|\bpin\b|\btan\b|credential|assertion|verifier|private|session|cookie|csrf|xsrf|api[-_]?key|authorization|signature/

/** What a name says about its value. */
export type NameClass =
  | { readonly kind: 'secret'; readonly secret: SecretKind }
  | { readonly kind: 'plain' }
  | { readonly kind: 'unknown' }

const classes = new Map<string, NameClass>()
/** A server may invent names without end; the usual ones come first. */
const MOST_CLASSES = 2000

/** Looks a parameter, field or member name up, capitals ignored. */
export function classifyName(name: string): NameClass {
  const known = classes.get(name)
  if (known !== undefined) return known
  const found = classify(name)
  if (classes.size < MOST_CLASSES) classes.set(name, found)
  return found
}

function classify(name: string): NameClass {
  const lower = name.toLowerCase()
  const secret = Object.hasOwn(secretNames, lower) ? secretNames[lower] : undefined
  if (secret !== undefined) return { kind: 'secret', secret }
  if (plainNames.has(lower)) return { kind: 'plain' }
  if (HARMLESS_ENDING.test(lower)) return { kind: 'unknown' }
  if (SECRET_PART.test(lower)) return { kind: 'secret', secret: /pass|pwd/.test(lower) ? 'password' : 'field' }
  return { kind: 'unknown' }
}

/** True for a name that the tables hold: a word of the protocol, never somebody's secret. */
export function isProtocolWord(name: string): boolean {
  const lower = name.toLowerCase()
  return Object.hasOwn(secretNames, lower) || plainNames.has(lower)
}

/** True where a claim of this name is kept readable in a recorded JWT. */
export function isPlainClaim(name: string): boolean {
  return plainClaims.has(name.toLowerCase())
}

/** Header lines that are kept as they are (known secrets and JWTs inside are still replaced). Lower case. */
export const plainHeaders: ReadonlySet<string> = new Set(
  `accept accept-encoding accept-language accept-charset accept-ch access-control-allow-credentials access-control-allow-headers
   access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age
   access-control-request-headers access-control-request-method age allow alt-svc cache-control clear-site-data connection
   content-encoding content-language content-length content-security-policy content-type cross-origin-embedder-policy
   cross-origin-opener-policy cross-origin-resource-policy date digest dpop-nonce etag expect-ct expires host keep-alive
   last-modified origin permissions-policy pragma referrer-policy retry-after sec-fetch-dest sec-fetch-mode sec-fetch-site
   sec-fetch-user server server-timing strict-transport-security trailer transfer-encoding upgrade upgrade-insecure-requests
   user-agent vary via www-authenticate x-content-type-options x-dns-prefetch-control x-download-options x-fapi-auth-date
   x-fapi-customer-ip-address x-fapi-interaction-id x-frame-options x-permitted-cross-domain-policies x-powered-by
   x-robots-tag x-xss-protection`.split(/\s+/),
)
