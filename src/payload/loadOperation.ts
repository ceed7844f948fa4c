import { basename, dirname } from 'node:path'
import { compileSchema } from './compileSchema.ts'
import { dialectOfApi } from './dialectOf.ts'
import { findOperation } from './findOperation.ts'
import { below, type Found, follow, isNode, issueAt } from './openApiDocument.ts'
import { SchemaError } from './SchemaError.ts'
import { type DocumentCache, type SchemaFiles, schemaFiles } from './schemaFiles.ts'
import type { Dialect, Operation, PayloadSchema, ResponseRule, Spot } from './types.ts'

/** What a response allows by media type (or range, `application/*`); null: a type without a schema. */
type Contents = ReadonlyMap<string, PayloadSchema | null>

function contentsOf(response: Found, title: string, dialect: Dialect, files: SchemaFiles): Contents {
  const { content } = response.node
  if (!isNode(content)) return new Map()
  return new Map(
    Object.keys(content).map((type) => {
      const { node, spot } = follow(below(response.spot, 'content', type), files, `"${type}"`)
      const at = below(spot, 'schema')
      const schema = node.schema === undefined ? null : compileSchema(at, dialect, `${title} ${type}`, files)
      return [(type.split(';')[0] ?? '').trim().toLowerCase(), schema] as const
    }),
  )
}

/** `404`, else `4XX`, else `default`. */
function forStatus<T>(responses: ReadonlyMap<string, T>, status: number): T | undefined {
  const range = `${Math.floor(status / 100)}XX`
  return responses.get(String(status)) ?? responses.get(range) ?? responses.get('default')
}

function forType(contents: Contents, mediaType: string | null): PayloadSchema | null | undefined {
  const type = mediaType ?? ''
  for (const key of [type, `${type.split('/')[0]}/*`, '*/*']) if (contents.has(key)) return contents.get(key)
  return undefined
}

function ruleFor(responses: ReadonlyMap<string, Contents>, status: number, mediaType: string | null): ResponseRule {
  const contents = forStatus(responses, status)
  if (contents === undefined) return { kind: 'unknown-status', known: [...responses.keys()] }
  if (contents.size === 0) return { kind: 'nothing' }
  const schema = forType(contents, mediaType)
  if (schema === undefined) return { kind: 'unknown-type', known: [...contents.keys()] }
  return schema === null ? { kind: 'nothing' } : { kind: 'schema', schema }
}

function responsesOf(operation: Found, id: string, dialect: Dialect, files: SchemaFiles): Map<string, Contents> {
  const { responses } = operation.node
  const { document } = operation.spot
  if (!isNode(responses) || Object.keys(responses).length === 0) {
    const hint = 'describe the responses, or use "schema:" instead'
    const complaint = {
      message: `operation "${id}" describes no responses`,
      expected: '"responses:"',
      seen: null,
      hint,
    }
    throw new SchemaError([issueAt(operation.spot, complaint, 'key')])
  }
  return new Map(
    Object.keys(responses)
      .filter((status) => !status.startsWith('x-'))
      .map((status) => {
        const response = follow(below(operation.spot, 'responses', status), files, `response ${status}`)
        const title = `${basename(document.file)} ${id} ${status}`
        return [status.replace(/xx$/i, 'XX'), contentsOf(response, title, dialect, files)] as const
      }),
  )
}

/**
 * Loads one operation of an OpenAPI 3.0 or 3.1 document (YAML or JSON) with the schemas of its responses.
 * @param file path of the document
 * @param options.folder references may lead to files in it; default: the document's own folder
 * @throws SchemaError with file, line and column: no such operation, no OpenAPI document, faulty schemas and references
 */
export function loadOperation(
  file: string,
  operationId: string,
  { folder = dirname(file), cache }: { readonly folder?: string; readonly cache?: DocumentCache } = {},
): Operation {
  const files = schemaFiles(folder, cache)
  const document = files.open(file)
  if (!('value' in document)) throw new SchemaError(document)
  const root: Spot = { document, path: [] }
  const dialect = dialectOfApi(root)
  const { method, path, operation, parameters } = findOperation(root, operationId, files)
  const responses = responsesOf(operation, operationId, dialect, files)
  return {
    id: operationId,
    method,
    path,
    parameters,
    files: files.read.map((one) => one.file),
    response: (status, mediaType) => ruleFor(responses, status, mediaType),
  }
}
