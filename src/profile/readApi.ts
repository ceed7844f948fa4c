import { dirname, resolve } from 'node:path'
import { FAPI_ALGS } from '../json/fapiAlgs.ts'
import { overlayRules } from './headerRules.ts'
import type { ProfileLayer, ProfileYaml } from './profileLayers.ts'
import { layerPlace } from './profileLayers.ts'
import { checkId, fromBase, type LayerEntry, mergedEntries, note, type ProfileReader } from './profileReader.ts'
import { checkHeaders, checkTemplate, overlayHeaders, readApiRequest } from './readApiRequest.ts'
import type { TemplateWords } from './templateSymbols.ts'
import type { Api, Endpoint, HeaderRules, SchemaRef, Template } from './types.ts'

type ApiYaml = NonNullable<ProfileYaml['api']>
type EndpointYaml = NonNullable<ApiYaml['endpoints']>[string]

/** What all endpoints share. */
interface Shared extends Omit<Api, 'endpoints'> {}

/** Notes algorithms that the extended profile does not allow: less than the base, never more. */
function checkAlgs(
  reader: ProfileReader,
  layer: ProfileLayer,
  algs: readonly string[],
  allowed: readonly string[],
): void {
  for (const [at, alg] of algs.entries()) {
    if (allowed.includes(alg)) continue
    const message = '"signing_algs" allows what the extended profile does not'
    const complaint = { message, expected: allowed.join(', '), seen: alg, hint: 'remove it' }
    note(reader, { layer, path: ['api', 'signing_algs', at] }, complaint)
  }
}

function readShared(reader: ProfileReader, words: TemplateWords): Shared {
  let headers: Readonly<Record<string, Template>> = {}
  let responses: HeaderRules = {}
  let errors: HeaderRules = {}
  let openapi: string | null = null
  let jwksUri: Template | null = null
  let signingAlgs: readonly string[] = FAPI_ALGS
  const show: string[] = []
  for (const layer of fromBase(reader)) {
    const { api } = layer.yaml
    if (api === undefined) continue
    checkHeaders(reader, { layer, path: ['api', 'request_headers'] }, api.request_headers, words)
    checkHeaders(reader, { layer, path: ['api', 'response_headers'] }, api.response_headers, null)
    checkHeaders(reader, { layer, path: ['api', 'error_headers'] }, api.error_headers, null)
    headers = overlayHeaders(headers, api.request_headers)
    responses = overlayRules(responses, api.response_headers)
    errors = overlayRules(overlayRules(errors, api.response_headers), api.error_headers)
    if (api.openapi !== undefined) openapi = resolve(dirname(layer.path), api.openapi)
    if (api.jwks_uri !== undefined) {
      checkTemplate(reader, { layer, path: ['api', 'jwks_uri'] }, api.jwks_uri, words)
      jwksUri = api.jwks_uri
    }
    if (api.signing_algs !== undefined) {
      checkAlgs(reader, layer, api.signing_algs, signingAlgs)
      signingAlgs = api.signing_algs
    }
    show.push(...(api.show ?? []))
  }
  return {
    requestHeaders: headers,
    responseHeaders: responses,
    errorHeaders: errors,
    openapi,
    jwksUri,
    signingAlgs,
    show,
  }
}

function schemaOf(reader: ProfileReader, entry: LayerEntry<EndpointYaml>, openapi: string | null): SchemaRef | null {
  const { schema, operation } = entry.yaml
  const folder = dirname(entry.layer.path)
  const below = (key: string) => ({ layer: entry.layer, path: [...entry.path, key] })
  if (schema !== undefined && operation !== undefined) {
    const message = `"${entry.id}" has both "schema" and "operation"`
    note(reader, below('operation'), { message, expected: 'one of the two', seen: null, hint: 'remove one' }, 'key')
  }
  const remote = (['schema', 'operation'] as const).find((key) =>
    /^[a-z][a-z0-9+.-]+:\/\//i.test(entry.yaml[key] ?? ''),
  )
  if (remote !== undefined) {
    const message = `"${remote}" is remote, and nothing is ever fetched`
    const hint = 'keep a copy beside the profile and name that'
    note(reader, below(remote), { message, expected: 'a file', seen: entry.yaml[remote] ?? null, hint })
    return null
  }
  if (schema !== undefined) {
    const [file = '', pointer] = schema.split('#', 2)
    return { kind: 'schema', file: resolve(folder, file), pointer: pointer || null, folder }
  }
  if (operation === undefined) return null
  const [file, id] = operation.includes('#') ? operation.split('#', 2) : [null, operation]
  const document = file ? resolve(folder, file) : openapi
  if (document !== null) return { kind: 'operation', file: document, operationId: id ?? '', folder }
  const hint = 'add "openapi: ./openapi.yaml" to "api", or write file#operationId'
  note(reader, below('operation'), {
    message: 'there is no OpenAPI document',
    expected: 'an "openapi"',
    seen: null,
    hint,
  })
  return null
}

function readEndpoint(
  reader: ProfileReader,
  entry: LayerEntry<EndpointYaml>,
  shared: Shared,
  words: TemplateWords,
): Endpoint {
  const { yaml, layer, path, id } = entry
  checkId(reader, entry)
  checkHeaders(reader, { layer, path: [...path, 'response_headers'] }, yaml.response_headers, null)
  checkHeaders(reader, { layer, path: [...path, 'error_headers'] }, yaml.error_headers, null)
  const request = readApiRequest(reader, entry, shared.requestHeaders, words)
  const key = yaml.idempotency?.toLowerCase() ?? null
  const hasKey = Object.keys(request.headers).some((name) => name.toLowerCase() === key)
  return {
    ...request,
    headers: key === null || hasKey ? request.headers : { ...request.headers, [key]: '$uuid' },
    id,
    scopes: yaml.scopes,
    idempotency: key,
    signedAnswer: yaml.signed_answer ?? false,
    responseHeaders: overlayRules(shared.responseHeaders, yaml.response_headers),
    errorHeaders: overlayRules(shared.errorHeaders, yaml.error_headers),
    schema: schemaOf(reader, entry, shared.openapi),
    place: layerPlace(layer, path),
  }
}

/** Notes endpoints that are one and the same call: what the one needs to be open, the other would have closed. */
function checkCalls(
  reader: ProfileReader,
  entries: readonly LayerEntry<EndpointYaml>[],
  endpoints: readonly Endpoint[],
): void {
  const seen = new Map<string, string>()
  for (const [at, { id, method, path, headers, body }] of endpoints.entries()) {
    const call = JSON.stringify([method, path, headers, body])
    const earlier = seen.get(call)
    const entry = entries[at]
    if (earlier !== undefined && entry !== undefined) {
      const message = `"${id}" is the same call as "${earlier}"`
      const expected = 'another method, path, header or body'
      note(reader, entry, { message, expected, seen: `${method} ${path}`, hint: 'remove one of the two' }, 'key')
    }
    seen.set(call, id)
  }
}

/** `api:` of the chain; null: no file has one. */
export function readApi(reader: ProfileReader, words: TemplateWords): Api | null {
  if (reader.layers.every(({ yaml }) => yaml.api === undefined)) return null
  const shared = readShared(reader, words)
  const entries = mergedEntries<EndpointYaml>(reader, ({ yaml }) => yaml.api?.endpoints, ['api', 'endpoints'])
  const endpoints = entries.map((entry) => readEndpoint(reader, entry, shared, words))
  checkCalls(reader, entries, endpoints)
  return { ...shared, endpoints }
}
