import type { XStatic } from 'typebox/schema'
import type { Path } from '../yaml/types.ts'
import type { consentsSchema } from './apiSchema.ts'
import { type LayerEntry, note, type ProfileReader } from './profileReader.ts'
import { type TemplateWords, templateFaults } from './templateSymbols.ts'
import type { ApiRequest, Template } from './types.ts'

/** What endpoints and consents have in common. */
export type RequestYaml = Pick<
  XStatic<typeof consentsSchema>[string],
  'get' | 'post' | 'put' | 'patch' | 'delete' | 'headers' | 'body' | 'sign' | 'status'
> & { readonly take?: Readonly<Record<string, string>> }

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Set by the flow: the token, the proof and what belongs to the connection. */
const runnersOwn: readonly string[] = ['authorization', 'dpop', 'host', 'content-length', 'connection']
const tokenForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const nameForm = /^[A-Za-z][A-Za-z0-9_]*$/

type Spot = Pick<LayerEntry<unknown>, 'layer' | 'path'>

/** Notes symbols that are not known. */
export function checkTemplate(reader: ProfileReader, spot: Spot, value: Template, words: TemplateWords): void {
  for (const [path, complaint] of templateFaults(value, words)) {
    note(reader, { ...spot, path: [...spot.path, ...path] }, complaint)
  }
}

/** Notes names that are no header names or belong to the runner, and symbols that are not known. */
export function checkHeaders(
  reader: ProfileReader,
  { layer, path }: Spot,
  headers: Readonly<Record<string, unknown>> | undefined,
  words: TemplateWords | null,
): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const spot = { layer, path: [...path, name] }
    if (!tokenForm.test(name)) {
      const expected = 'a name as in RFC 9110 section 5.1'
      note(reader, spot, { message: `"${name}" is no header name`, expected, seen: null, hint: null }, 'key')
    } else if (words !== null && runnersOwn.includes(name.toLowerCase())) {
      const hint = 'remove it; the token is added by itself'
      const message = `header "${name}" is set by the runner`
      note(reader, spot, { message, expected: 'other headers', seen: null, hint }, 'key')
    }
    if (words !== null) checkTemplate(reader, spot, value, words)
  }
}

/** Headers laid over others, compared without regard to case. */
export function overlayHeaders(
  base: Readonly<Record<string, Template>>,
  own: Readonly<Record<string, Template>> = {},
): Readonly<Record<string, Template>> {
  const replaced = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  const kept = Object.entries(base).filter(([name]) => !replaced.has(name.toLowerCase()))
  return { ...Object.fromEntries(kept), ...own }
}

function target(
  reader: ProfileReader,
  entry: LayerEntry<RequestYaml>,
): { readonly method: string; readonly path: string } {
  const named = methods.filter((method) => entry.yaml[method] !== undefined)
  const [method] = named
  if (method !== undefined && named.length === 1)
    return { method: method.toUpperCase(), path: entry.yaml[method] ?? '/' }
  const message = `"${entry.id}" has ${named.length === 0 ? 'no method' : 'more than one method'}`
  const expected = `one of ${methods.join(', ')} with a path`
  const seen = named.length === 0 ? null : named.join(' and ')
  const hint = named.length === 0 ? 'e.g. "get: /accounts"' : 'make two entries'
  note(reader, entry, { message, expected, seen, hint }, 'key')
  return { method: 'GET', path: '/' }
}

function checkTake(reader: ProfileReader, { layer, path, yaml }: LayerEntry<RequestYaml>): void {
  for (const name of Object.keys(yaml.take ?? {})) {
    if (nameForm.test(name)) continue
    const complaint = {
      message: `"${name}" is no name for a value`,
      expected: 'letters, digits and _',
      seen: null,
      hint: null,
    }
    note(reader, { layer, path: [...path, 'take', name] }, complaint, 'key')
  }
}

/** The request of an endpoint or a consent, checked. */
export function readApiRequest(
  reader: ProfileReader,
  entry: LayerEntry<RequestYaml>,
  apiHeaders: Readonly<Record<string, Template>>,
  words: TemplateWords,
): ApiRequest {
  const { yaml, layer, path } = entry
  const below = (...more: Path) => ({ layer, path: [...path, ...more] })
  const to = target(reader, entry)
  checkHeaders(reader, below('headers'), yaml.headers, words)
  checkTemplate(reader, below('body'), yaml.body, words)
  checkTake(reader, entry)
  if (yaml.sign === true && (typeof yaml.body !== 'object' || yaml.body === null || Array.isArray(yaml.body))) {
    const expected = 'a mapping: the claims of the JWS'
    note(reader, below('sign'), { message: `"sign" needs a "body"`, expected, seen: null, hint: 'add "body: { ... }"' })
  }
  return {
    ...to,
    params: [...to.path.matchAll(/\{([A-Za-z][A-Za-z0-9_]*)\}/g)].map(([, name = '']) => name),
    headers: overlayHeaders(apiHeaders, yaml.headers),
    body: yaml.body ?? null,
    sign: yaml.sign ?? false,
    status: yaml.status ?? 200,
    take: yaml.take ?? {},
  }
}
