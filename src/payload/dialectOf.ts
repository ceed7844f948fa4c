import { describe } from '../yaml/describe.ts'
import { suggest } from '../yaml/suggest.ts'
import { below, isNode, issueAt } from './openApiDocument.ts'
import { SchemaError } from './SchemaError.ts'
import type { Dialect, Spot } from './types.ts'

/** `$schema` without its empty fragment. */
const dialects: Readonly<Record<string, Dialect>> = {
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
  'https://json-schema.org/draft/2019-09/schema': '2019-09',
  'http://json-schema.org/draft-07/schema': 'draft-07',
  'http://json-schema.org/draft-06/schema': 'draft-07',
}

function byName(name: unknown): Dialect | null {
  const key = String(name).replace(/#$/, '')
  return Object.hasOwn(dialects, key) ? (dialects[key] ?? null) : null
}

/** How the schemas of a document are written; a document of another version is not read at all. */
export function dialectOfApi(root: Spot): Dialect {
  const document = root.document.value
  const version = isNode(document) ? document.openapi : undefined
  if (typeof version === 'string' && /^3\.0(\.|$)/.test(version)) return 'openapi-3.0'
  if (typeof version === 'string' && /^3\.[12](\.|$)/.test(version)) {
    const named = isNode(document) ? document.jsonSchemaDialect : undefined
    // The dialect of OpenAPI 3.1 is JSON Schema 2020-12 with notes added.
    const isOwn = named === undefined || /^https:\/\/spec\.openapis\.org\/oas\/3\.\d\/dialect\//.test(String(named))
    const dialect = isOwn ? '2020-12' : byName(named)
    if (dialect !== null) return dialect
    const complaint = {
      message: '"jsonSchemaDialect" is not read',
      expected: 'JSON Schema 2020-12',
      seen: String(named),
      hint: null,
    }
    throw new SchemaError([issueAt(below(root, 'jsonSchemaDialect'), complaint)])
  }
  const swagger = isNode(document) && document.swagger !== undefined
  const complaint = {
    message: 'the file is not an OpenAPI document of version 3',
    expected: '"openapi: 3.0.x" or "openapi: 3.1.x"',
    seen: swagger ? `Swagger ${String(document.swagger)}` : describe(version ?? document),
    hint: swagger ? 'convert it to OpenAPI 3' : null,
  }
  throw new SchemaError([issueAt(root, complaint)])
}

/**
 * The dialect of a schema file: the one that it names, 2020-12 where it names none; for a part of an OpenAPI document that
 * of the document.
 * @throws SchemaError for a dialect that is not read
 */
export function dialectOfDocument(root: Spot): Dialect {
  const { value } = root.document
  if (!isNode(value) || (value.$schema === undefined && value.openapi === undefined)) return '2020-12'
  if (value.$schema === undefined) return dialectOfApi(root)
  const dialect = byName(value.$schema)
  if (dialect !== null) return dialect
  const seen = String(value.$schema)
  const expected = Object.keys(dialects).join(' or ')
  const hint = suggest(seen, Object.keys(dialects))
  const complaint = { message: '"$schema" names a dialect that is not read', expected, seen, hint }
  throw new SchemaError([issueAt(below(root, '$schema'), complaint)])
}
