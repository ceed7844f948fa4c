import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { loadRules, type PayloadRules } from '../payload/loadRules.ts'
import { SchemaError } from '../payload/SchemaError.ts'
import type { DocumentCache } from '../payload/schemaFiles.ts'
import type { Operation } from '../payload/types.ts'
import type { Complaint, Issue } from '../yaml/types.ts'
import { note, type ProfileReader } from './profileReader.ts'
import type { Api, Endpoint, ProfileFile, SchemaRef } from './types.ts'

const keyOf = ({ kind }: SchemaRef): string => (kind === 'schema' ? 'schema' : 'operation')

/** Where a complaint about the schema of an endpoint belongs: the nearest file that has the endpoint. */
function spotOf({ layers }: ProfileReader, { id, schema }: Endpoint) {
  const layer = layers.find(({ yaml }) => yaml.api?.endpoints?.[id] !== undefined)
  return layer && schema && { layer, path: ['api', 'endpoints', id, keyOf(schema)] }
}

function complain(reader: ProfileReader, endpoint: Endpoint, complaint: Complaint): void {
  const spot = spotOf(reader, endpoint)
  if (spot) note(reader, spot, complaint)
}

/** That the file or the operation is not there is a mistake of the profile, everything else one of the file. */
function isOfProfile({ line, field }: Issue): boolean {
  return line === null || field === 'paths'
}

function rulesOf(
  reader: ProfileReader,
  endpoint: Endpoint,
  schema: SchemaRef,
  cache: DocumentCache,
): PayloadRules | null {
  try {
    return loadRules(schema, cache)
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    for (const issue of error.issues) {
      if (isOfProfile(issue)) complain(reader, endpoint, issue)
      else if (
        !reader.issues.some(
          ({ file, line, column }) => file === issue.file && line === issue.line && column === issue.column,
        )
      )
        reader.issues.push(issue)
    }
    return null
  }
}

/** `/accounts/{}`: without the names, the query and a slash at the end. */
const form = (path: string): string => (path.split('?')[0] ?? '').replace(/\{[^}]*\}/g, '{}').replace(/\/$/, '')

/** Headers that OpenAPI describes elsewhere or that the runner sets by itself. */
const ownHeaders: readonly string[] = ['accept', 'content-type', 'authorization', 'dpop', 'host', 'content-length']

function disagreement(endpoint: Endpoint, operation: Operation): Complaint | null {
  const sent = Object.keys(endpoint.headers).map((name) => name.toLowerCase())
  const missing = operation.parameters.find(
    ({ name, in: place, required }) => place === 'header' && required && ![...sent, ...ownHeaders].includes(name),
  )
  const [mine, its] = [`${endpoint.method} ${endpoint.path}`, `${operation.method} ${operation.path}`]
  // The document may leave out what stands before all paths, or a gateway may add it.
  if (endpoint.method !== operation.method || !form(endpoint.path).endsWith(form(operation.path))) {
    return { message: `operation "${operation.id}" is another request`, expected: mine, seen: its, hint: null }
  }
  if (missing === undefined) return null
  const hint = `add it to "headers" of the endpoint or to "request_headers" of the API`
  const message = `operation "${operation.id}" requires a header that the endpoint does not send`
  return { message, expected: missing.name, seen: sent.join(', ') || null, hint }
}

/**
 * Loads the schemas of the endpoints, and tells what is wrong with them.
 * @returns all files they were read from, each once
 */
export function schemaFiles(reader: ProfileReader, api: Api | null): readonly ProfileFile[] {
  const cache: DocumentCache = new Map()
  const paths = new Set<string>()
  for (const endpoint of api?.endpoints ?? []) {
    const { schema } = endpoint
    const rules = schema && rulesOf(reader, endpoint, schema, cache)
    if (!rules) continue
    const complaint = rules.operation && disagreement(endpoint, rules.operation)
    if (complaint) complain(reader, endpoint, complaint)
    for (const path of rules.files) paths.add(path)
  }
  return [...paths].map((path) => ({
    path,
    digest: `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`,
  }))
}
