import { isObject, type JsonObject } from '../json/object.ts'
import { askMetadata } from './ask.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { show } from './showValue.ts'
import type { Check } from './types.ts'
import { where } from './where.ts'

const parse = (value: unknown): URL | null => (typeof value === 'string' && URL.canParse(value) ? new URL(value) : null)

/** What keeps a text from being an issuer identifier (RFC 8414 section 2, RFC 9207 section 2). */
export function issuerProblems(issuer: unknown): string[] {
  const url = parse(issuer)
  if (url === null) return [`${show(issuer)} is not an absolute URL`]
  const problems: string[] = []
  const text = String(issuer)
  if (url.protocol !== 'https:') problems.push(`scheme ${url.protocol.slice(0, -1)}`)
  // The URL parser drops an empty query or fragment, so the text is looked at.
  if (text.includes('?')) problems.push('a query')
  if (text.includes('#')) problems.push('a fragment')
  if (url.username !== '' || url.password !== '') problems.push('user information')
  return problems.map((problem) => `${show(issuer)} has ${problem}`)
}

const issuerForm: Check = askMetadata((metadata, exchange) =>
  judgeProblems(
    issuerProblems(metadata.issuer),
    'an https URL without query and fragment',
    show(metadata.issuer),
    exchange,
  ),
)

const issuerMatch: Check = askMetadata((metadata, exchange, { issuer }) =>
  judge(
    metadata.issuer === issuer,
    `"issuer" is ${issuer}, character for character`,
    show(metadata.issuer, 200),
    exchange,
  ),
)

/** Every endpoint at the top level of the metadata; aliases, PAR and `jwks_uri` are questions of their own. */
const endpointsOf = (metadata: JsonObject): (readonly [string, string])[] =>
  Object.entries(metadata).flatMap(([name, value]) => {
    const counts = name.endsWith('_endpoint') && name !== 'pushed_authorization_request_endpoint'
    return counts && typeof value === 'string' ? [[name, value] as const] : []
  })

const endpointsHttps: Check = askMetadata((metadata, exchange) => {
  const endpoints = endpointsOf(metadata)
  const clear = endpoints.filter(([, value]) => parse(value)?.protocol !== 'https:')
  const problems = clear.map(([name, value]) => `"${name}" is ${show(value)}`)
  return judgeProblems(problems, 'every endpoint is an https URL', `${endpoints.length} endpoints, all https`, exchange)
})

const endpointsWithoutFragment: Check = askMetadata((metadata, exchange) => {
  const marked = endpointsOf(metadata).filter(([, value]) => value.includes('#'))
  const problems = marked.map(([name, value]) => `"${name}" is ${show(value)}`)
  return judgeProblems(problems, 'endpoint URLs without a fragment', 'no fragments', exchange)
})

const jwksUriHttps: Check = askMetadata((metadata, exchange) => {
  const uri = metadata.jwks_uri
  if (uri === undefined) return notApplicable('the metadata has no "jwks_uri"')
  return judge(parse(uri)?.protocol === 'https:', 'an https "jwks_uri"', show(uri), exchange)
})

const parEndpoint: Check = askMetadata((metadata, exchange) => {
  const value = metadata.pushed_authorization_request_endpoint
  return judge(parse(value) !== null, '"pushed_authorization_request_endpoint" with a URL', show(value), exchange)
})

const parEndpointHttps: Check = askMetadata((metadata, exchange) => {
  const value = metadata.pushed_authorization_request_endpoint
  if (value === undefined) return notApplicable('the metadata has no "pushed_authorization_request_endpoint"')
  return judge(
    parse(value)?.protocol === 'https:',
    'an https "pushed_authorization_request_endpoint"',
    show(value),
    exchange,
  )
})

function aliasProblems(aliases: JsonObject): string[] {
  if (Object.keys(aliases).length === 0) return ['"mtls_endpoint_aliases" is an empty object']
  // RFC 8705 section 5: members that define no endpoint of direct requests have no meaning and are ignored.
  const meant = Object.entries(aliases).filter(
    ([name]) => name.endsWith('_endpoint') && name !== 'authorization_endpoint',
  )
  const bad = meant.filter(([, value]) => parse(value)?.protocol !== 'https:')
  return bad.map(([name, value]) => `"${name}" is ${show(value)}`)
}

const mtlsAliases: Check = askMetadata((metadata, exchange) => {
  const aliases = metadata.mtls_endpoint_aliases
  if (aliases === undefined) return notApplicable('the metadata has no "mtls_endpoint_aliases"')
  const expected = '"mtls_endpoint_aliases" is an object with https URLs of endpoints'
  if (!isObject(aliases)) return judge(false, expected, show(aliases), exchange)
  return judgeProblems(aliasProblems(aliases), expected, `aliases: ${Object.keys(aliases).join(', ')}`, exchange)
})

/** Issuer and endpoint URLs of the metadata. */
export const metadataUrls = {
  'metadata-issuer-form': issuerForm,
  'metadata-issuer-match': issuerMatch,
  'metadata-endpoints-https': endpointsHttps,
  'metadata-endpoints-without-fragment': endpointsWithoutFragment,
  'metadata-jwks-uri-https': jwksUriHttps,
  'metadata-par-endpoint': where({ grant: 'authorization_code' }, parEndpoint),
  'metadata-par-endpoint-https': where({ grant: 'authorization_code' }, parEndpointHttps),
  'metadata-mtls-aliases': mtlsAliases,
} satisfies Record<string, Check>
