import { readJson } from '../flow/readJson.ts'
import { type FlowEnvironment, newFlow } from '../flow/session.ts'
import { fillText, TemplateError } from '../flow/template.ts'
import type { AnswerKeys, ApiUnknown } from '../probes/apiTypes.ts'
import { unknown } from './apiFlows.ts'

/** The keys that the API signs its answers with: at the `jwks_uri` of the profile, else those of the server's metadata. */
export async function answerKeys(env: FlowEnvironment, label: string): Promise<AnswerKeys | ApiUnknown> {
  const named = env.ecosystem?.profile.api?.jwksUri ?? null
  if (named === null) {
    const { jwks } = env.server
    return jwks === null
      ? unknown('the JWK set of the server could not be read', 'as')
      : { kind: 'keys', keys: jwks, from: 'the jwks_uri of the metadata' }
  }
  const url = urlOf(named, env, label)
  if (typeof url !== 'string') return url
  const request = { method: 'GET', url, headers: [['accept', 'application/jwk-set+json, application/json']] } as const
  const exchange = await env.wire.send(request, { caseId: label, step: 'jwks', variant: env.variant.key })
  const keys = readJson(exchange)?.keys
  if (Array.isArray(keys)) return { kind: 'keys', keys: keys, from: url }
  const { response, error } = exchange
  const seen = error?.message ?? `status ${response?.status}, and no JWK set (RFC 7517 section 5)`
  return unknown(`the keys of signed answers could not be read from ${url}: ${seen}`, response ? 'rs' : 'network')
}

function urlOf(named: unknown, env: FlowEnvironment, label: string): string | ApiUnknown {
  try {
    const url = fillText(named, newFlow(env, label), '')
    if (/^https:\/\//.test(url) && URL.canParse(url)) return url
    return unknown(`"jwks_uri" of the API is no https URL: ${url}`, 'config')
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return unknown(`"jwks_uri" of the API: ${error.message}`, 'config')
  }
}
