import { isStringArray, type JsonObject } from '../json/object.ts'
import { askMetadata } from './ask.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { show } from './showValue.ts'
import { ALLOWED_ALGS, isAllowedAlg, isNone, isSymmetric } from './signingAlgs.ts'
import type { Check } from './types.ts'
import { where } from './where.ts'

const anyAllowed = `one of ${ALLOWED_ALGS.join(', ')}`

/** A list of algorithms that must be there and hold an allowed one. */
const requiredAlgs = (member: string): Check =>
  askMetadata((metadata, exchange) => {
    const algs = metadata[member]
    const ok = isStringArray(algs) && algs.some(isAllowedAlg)
    return judge(ok, `"${member}" holds ${anyAllowed}`, show(algs, 200), exchange)
  })

/** As `requiredAlgs` for a list that may be left out. */
export const optionalAlgs = (member: string): Check => {
  const required = requiredAlgs(member)
  return (trace) =>
    trace.metadata !== null && trace.metadata[member] === undefined
      ? notApplicable(`the metadata has no "${member}"`)
      : required(trace)
}

/** RFC 8414 section 2: a JWT method among the auth methods of an endpoint makes its list of algorithms required. */
const endpointAuthAlgs = (endpoint: string): Check =>
  askMetadata((metadata, exchange) => {
    const methods = metadata[`${endpoint}_auth_methods_supported`]
    const member = `${endpoint}_auth_signing_alg_values_supported`
    const named = Array.isArray(methods)
      ? methods.filter((m) => ['private_key_jwt', 'client_secret_jwt'].includes(String(m)))
      : []
    if (named.length === 0) return notApplicable(`"${endpoint}_auth_methods_supported" names no JWT method`)
    const algs = metadata[member]
    const ok = isStringArray(algs) && algs.length > 0 && !algs.some(isNone)
    return judge(
      ok,
      `"${member}" with algorithms other than none, as ${named.join(' and ')} is offered`,
      show(algs, 200),
      exchange,
    )
  })

const dpopAlgsAsymmetric: Check = askMetadata((metadata, exchange) => {
  const algs = metadata.dpop_signing_alg_values_supported
  if (!isStringArray(algs)) return notApplicable('the metadata has no "dpop_signing_alg_values_supported" list')
  const bad = algs.filter((alg) => isNone(alg) || isSymmetric(alg)).map((alg) => `it holds "${alg}"`)
  return judgeProblems(
    bad,
    '"dpop_signing_alg_values_supported" with asymmetric algorithms only',
    algs.join(', '),
    exchange,
  )
})

/** Every list of signature algorithms in the metadata, those of later specifications too. */
function signingLists(metadata: JsonObject): (readonly [string, readonly string[]])[] {
  return Object.entries(metadata).flatMap(([name, value]) =>
    /_signing_alg_values_supported$/.test(name) && isStringArray(value) ? [[name, value] as const] : [],
  )
}

const noneNowhere: Check = askMetadata((metadata, exchange) => {
  // In the list for UserInfo, "none" may stand for a plain JSON answer (OpenID Discovery section 3); those for client
  // authentication and DPoP have rules of their own.
  const lists = signingLists(metadata).filter(([name]) => !/^userinfo_|_auth_|^dpop_/.test(name))
  const bad = lists.filter(([, algs]) => algs.some(isNone)).map(([name]) => `"${name}" holds "none"`)
  return judgeProblems(bad, 'no list of signature algorithms with "none"', `${lists.length} lists without it`, exchange)
})

/** OpenID Discovery section 3 wants RS256 in this list of every OpenID provider, so it says nothing about FAPI clients. */
const isMandated = (name: string, alg: string): boolean =>
  name === 'id_token_signing_alg_values_supported' && alg === 'RS256'

const weakAlgs: Check = askMetadata((metadata, exchange) => {
  const problems = signingLists(metadata).flatMap(([name, algs]) => {
    const extra = algs.filter((alg) => !isAllowedAlg(alg) && !isNone(alg) && !isMandated(name, alg))
    return extra.length === 0 ? [] : [`"${name}" holds ${extra.join(', ')}`]
  })
  return judgeProblems(problems, `no signature algorithms but ${ALLOWED_ALGS.join(', ')}`, 'no others', exchange)
})

/** Lists of signature algorithms in the metadata (FAPI2-SP 5.4.1). */
export const metadataAlgorithms = {
  'metadata-client-assertion-algs': where(
    { client_auth: 'private_key_jwt' },
    requiredAlgs('token_endpoint_auth_signing_alg_values_supported'),
  ),
  'metadata-dpop-algs': where({ sender_constraint: 'dpop' }, requiredAlgs('dpop_signing_alg_values_supported')),
  'metadata-dpop-algs-asymmetric': where({ sender_constraint: 'dpop' }, dpopAlgsAsymmetric),
  'metadata-id-token-algs': where(
    { openid: true, grant: 'authorization_code' },
    requiredAlgs('id_token_signing_alg_values_supported'),
  ),
  'metadata-userinfo-algs': where(
    { openid: true, grant: 'authorization_code' },
    optionalAlgs('userinfo_signing_alg_values_supported'),
  ),
  'metadata-introspection-response-algs': optionalAlgs('introspection_signing_alg_values_supported'),
  'metadata-token-auth-algs': endpointAuthAlgs('token_endpoint'),
  'metadata-revocation-auth-algs': endpointAuthAlgs('revocation_endpoint'),
  'metadata-introspection-auth-algs': endpointAuthAlgs('introspection_endpoint'),
  'metadata-no-alg-none': noneNowhere,
  'metadata-no-weak-algs': weakAlgs,
} satisfies Record<string, Check>
