import { basename, dirname } from 'node:path'
import type { Finding } from '../yaml/types.ts'
import { compileSchema } from './compileSchema.ts'
import { dialectOfDocument } from './dialectOf.ts'
import { lookUp, pointerTokens } from './jsonPointer.ts'
import { SchemaError } from './SchemaError.ts'
import { type DocumentCache, schemaFiles } from './schemaFiles.ts'
import type { PayloadSchema } from './types.ts'

const openApiMembers: readonly string[] = ['openapi', 'swagger']

/** What is wrong with the document as a whole, before anybody looks into it. */
function rootFault(value: unknown, pointer: string): Finding | null {
  const at = { path: [], anchor: 'value' } as const
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const seen = Array.isArray(value) ? 'a list' : value === null ? 'nothing' : `a ${typeof value}`
    return { ...at, message: 'the file is not a JSON Schema', expected: 'an object', seen, hint: null }
  }
  const api = openApiMembers.find((name) => name in value)
  if (api !== undefined && pointer === '') {
    const hint = 'write "operation: <operationId>" instead of "schema:"'
    return { ...at, message: 'the file is an OpenAPI document', expected: 'a JSON Schema', seen: `"${api}"`, hint }
  }
  return null
}

export interface LoadSchemaOptions {
  /** JSON pointer to the schema in the file; default: the whole file. */
  readonly pointer?: string
  /** References may lead to files in it; default: the file's own folder. */
  readonly folder?: string
  readonly cache?: DocumentCache
}

/**
 * Loads a JSON Schema (2020-12; 2019-09, draft 7 and 6 by their `$schema`) from a JSON or YAML file.
 * @param file its path
 * @throws SchemaError with everything that is wrong, each with file, line and column
 */
export function loadSchema(
  file: string,
  { pointer = '', folder = dirname(file), cache }: LoadSchemaOptions = {},
): PayloadSchema {
  const files = schemaFiles(folder, cache)
  const document = files.open(file)
  if (!('value' in document)) throw new SchemaError(document)
  const fault = rootFault(document.value, pointer)
  if (fault !== null) throw new SchemaError([document.issue(fault)])
  const dialect = dialectOfDocument({ document, path: [] })
  const found = lookUp(document.value, pointerTokens(pointer))
  if (found === null) {
    const complaint = { message: `there is nothing at ${pointer}`, expected: 'a schema', seen: null, hint: null }
    throw new SchemaError([document.issue({ ...complaint, path: [], anchor: 'value' })])
  }
  const title = pointer === '' ? basename(file) : `${basename(file)}#${pointer}`
  return compileSchema({ document, path: found.path }, dialect, title, files)
}
